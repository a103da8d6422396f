#include <yaml.h>

#include "yaml/yaml.h"

const char *d1_yaml_library_version(void)
{
    return yaml_get_version_string();
}
