#include "cli/version.h"

#include "base/version.h"
#include "regex/regex.h"
#include "repo/repo.h"
#include "schema/format.h"
#include "yaml/yaml.h"

void d1_version_write(struct d1_strbuf *out)
{
    d1_strbuf_printf(out, "d1lint %s\nlibgit2 %s, libyaml %s, libidn2 %s, PCRE2 %s\n", D1_VERSION,
                     d1_repo_library_version(), d1_yaml_library_version(), d1_schema_library(), d1_regex_library());
}
