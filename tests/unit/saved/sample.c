/* The verdict that the tests of reports are made with. */
#include "unit/report/sample.c"
