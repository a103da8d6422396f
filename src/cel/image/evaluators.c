/* The functions that evaluate nodes, by number. */
#include "cel/image/image.h"

/* Those of loops are known from the kind of the loop; behind these are those of arithmetic, in the order of its rows.
 */
static d1_expr_run *const evaluators[] = {
    d1_cel_run_literal,
    d1_cel_run_variable,
    d1_cel_run_local,
    d1_cel_run_once,
    d1_cel_run_select,
    d1_cel_run_select_optional,
    d1_cel_run_has,
    d1_cel_run_index,
    d1_cel_run_index_optional,
    d1_cel_run_or_value,
    d1_cel_run_has_value,
    d1_cel_run_list,
    d1_cel_run_map,
    d1_cel_run_not,
    d1_cel_run_negate,
    d1_cel_run_and,
    d1_cel_run_or,
    d1_cel_run_cond,
    d1_cel_run_bind,
    d1_cel_run_call,
    d1_cel_run_call_dynamic,
    d1_cel_run_call_fallback,
    d1_cel_run_equal,
    d1_cel_run_not_equal,
    d1_cel_run_equal_text,
    d1_cel_run_not_equal_text,
    d1_cel_run_less,
    d1_cel_run_less_equal,
    d1_cel_run_greater,
    d1_cel_run_greater_equal,
    d1_cel_run_in,
    d1_cel_run_in_variable,
    d1_cel_run_arithmetic,
    d1_cel_run_less_int,
    d1_cel_run_less_equal_int,
    d1_cel_run_greater_int,
    d1_cel_run_greater_equal_int,
    d1_cel_run_equal_int,
    d1_cel_run_not_equal_int,
};

enum { EVALUATORS = sizeof evaluators / sizeof *evaluators };

uint32_t d1_image_evaluators(void)
{
    size_t rows;

    d1_cel_arithmetic_rows(&rows);
    return EVALUATORS + (uint32_t)rows;
}

d1_expr_run *d1_image_evaluator(uint32_t number)
{
    size_t rows;
    const struct d1_cel_arithmetic *arithmetic = d1_cel_arithmetic_rows(&rows);

    if (number < EVALUATORS)
        return evaluators[number];
    return number - EVALUATORS < rows ? arithmetic[number - EVALUATORS].run : NULL;
}

uint32_t d1_image_evaluator_number(struct d1_coder *c, d1_expr_run *run)
{
    uint32_t count = d1_image_evaluators();

    for (uint32_t i = 0; i < count; i++)
        if (d1_image_evaluator(i) == run)
            return i;
    d1_code_refuse(c, "is evaluated by a function that has no row in src/cel/image/evaluators.c");
    return 0;
}
