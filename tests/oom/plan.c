/* Which requests are refused. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "oom/oom.h"

/* A sanitizer makes each run ten times as long: it sees fewer of them. OOM_FULL sees all. */
#ifdef __SANITIZE_ADDRESS__
enum { INNERMOST = 4 };
#else
enum { INNERMOST = 7 };
#endif

enum {
    SHORT_RUN = 4000,   /* requests; with `all`, each of them is refused */
    EVERY_FRAME = 40,   /* `all`: frames that tell places apart; else INNERMOST */
    SPREAD_ALL = 1000,  /* requests at even distances, with `all` */
    SPREAD = 8,         /* else */
    FEWEST_PLACES = 24, /* of a case ... */
    WORK = 1000 * 1000  /* ... which may be more, as long as these times the requests of the run is not more */
};

/* The places of all cases so far: a hash table of their hashes, in which 0 is free. */
struct places {
    uint64_t *slots;
    size_t len, cap;
};

/* Whether the place was not there; now it is. */
static bool add_place(struct places *places, uint64_t hash)
{
    size_t slot = hash & (places->cap - 1);

    while (places->slots[slot] && places->slots[slot] != hash)
        slot = (slot + 1) & (places->cap - 1);
    if (places->slots[slot])
        return false;
    places->slots[slot] = hash;
    if (2 * ++places->len > places->cap)
        oom_give_up("there are too many places");
    return true;
}

static struct places no_places(void)
{
    struct places places = {.cap = 1 << 16};

    places.slots = calloc(places.cap, sizeof *places.slots);
    if (!places.slots)
        oom_give_up("the places");
    return places;
}

/* The call stacks of a case's requests. */
static struct oom_text trace(const struct oom_case *what, int frames)
{
    struct oom_result result;
    struct oom_text text;

    oom_run(what, &(struct oom_trouble){.trace = "../trace", .frames = frames}, &result);
    oom_forget(&result);
    text = oom_read("../trace");
    if (!text.len)
        oom_give_up("the requests of a run cannot be counted");
    unlink("../trace");
    return text;
}

static void choose(struct oom_case *what, struct places *places, bool all)
{
    struct oom_text text = trace(what, all ? EVERY_FRAME : INNERMOST);
    const uint64_t *hashes = (const uint64_t *)(const void *)text.ptr;
    size_t count = text.len / sizeof *hashes, step = count / (all ? SPREAD_ALL : SPREAD) + 1, most = WORK / (count + 1);

    if (all || most < FEWEST_PLACES)
        most = all ? count : FEWEST_PLACES;
    what->requests = calloc(count + 1, sizeof *what->requests);
    if (!what->requests)
        oom_give_up("the requests");
    for (size_t i = 0; i < count; i++) {
        bool new = most &&add_place(places, hashes[i]);

        most -= new;
        if (new || i % step == 0 || (all && count <= SHORT_RUN))
            what->requests[what->request_count++] = (long)i + 1;
    }
    free(text.ptr);
}

void oom_plan(struct oom_case *cases, size_t count, bool all)
{
    struct places places = no_places();

    for (size_t i = 0; i < count; i++) {
        choose(&cases[i], &places, all);
        if (!all)
            continue;
        free(places.slots);
        places = no_places();
    }
    free(places.slots);
}
