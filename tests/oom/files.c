#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "oom/oom.h"

enum { PATH = 4096 };

void oom_give_up(const char *what)
{
    perror(what);
    exit(3);
}

/* ---- command lines ---- */

/* Cuts a line into words, in place. */
static void split(struct oom_case *what, char *at)
{
    for (size_t count = 1; *at; count++) {
        char end = *at == '\'' ? '\'' : ' ';

        if (count == OOM_WORDS)
            oom_give_up("a command line has too many words");
        at += end == '\'';
        what->words[count] = at;
        at += strcspn(at, (char[]){end, '\0'});
        while (*at == end || *at == ' ')
            *at++ = '\0';
    }
}

/* What stands before a command line that finds what an earlier run has kept. */
static const char again_word[] = "again ";

static bool has_one_of(const char *line, char **words, int word_count)
{
    for (int i = 0; i < word_count; i++)
        if (strstr(line, words[i]))
            return true;
    return word_count == 0;
}

/* Takes a command line; with another one before it, which an arrow ends. */
static void take_line(struct oom_case *what, char *line, char *program)
{
    char *arrow = strstr(line, " => ");

    if (arrow) {
        *arrow = '\0';
        what->before = calloc(1, sizeof *what->before);
        if (!what->before)
            oom_give_up("the cases");
        what->before->words[0] = program;
        split(what->before, line);
        line = arrow + strlen(" => ");
    }
    split(what, line);
}

struct oom_case *oom_cases(const char *path, char *program, char **words, int word_count, size_t *count)
{
    struct oom_case *cases = NULL;
    struct oom_text text = oom_read(path);

    *count = 0;
    for (char *line = strtok(text.ptr, "\n"); line; line = strtok(NULL, "\n")) {
        bool again = strncmp(line, again_word, sizeof again_word - 1) == 0;

        if (*line == '#' || !has_one_of(line, words, word_count))
            continue;
        cases = realloc(cases, (*count + 1) * sizeof *cases);
        if (!cases)
            oom_give_up("the cases");
        cases[*count] = (struct oom_case){.line = strdup(line), .again = again, .words = {program}};
        take_line(&cases[(*count)++], line + (again ? sizeof again_word - 1 : 0), program);
    }
    return cases;
}

/* ---- files ---- */

struct oom_text oom_read(const char *path)
{
    struct oom_text text = {0};
    FILE *file = fopen(path, "rb");
    struct stat known = {0};

    if (file && fstat(fileno(file), &known) < 0)
        oom_give_up(path);
    text.ptr = malloc((size_t)known.st_size + 1);
    if (!text.ptr)
        oom_give_up(path);
    if (file) {
        text.len = fread(text.ptr, 1, (size_t)known.st_size, file);
        fclose(file);
    }
    text.ptr[text.len] = '\0';
    return text;
}

bool oom_same(const struct oom_text *a, const struct oom_text *b)
{
    return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* Calls `visit` for each file below a folder, and then for the folders. */
static void walk(const char *folder, void (*visit)(void *context, const char *path, bool is_folder), void *context)
{
    DIR *entries = opendir(folder);
    char path[PATH];

    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        struct stat known;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (lstat(path, &known) < 0)
            oom_give_up(path);
        if (S_ISDIR(known.st_mode))
            walk(path, visit, context);
        visit(context, path, S_ISDIR(known.st_mode));
    }
    if (entries)
        closedir(entries);
}

static void drop(void *context, const char *path, bool is_folder)
{
    (void)context;
    if ((is_folder ? rmdir(path) : unlink(path)) < 0)
        oom_give_up(path);
}

void oom_empty_folder(const char *path)
{
    walk(path, drop, NULL);
    mkdir(path, 0700);
}

static void keep(void *context, const char *path, bool is_folder)
{
    struct oom_result *result = context;

    if (is_folder)
        return;
    if (result->file_count == OOM_FILES)
        oom_give_up("a run leaves too many files");
    result->files[result->file_count++] = (struct oom_file){strdup(path), oom_read(path)};
}

void oom_read_folder(struct oom_result *result, const char *path)
{
    walk(path, keep, result);
}

/* ---- comparing ---- */

bool oom_is_failure_report(const struct oom_text *text)
{
    size_t len = text->len;

    while (len && text->ptr[len - 1] == '\n')
        len--;
    return len && strstr(text->ptr, "out of memory") &&
           ((text->ptr[0] == '{' && text->ptr[len - 1] == '}') ||
            (len > 7 && strncmp(text->ptr, "<!DOCTYPE html>", 15) == 0 &&
             strncmp(text->ptr + len - 7, "</html>", 7) == 0));
}

static const struct oom_file *find(const struct oom_result *result, const char *path)
{
    for (size_t i = 0; i < result->file_count; i++)
        if (strcmp(result->files[i].path, path) == 0)
            return &result->files[i];
    return NULL;
}

bool oom_same_files(const struct oom_result *should, const struct oom_result *is, bool all)
{
    for (size_t i = 0; i < is->file_count; i++) {
        const struct oom_file *whole = find(should, is->files[i].path);

        if (!whole)
            return false;
        if (!oom_same(&whole->text, &is->files[i].text) && (all || !oom_is_failure_report(&is->files[i].text)))
            return false;
    }
    return !all || is->file_count == should->file_count;
}

void oom_forget(struct oom_result *result)
{
    free(result->out.ptr);
    free(result->err.ptr);
    for (size_t i = 0; i < result->file_count; i++) {
        free(result->files[i].path);
        free(result->files[i].text.ptr);
    }
    *result = (struct oom_result){0};
}
