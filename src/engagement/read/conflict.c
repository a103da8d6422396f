#include "engagement/read/conflict.h"

uint32_t d1_conflict_line(struct d1_str text)
{
    static const char *const marks[] = {"<<<<<<< ", "=======", ">>>>>>> "};
    size_t found = 0;
    uint32_t line = 1, first = 0;

    for (size_t at = 0; at < text.len && found < 3; line++) {
        size_t end = d1_str_find(text, '\n', at);

        if (d1_str_starts(d1_str_sub(text, at, end), marks[found])) {
            first = found ? first : line;
            found++;
        }
        at = end + 1;
    }
    return found == 3 ? first : 0;
}

int d1_conflict_fault(struct d1_faults *faults, struct d1_arena *arena, struct d1_fault fault, uint32_t line)
{
    enum { MARK = 7 };

    fault.key = d1_str("conflict");
    fault.place.line = fault.place.end_line = line;
    fault.place.column = 1;
    fault.place.end_column = 1 + MARK;
    return d1_fault_add(faults, arena, fault,
                        "an unfinished merge left its marks here: choose between the two sides, and take the lines "
                        "with `<<<<<<<`, `=======` and `>>>>>>>` away");
}
