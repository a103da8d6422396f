/* d1lint --version */
#include "base/version.h"
#include "cli/command.h"
#include "doc/embedded.h"
#include "regex/regex.h"
#include "repo/repo.h"
#include "schema/format.h"
#include "yaml/yaml.h"

void d1_command_write_version(struct d1_strbuf *out)
{
    d1_strbuf_printf(out, "d1lint %s\ncommit %s\nrules sha256:" D1_STR_FMT "\n", D1_VERSION, d1_version_commit(),
                     D1_STR_ARG(d1_embedded_digest()));
    d1_strbuf_printf(out, "libgit2 %s, libyaml %s, libidn2 %s, PCRE2 %s\n", d1_repo_library_version(),
                     d1_yaml_library_version(), d1_schema_library(), d1_regex_library());
}
