#include "cli/validate/instances.h"

#include <sys/stat.h>

#include "base/file/file.h"
#include "base/file/glob.h"
#include "base/file/pointer.h"
#include "base/limits.h"
#include "cli/message.h"
#include "cli/source.h"

static int prepare(struct d1_instances *instances, struct d1_error *error)
{
    int result = instances->prepared ? 0 : d1_repo_global_init(error);

    instances->prepared = instances->prepared || result == 0;
    return result;
}

/* Looks once for the repository around the current folder. What is none, or cannot be used, has no root to tell. */
static int look_around(struct d1_instances *instances)
{
    struct d1_error why = {0};
    struct d1_repo *repo = NULL;
    int result;

    if (instances->looked)
        return 0;
    instances->looked = true;
    result = prepare(instances, &why);
    if (result == 0)
        result = d1_repo_open(&repo, ".", &(struct d1_repo_options){0}, &why);
    if (result == 0 && d1_repo_info(repo)->is_git && !d1_repo_info(repo)->is_bare)
        instances->around = repo;
    else
        d1_repo_free(repo);
    d1_error_clear(&why);
    return result == D1_ERR_MEMORY ? D1_ERR_MEMORY : 0;
}

const char *d1_instances_shown(struct d1_instances *instances, const char *path)
{
    struct d1_strbuf text = {0};
    const char *shown = path;

    if (!instances->from_root || d1_source_is_stdin(path))
        return path;
    if (look_around(instances) < 0)
        return NULL;
    if (instances->around && d1_repo_path_from_root(&text, instances->around, path) && text.len)
        shown = d1_arena_str(&instances->arena, d1_strbuf_view(&text)).ptr;
    if (text.oom)
        shown = NULL;
    d1_strbuf_release(&text);
    return shown;
}

/* Appends a file; texts live as long as the instances. */
static int add(struct d1_instances *instances, struct d1_instance instance, struct d1_error *error)
{
    instance.shown = d1_instances_shown(instances, instance.path);
    if (!instance.shown)
        return d1_error_memory(error);
    return d1_vec_push(&instances->files, instance) < 0 ? d1_error_memory(error) : 0;
}

static int add_unread(struct d1_instances *instances, const char *path, struct d1_error *why, struct d1_error *error)
{
    struct d1_instance instance = {.path = path, .reason = d1_arena_strdup(&instances->arena, d1_error_message(why))};

    d1_error_clear(why);
    return instance.reason ? add(instances, instance, error) : d1_error_memory(error);
}

/* "folder/" for the paths of a folder's files; nothing for the current folder. */
static struct d1_str folder_prefix(struct d1_arena *arena, const char *folder)
{
    struct d1_str name = d1_str(folder);

    while (name.len > 1 && name.ptr[name.len - 1] == '/')
        name.len--;
    if (d1_str_is(name, "."))
        return d1_strn("", 0);
    if (d1_str_is(name, "/"))
        return name;
    return d1_arena_printf(arena, D1_STR_FMT "/", D1_STR_ARG(name));
}

/* A folder called x.yaml is walked like any other; a link or a pipe is none of the files, and that is told. */
static void tell_passed_over(const struct d1_instance *instance)
{
    if (instance->entry->kind != D1_REPO_DIRECTORY)
        d1_message_source(&(struct d1_place){.path = instance->path},
                          instance->entry->reason ? instance->entry->reason : "it is no regular file", d1_strn(NULL, 0),
                          NULL, NULL);
}

static bool is_excluded(struct d1_instances *instances, const struct d1_instance *instance)
{
    struct d1_str below = d1_strn(instance->entry->path, instance->entry->path_len), whole = d1_str(instance->path);

    for (size_t i = 0; i < instances->excludes.len; i++) {
        struct d1_str pattern = d1_str(instances->excludes.items[i]);

        if (d1_glob_match(pattern, below, &instances->steps) || d1_glob_match(pattern, whole, &instances->steps))
            return true;
    }
    return false;
}

/* Takes a file of a folder in, or passes it over. */
static int add_entry(struct d1_instances *instances, const struct d1_instance *instance, struct d1_error *error)
{
    if (is_excluded(instances, instance))
        instances->passed_over.excluded++;
    else if (instance->entry->kind == D1_REPO_UNREADABLE)
        return add(instances, *instance, error);
    else if (instance->entry->kind != D1_REPO_FILE)
        tell_passed_over(instance);
    else if (instances->schemas && d1_schemas_have_file(instances->schemas, instance->path))
        instances->passed_over.schemas++;
    else
        return add(instances, *instance, error);
    if (instances->steps > D1_LIMIT_EXCLUDE_STEPS)
        return d1_error_set(
            error, D1_ERR_LIMIT,
            "the patterns of --exclude take more than %d steps to be matched with all files; give fewer "
            "or simpler ones",
            D1_LIMIT_EXCLUDE_STEPS);
    return 0;
}

static int add_files(struct d1_instances *instances, size_t folder, const char *operand, struct d1_error *error)
{
    struct d1_str prefix = folder_prefix(&instances->arena, operand);
    size_t count;
    int result = 0;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(instances->folders.items[folder].snapshot, &count);

    for (size_t i = 0; i < count && result == 0; i++) {
        struct d1_instance instance = {.entry = &entries[i], .folder = folder};

        if (entries[i].kind == D1_REPO_UNREADABLE)
            instance.reason = entries[i].reason;
        if (prefix.ptr)
            instance.path =
                d1_arena_printf(&instances->arena, D1_STR_FMT "%s", D1_STR_ARG(prefix), entries[i].path).ptr;
        if (!instance.path)
            return d1_error_memory(error);
        result = add_entry(instances, &instance, error);
    }
    return result;
}

static int add_folder(struct d1_instances *instances, const char *operand, struct d1_error *error)
{
    static const char *const suffixes[] = {".yaml", ".yml", ".json", NULL};
    const struct d1_repo_options options = {.plain = true, .ignore_environment = true};
    const struct d1_repo_snapshot_options wanted = {.source = D1_REPO_WORKTREE, .suffixes = suffixes};
    struct d1_folder folder = {0};
    struct d1_error why = {0};
    int result = prepare(instances, &why);

    if (result == 0)
        result = d1_file_may_enter(operand, &why);
    if (result == 0)
        result = d1_repo_open(&folder.repo, operand, &options, &why);
    if (result == 0)
        result = d1_repo_snapshot_open(&folder.snapshot, folder.repo, &wanted, &why);
    if (result == 0 && d1_vec_push(&instances->folders, folder) == 0)
        return add_files(instances, instances->folders.len - 1, operand, error);
    d1_repo_snapshot_free(folder.snapshot);
    d1_repo_free(folder.repo);
    if (result < 0 && result != D1_ERR_MEMORY)
        return add_unread(instances, operand, &why, error);
    d1_error_clear(&why);
    return d1_error_memory(error);
}

int d1_instances_add(struct d1_instances *instances, const char *operand, struct d1_error *error)
{
    struct stat st;

    if (!d1_source_is_stdin(operand) && stat(operand, &st) == 0 && S_ISDIR(st.st_mode))
        return add_folder(instances, operand, error);
    return add(instances, (struct d1_instance){.path = operand}, error);
}

void d1_instances_release(struct d1_instances *instances)
{
    for (size_t i = 0; i < instances->folders.len; i++) {
        d1_repo_snapshot_free(instances->folders.items[i].snapshot);
        d1_repo_free(instances->folders.items[i].repo);
    }
    d1_repo_free(instances->around);
    if (instances->prepared)
        d1_repo_global_shutdown();
    d1_vec_release(&instances->files);
    d1_vec_release(&instances->folders);
    d1_arena_release(&instances->arena);
    instances->around = NULL;
    instances->prepared = instances->looked = false;
}

/* What is too large may be read all the same, where somebody says so. */
static int tell_limit(int result, struct d1_error *error)
{
    struct d1_strbuf text = {0};

    if (result != D1_ERR_LIMIT || !error)
        return result;
    d1_strbuf_printf(&text, "%s; --max-size says how many MiB a file may have", d1_error_message(error));
    if (!text.oom)
        d1_error_at(error, result, error->place, "%s", text.ptr);
    d1_strbuf_release(&text);
    return result;
}

int d1_instance_read(struct d1_instance_reader *reader, const struct d1_instances *instances,
                     const struct d1_instance *instance, struct d1_str *bytes, struct d1_error *error)
{
    int result = 0;

    if (instance->reason)
        return d1_error_set(error, D1_ERR_READ, "%s", instance->reason);
    if (!instance->entry) {
        result = d1_source_read_most(&reader->bytes, instance->path, instances->most, error);
        *bytes = d1_strbuf_view(&reader->bytes);
        return tell_limit(result, error);
    }
    if (!reader->reader || reader->folder != instance->folder) {
        d1_repo_reader_free(reader->reader);
        reader->reader = NULL;
        reader->folder = instance->folder;
        result = d1_repo_reader_new(&reader->reader, instances->folders.items[instance->folder].snapshot, error);
    }
    if (result == 0)
        result = d1_repo_read_most(reader->reader, instance->entry, instances->most, bytes, error);
    if (result == 0 && d1_file_pointer(*bytes))
        return d1_error_set(error, D1_ERR_READ, "%s", d1_file_pointer(*bytes));
    return tell_limit(result, error);
}

void d1_instance_reader_release(struct d1_instance_reader *reader)
{
    d1_repo_reader_free(reader->reader);
    d1_strbuf_release(&reader->bytes);
    *reader = (struct d1_instance_reader){0};
}
