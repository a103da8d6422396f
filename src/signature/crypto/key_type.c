#include "signature/crypto/key_type.h"

static const struct d1_key_type types[] = {
    {"ssh-ed25519", &d1_key_ed25519, NULL, {"ssh-ed25519"}, false},
    {"ecdsa-sha2-nistp256", &d1_key_ecdsa, "nistp256", {"ecdsa-sha2-nistp256"}, false},
    {"ecdsa-sha2-nistp384", &d1_key_ecdsa, "nistp384", {"ecdsa-sha2-nistp384"}, false},
    {"ecdsa-sha2-nistp521", &d1_key_ecdsa, "nistp521", {"ecdsa-sha2-nistp521"}, false},
    /* Signatures of format ssh-rsa are over SHA-1, for which collisions are known, and never count. */
    {"ssh-rsa", &d1_key_rsa, NULL, {"rsa-sha2-256", "rsa-sha2-512"}, false},
    {"sk-ssh-ed25519@openssh.com", &d1_key_ed25519, NULL, {"sk-ssh-ed25519@openssh.com"}, true},
    {"sk-ecdsa-sha2-nistp256@openssh.com", &d1_key_ecdsa, "nistp256", {"sk-ecdsa-sha2-nistp256@openssh.com"}, true},
};

const struct d1_key_type *d1_key_type_find(struct d1_str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (d1_str_is(name, types[i].name))
            return &types[i];
    return NULL;
}

bool d1_key_read(struct d1_key_parts *key, struct d1_str blob)
{
    struct d1_wire wire = {.rest = blob};

    *key = (struct d1_key_parts){.type = d1_key_type_find(d1_wire_string(&wire))};
    if (!key->type)
        return false;
    key->type->family->read_key(&wire, key->type, key);
    if (key->type->security_key)
        key->application = d1_wire_string(&wire);
    return d1_wire_whole(&wire);
}

bool d1_key_type_is_name(struct d1_str name)
{
    enum { LONGEST = 64 };

    if (name.len == 0 || name.len > LONGEST)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] > '~' || name.ptr[i] == ',')
            return false;
    return true;
}

static bool is_certificate(struct d1_str name)
{
    return d1_str_ends(name, "-cert-v00@openssh.com") || d1_str_ends(name, "-cert-v01@openssh.com");
}

struct d1_str d1_key_type_unread(struct d1_str name, struct d1_arena *arena)
{
    if (is_certificate(name))
        return d1_arena_printf(arena,
                               "signed with an SSH certificate (" D1_STR_FMT "), which is not read; the bare key is",
                               D1_STR_ARG(name));
    return d1_arena_printf(arena, "signed with a key of type " D1_STR_FMT ", which is not read", D1_STR_ARG(name));
}

bool d1_key_type_has_format(const struct d1_key_type *type, struct d1_str format)
{
    return d1_str_is(format, type->formats[0]) || (type->formats[1] && d1_str_is(format, type->formats[1]));
}
