#include "edit/files.h"

void d1_edit_files_release(struct d1_edit_files *files)
{
    d1_vec_release(&files->list);
    d1_arena_release(&files->arena);
}

int d1_edit_files_add(struct d1_edit_files *files, const char *path, struct d1_str text, struct d1_str before)
{
    struct d1_edit_file file = {.path = d1_arena_strdup(&files->arena, path)};

    file.text = d1_arena_str(&files->arena, text);
    if (before.ptr)
        file.before = d1_arena_str(&files->arena, before);
    if (!file.path || !file.text.ptr || (before.ptr && !file.before.ptr))
        return D1_ERR_MEMORY;
    return d1_vec_push(&files->list, file);
}

static bool still_holds(const struct d1_edit_file *file)
{
    struct d1_strbuf bytes = {0};
    bool same = d1_file_read(&bytes, file->path, NULL) == 0 && d1_str_eq(d1_strbuf_view(&bytes), file->before);

    d1_strbuf_release(&bytes);
    return same;
}

int d1_edit_files_check(const struct d1_edit_files *files, struct d1_error *error)
{
    for (size_t i = 0; i < files->list.len; i++) {
        const struct d1_edit_file *file = &files->list.items[i];

        if (!file->before.ptr && d1_file_exists(file->path))
            return d1_error_set(error, D1_ERR_USAGE, "%s is there already, and nothing is overwritten", file->path);
        if (file->before.ptr && !still_holds(file))
            return d1_error_set(error, D1_ERR_USAGE, "%s has been changed meanwhile; nothing is written", file->path);
    }
    return 0;
}

/* Makes the folders of a path that are missing, outermost first. */
static int make_folders(struct d1_edit_files *files, const char *path, struct d1_error *error)
{
    struct d1_str text = d1_str(path);

    for (size_t end = d1_str_find(text, '/', 1); end < text.len; end = d1_str_find(text, '/', end + 1)) {
        const char *folder = d1_arena_str(&files->arena, d1_str_sub(text, 0, end)).ptr;
        int result;

        if (!folder || d1_vec_reserve(&files->made, 1) < 0)
            return d1_error_memory(error);
        if (d1_file_exists(folder))
            continue;
        files->made.items[files->made.len] = (struct d1_file_made){0};
        result = d1_file_create_directory(folder, &files->made.items[files->made.len++], error);
        if (result < 0)
            return result;
    }
    return 0;
}

static int create(struct d1_edit_files *files, const struct d1_edit_file *file, struct d1_error *error)
{
    int result = make_folders(files, file->path, error);

    if (result < 0)
        return result;
    if (d1_vec_reserve(&files->made, 1) < 0)
        return d1_error_memory(error);
    files->made.items[files->made.len] = (struct d1_file_made){0};
    return d1_file_create(file->path, file->text, &files->made.items[files->made.len++], error);
}

/* Edited files come last, since taking them back is writing them again. */
static int write_all(struct d1_edit_files *files, struct d1_error *error)
{
    int result = 0;

    for (size_t i = 0; i < files->list.len && result == 0; i++)
        if (!files->list.items[i].before.ptr)
            result = create(files, &files->list.items[i], error);
    for (size_t i = 0; i < files->list.len && result == 0; i++) {
        struct d1_edit_file *file = &files->list.items[i];

        if (file->before.ptr)
            result = d1_file_write(file->path, file->text, error);
        file->written = file->before.ptr && result == 0;
    }
    return result;
}

int d1_edit_files_write(struct d1_edit_files *files, struct d1_error *error)
{
    int result = d1_edit_files_check(files, error);

    if (result == 0)
        result = write_all(files, error);
    for (size_t i = files->list.len; result < 0 && i > 0; i--)
        if (files->list.items[i - 1].written)
            d1_file_write(files->list.items[i - 1].path, files->list.items[i - 1].before, NULL);
    for (size_t i = files->made.len; i > 0; i--) {
        if (result < 0)
            d1_file_take_back(&files->made.items[i - 1]);
        d1_file_leave(&files->made.items[i - 1]);
    }
    d1_vec_release(&files->made);
    return result;
}
