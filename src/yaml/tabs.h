/*
 * Tabs that may stand where libyaml wants none. It stops at a tab wherever a line may be indented, but YAML 1.2 has
 * tabs part tokens as spaces do (§6.2): on a line that is blank or a comment, and before a value that opens no block
 * collection, for which alone the column matters.
 *
 * At which tab it stops only the parser can tell: in a block scalar the same line is content. So the text is put right
 * there and parsed again, until no such tab is left or D1_LIMIT_TAB_WORK bytes have been parsed in vain.
 */
#ifndef D1_YAML_TABS_H
#define D1_YAML_TABS_H

#include <yaml.h>

#include "yaml/source.h"

/*
 * Where the parser stopped at such a tab, it and those that follow it before any content become spaces in the source,
 * which keeps all places, *work grows by the bytes before it, and the result is true: parse again. Else nothing is
 * changed.
 */
bool d1_yaml_mend_tabs(const yaml_parser_t *parser, struct d1_yaml_source *source, size_t *work);

#endif
