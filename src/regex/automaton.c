#include "regex/ast.h"
int d1_automaton_build(struct automaton **out, const struct parsed *parsed)
{
    (void)parsed;
    *out = NULL;
    return 0;
}
void d1_automaton_free(struct automaton *automaton)
{
    (void)automaton;
}
bool d1_automaton_test(const struct automaton *automaton, struct d1_str text)
{
    (void)automaton;
    (void)text;
    return false;
}
