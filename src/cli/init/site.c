#include "cli/init/site.h"

#include <string.h>

#include "base/file/file.h"
#include "repo/repo.h"

void d1_site_release(struct d1_site *site)
{
    d1_strbuf_release(&site->root);
    d1_strbuf_release(&site->shown);
    d1_strbuf_release(&site->around);
}

static void add_folder(struct d1_strbuf *out, struct d1_str folder)
{
    d1_strbuf_str(out, folder);
    if (out->len && out->ptr[out->len - 1] != '/')
        d1_strbuf_putc(out, '/');
}

/* Splits a path into the part that is there and the rest, which has no ".." in it. */
static int split(struct d1_site *site, const char *directory, struct d1_str *rest, struct d1_error *error)
{
    struct d1_str path = d1_str(directory);
    size_t end = path.len;

    while (end > 1 && path.ptr[end - 1] == '/')
        end--;
    *rest = d1_str_sub(path, 0, end);
    for (;;) {
        d1_strbuf_clear(&site->around);
        d1_strbuf_str(&site->around, d1_str_sub(path, 0, end));
        if (!end)
            d1_strbuf_puts(&site->around, ".");
        if (site->around.oom)
            return d1_error_memory(error);
        if (!end || d1_file_exists(site->around.ptr) || strcmp(site->around.ptr, "/") == 0)
            break;
        while (end && path.ptr[end - 1] != '/')
            end--;
        while (end > 1 && path.ptr[end - 1] == '/')
            end--;
    }
    *rest = d1_str_sub(*rest, end, SIZE_MAX);
    while (rest->len && rest->ptr[0] == '/')
        *rest = d1_str_sub(*rest, 1, SIZE_MAX);
    for (size_t at = 0, next; at <= rest->len; at = next + 1) {
        struct d1_str component;

        next = d1_str_find(*rest, '/', at);
        component = d1_str_sub(*rest, at, next - at);
        if (d1_str_is(component, "..") || d1_str_is(component, ".") || (!component.len && rest->len))
            return d1_error_set(error, D1_ERR_USAGE, "%s does not say plainly which folder is meant", directory);
    }
    return 0;
}

int d1_site_find(struct d1_site *site, const char *directory, struct d1_error *error)
{
    struct d1_repo *repo = NULL;
    struct d1_str rest;
    const struct d1_repo_info *info;
    int result = split(site, directory, &rest, error);

    if (result == 0)
        result = d1_file_may_enter(site->around.ptr, error);
    if (result == 0)
        result = d1_repo_global_init(error);
    if (result < 0)
        return result;
    result = d1_repo_open(&repo, site->around.ptr, NULL, error);
    if (result == 0) {
        info = d1_repo_info(repo);
        add_folder(&site->root, d1_str(info->root));
        add_folder(&site->shown, d1_str(info->prefix));
        add_folder(&site->shown, rest);
        site->is_git = info->is_git;
        if (info->is_bare)
            result = d1_error_set(error, D1_ERR_USAGE, "%s is a bare repository: there is no work tree to write to",
                                  directory);
    }
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return result == 0 && (site->root.oom || site->shown.oom) ? d1_error_memory(error) : result;
}
