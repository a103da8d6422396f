#include "base/version.h"

/* Defined by objects that the build makes (src/embed); weak, so that programs of the build and tests link. */
extern const char d1_commit_data[] __attribute__((weak));
extern const char d1_sources_data[] __attribute__((weak));

const char *d1_version_commit(void)
{
    return d1_commit_data ? d1_commit_data : "unknown";
}

struct d1_str d1_version_sources(void)
{
    return d1_str(d1_sources_data ? d1_sources_data : "");
}
