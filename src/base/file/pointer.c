#include "base/file/pointer.h"

const char *d1_file_pointer(struct d1_str bytes)
{
    if (d1_str_starts(bytes, "version https://git-lfs.github.com/spec/v1"))
        return "the file is a pointer of Git LFS, and its content is not here: run `git lfs pull` (in a workflow: "
               "`lfs: true` for the checkout action)";
    return NULL;
}
