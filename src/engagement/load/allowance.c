#include "engagement/load/allowance.h"

#include "base/limits.h"

#define REMEDY "lint a part of the repository, as in `--rev HEAD:directory`, or split it"

static bool is_within(size_t bytes, size_t artifacts, size_t faults)
{
    return bytes <= D1_LIMIT_TOTAL_BYTES && artifacts <= D1_LIMIT_ARTIFACTS && faults <= D1_LIMIT_FAULTS;
}

bool d1_allowance_take(struct d1_allowance *taken, size_t bytes, size_t artifacts, size_t faults)
{
    return is_within(atomic_fetch_add(&taken->bytes, bytes) + bytes,
                     atomic_fetch_add(&taken->artifacts, artifacts) + artifacts,
                     atomic_fetch_add(&taken->faults, faults) + faults);
}

int d1_allowance_check(struct d1_allowance *taken, struct d1_error *error)
{
    if (atomic_load(&taken->bytes) > D1_LIMIT_TOTAL_BYTES)
        return d1_error_set(error, D1_ERR_LIMIT,
                            "the YAML files here are together larger than %d bytes, the most that is read; " REMEDY,
                            D1_LIMIT_TOTAL_BYTES);
    if (atomic_load(&taken->artifacts) > D1_LIMIT_ARTIFACTS)
        return d1_error_set(error, D1_ERR_LIMIT,
                            "there are more than %d artifacts here, the most that are judged together; " REMEDY,
                            D1_LIMIT_ARTIFACTS);
    if (atomic_load(&taken->faults) > D1_LIMIT_FAULTS)
        return d1_error_set(error, D1_ERR_LIMIT,
                            "there are more than %d mistakes in the files here, the most that are kept; " REMEDY,
                            D1_LIMIT_FAULTS);
    return 0;
}
