/*
 * YAML that is not d1lint's: what stands beside engagements in a repository of a delivery team, manifests of a cluster,
 * workflows, values of charts and compose files, of 1 to 3 KB each.
 */
#ifndef D1_BENCH_MADE_FOREIGN_H
#define D1_BENCH_MADE_FOREIGN_H

#include <stdio.h>

/* The folder of an engagement in which they lie. */
#define BENCH_FOREIGN_FOLDER "deploy"

/* Writes file `part` (from 1) of an engagement. The same arguments always give the same bytes. */
void bench_foreign(FILE *out, int engagement, int part);

#endif
