#include "signature/wire/armor.h"

#include "base/error.h"
#include "base/text/base64.h"

#define SSH_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define SSH_END "-----END SSH SIGNATURE-----"

static const struct {
    const char *line;
    enum d1_armor armor;
} beginnings[] = {
    {SSH_BEGIN, D1_ARMOR_SSH},
    {"-----BEGIN PGP SIGNATURE-----", D1_ARMOR_OPENPGP},
    {"-----BEGIN PGP MESSAGE-----", D1_ARMOR_OPENPGP},
    {"-----BEGIN SIGNED MESSAGE-----", D1_ARMOR_X509},
};

enum d1_armor d1_armor_of(struct d1_str text)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (d1_str_starts(text, beginnings[i].line))
            return beginnings[i].armor;
    return D1_ARMOR_NONE;
}

size_t d1_armor_find_last(struct d1_str text)
{
    size_t found = text.len;

    for (size_t at = 0; at < text.len; at = d1_str_find(text, '\n', at) + 1)
        if (d1_armor_of(d1_str_sub(text, at, text.len)) != D1_ARMOR_NONE)
            found = at;
    return found;
}

/* Takes the next line off the text, without what ends it. */
static struct d1_str take_line(struct d1_str *text)
{
    size_t end = d1_str_find(*text, '\n', 0);
    struct d1_str line = d1_str_sub(*text, 0, end);

    *text = d1_str_sub(*text, end + 1, text->len);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool is_empty_lines(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\n' && text.ptr[i] != '\r')
            return false;
    return true;
}

int d1_armor_open(struct d1_str *bytes, struct d1_str text, struct d1_arena *arena)
{
    char *letters = d1_arena_bytes(arena, text.len + 1);
    char *opened = d1_arena_bytes(arena, D1_BASE64_ROOM(text.len) + 1);
    size_t count = 0, len = 0;
    struct d1_str line;

    if (!letters || !opened)
        return D1_ERR_MEMORY;
    *bytes = d1_strn(NULL, 0);
    if (!d1_str_is(take_line(&text), SSH_BEGIN))
        return 0;
    while (!d1_str_is(line = take_line(&text), SSH_END)) {
        if (line.len == 0)
            return 0;
        memcpy(letters + count, line.ptr, line.len);
        count += line.len;
    }
    if (is_empty_lines(text) && d1_base64_decode(d1_strn(letters, count), opened, &len))
        *bytes = d1_strn(opened, len);
    return 0;
}
