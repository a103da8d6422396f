#include "verdict/agenda.h"

const char *d1_agenda_kind_name(enum d1_agenda_kind kind)
{
    static const char *const names[D1_AGENDA_KINDS] = {"gate", "meeting", "report", "review", "milestone", "due"};

    return names[kind];
}
