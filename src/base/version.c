#include "base/version.h"

/* Defined by the object that the build makes (src/embed/commit.S); weak, so that programs of the build and tests link.
 */
extern const char d1_commit_data[] __attribute__((weak));

const char *d1_version_commit(void)
{
    return d1_commit_data ? d1_commit_data : "unknown";
}
