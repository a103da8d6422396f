/* What a parse or a check has to complain of. */
#include "base/vec.h"
#include "cel/parse/ast.h"

void d1_cel_diagnostics_release(struct d1_cel_diagnostics *diagnostics)
{
    d1_vec_release(diagnostics);
    d1_arena_release(&diagnostics->texts);
}

void d1_cel_vreport(struct d1_cel_reporter *reporter, int kind, uint32_t offset, uint32_t end, const char *format,
                    va_list args)
{
    struct d1_cel_diagnostics *list = reporter->diagnostics;
    struct d1_cel_diagnostic diagnostic = {.kind = (enum d1_cel_diagnostic_kind)kind, .offset = offset, .end = end};

    reporter->count++;
    if (!list)
        return;
    diagnostic.place = d1_cel_place(reporter->source->origin, reporter->source->text, offset, end);
    diagnostic.message = d1_arena_vprintf(&list->texts, format, args);
    if (!diagnostic.message.ptr || d1_vec_push(list, diagnostic) < 0)
        reporter->oom = true;
}

void d1_cel_report(struct d1_cel_reporter *reporter, int kind, uint32_t offset, uint32_t end, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    d1_cel_vreport(reporter, kind, offset, end, format, args);
    va_end(args);
}
