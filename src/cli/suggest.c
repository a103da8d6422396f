#include "cli/suggest.h"

enum { LONGEST = 64, MOST = 3 };

static struct d1_str lower(char buffer[LONGEST], struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        buffer[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] | 0x20) : text.ptr[i];
    return d1_strn(buffer, text.len);
}

void d1_suggest_look(struct d1_suggest *suggest, struct d1_str written, struct d1_str candidate)
{
    char a[LONGEST], b[LONGEST];
    size_t limit = (written.len + 2) / 3, distance;

    if (written.len > LONGEST || candidate.len > LONGEST || !written.len)
        return;
    if (limit > MOST)
        limit = MOST;
    distance = d1_str_distance(lower(a, written), lower(b, candidate), limit);
    if (distance > limit || (suggest->found.len && distance >= suggest->distance))
        return;
    suggest->found = candidate;
    suggest->distance = distance;
}
