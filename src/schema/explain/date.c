#include "schema/explain/date.h"

#include <stdbool.h>

static bool has_form(struct d1_str text)
{
    if (text.len != 10)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 4 || i == 7;

        if (dash ? text.ptr[i] != '-' : text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return true;
}

const char *d1_schema_date_hint(struct d1_str text)
{
    static const char *const months[] = {
        "; January has 31 days",   "; February has 28 days, and 29 in a leap year",
        "; March has 31 days",     "; April has 30 days",
        "; May has 31 days",       "; June has 30 days",
        "; July has 31 days",      "; August has 31 days",
        "; September has 30 days", "; October has 31 days",
        "; November has 30 days",  "; December has 31 days",
    };
    int month;

    if (!has_form(text))
        return "";
    month = (text.ptr[5] - '0') * 10 + text.ptr[6] - '0';
    return month < 1 || month > 12 ? "; there are 12 months" : months[month - 1];
}
