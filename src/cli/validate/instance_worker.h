/*
 * What validates files one after the other: one for each thread. All zero bytes to begin with; what reads documents may
 * be set up (`loaders`) before the first.
 */
#ifndef D1_CLI_VALIDATE_INSTANCE_WORKER_H
#define D1_CLI_VALIDATE_INSTANCE_WORKER_H

#include "cli/source.h"
#include "cli/validate/instance_log.h"
#include "cli/validate/instances.h"

struct d1_instance_worker {
    struct d1_loaders loaders;
    struct d1_instance_reader reader;
    struct d1_schema_scratch *scratch;
    struct d1_instance_writer writer;
    struct d1_strbuf text; /* what is found in the file at hand */
    size_t documents, faults;
    size_t unlisted; /* of the faults */
};

/* Format and schema outlive it. 0 or D1_ERR_MEMORY; it is to be released in any case. */
int d1_instance_worker_init(struct d1_instance_worker *worker, const struct d1_instance_format *format,
                            const struct d1_schema *schema);
void d1_instance_worker_release(struct d1_instance_worker *worker);

/* Validates each document of a file. The outcome is whole, and its texts whoever takes it frees. */
void d1_instance_worker_validate(struct d1_instance_worker *worker, const struct d1_instances *instances,
                                 const struct d1_instance *instance, struct d1_instance_outcome *outcome);

/* Tells a fault as the only one of a file, which is that of its place. */
void d1_instance_worker_tell(struct d1_instance_worker *worker, const struct d1_instance_fault *fault,
                             struct d1_instance_outcome *outcome);

#endif
