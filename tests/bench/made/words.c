#include "bench/made/words.h"

#include <ctype.h>

enum { NAMES = 40 };

static const char *const first_names[NAMES] = {
    "Ada",   "Bela",  "Carla", "Dario", "Edith", "Femi",   "Greta",   "Hugo",   "Ines",   "Jonas",
    "Karin", "Lars",  "Mira",  "Nils",  "Olga",  "Pavel",  "Quentin", "Rosa",   "Stefan", "Tilda",
    "Uwe",   "Vera",  "Walid", "Xenia", "Yusuf", "Zora",   "Anton",   "Britta", "Cyril",  "Doris",
    "Emil",  "Frida", "Georg", "Hanna", "Ivan",  "Judith", "Klaus",   "Lena",   "Marek",  "Nora"};

static const char *const last_names[NAMES] = {
    "Abel",   "Berger",  "Costa",  "Duval",  "Eriksen", "Ferrari", "Gruber", "Horvat", "Ivanov", "Jansen",
    "Kovacs", "Lopez",   "Murphy", "Novak",  "Olsen",   "Petrov",  "Quinn",  "Rossi",  "Silva",  "Tanaka",
    "Urban",  "Vidal",   "Wagner", "Xavier", "Yilmaz",  "Zeman",   "Adler",  "Byrne",  "Conti",  "Dahl",
    "Egger",  "Fischer", "Garcia", "Huber",  "Ibsen",   "Jovic",   "Keane",  "Lind",   "Moreau", "Nair"};

static const char *const words[] = {
    "access",    "account",  "approval", "archive",   "backlog",  "baseline", "batch",     "benefit",   "billing",
    "branch",    "budget",   "capacity", "catalogue", "change",   "channel",  "claim",     "cluster",   "contract",
    "cost",      "customer", "cutover",  "data",      "database", "deadline", "delivery",  "design",    "document",
    "engineer",  "estimate", "export",   "factory",   "feature",  "finance",  "firewall",  "forecast",  "gateway",
    "guideline", "handover", "harness",  "holiday",   "import",   "incident", "index",     "interface", "inventory",
    "invoice",   "label",    "latency",  "legacy",    "licence",  "load",     "logistics", "market",    "measure",
    "meeting",   "memory",   "message",  "migration", "model",    "monitor",  "network",   "office",    "operator",
    "order",     "outage",   "partner",  "payment",   "peak",     "pilot",    "plan",      "platform",  "policy",
    "portal",    "price",    "process",  "product",   "quality",  "queue",    "record",    "region",    "release",
    "replay",    "report",   "request",  "retail",    "review",   "router",   "sample",    "schedule",  "scope",
    "security",  "server",   "service",  "shipment",  "source",   "sponsor",  "staging",   "standard",  "storage",
    "store",     "supplier", "support",  "switch",    "system",   "target",   "team",      "template",  "test",
    "ticket",    "traffic",  "training", "transfer",  "upgrade",  "usage",    "vendor",    "volume",    "warehouse",
    "window",    "workload", "workshop"};

static const char *const links[] = {"of the",    "for the", "with the", "before the",
                                    "after the", "and the", "in the",   "without the"};

/* The mixing steps of splitmix64: neighbouring keys give numbers that have nothing to do with each other. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

unsigned bench_pick(uint64_t key, uint64_t salt, unsigned below)
{
    return (unsigned)(mix(mix(key) ^ salt) % below);
}

void bench_phrase(FILE *out, uint64_t key, int count)
{
    for (int i = 0; i < count; i++) {
        const char *word = words[bench_pick(key, (uint64_t)i, sizeof words / sizeof *words)];

        if (i > 0)
            fputc(' ', out);
        if (i % 2)
            fprintf(out, "%s ", links[bench_pick(key, 100 + (uint64_t)i, sizeof links / sizeof *links)]);
        if (i == 0)
            fprintf(out, "%c%s", toupper((unsigned char)*word), word + 1);
        else
            fputs(word, out);
    }
}

const char *bench_first_name(int engagement, int i)
{
    return first_names[(engagement * 3 + i) % NAMES];
}

const char *bench_last_name(int engagement, int i)
{
    return last_names[(engagement * 5 + i * 7) % NAMES];
}
