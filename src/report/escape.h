/*
 * Escaping for each place text of a repository is written to. Everything that comes from a repository (paths,
 * messages, names, source lines) is hostile until it went through one of these.
 *
 * What is never sent to a terminal as it is: C0 controls, DEL, C1 controls, bidirectional formatting, line and
 * paragraph separators, characters that are there but not seen (soft hyphen, zero-width space, byte order mark, tag
 * characters), and bytes that are not UTF-8. They are shown as YAML and C write them: \t \n \x1b \u202e \U000e0041,
 * a stray byte as \xff.
 *
 * CI runners read commands out of logs: GitHub Actions a line that begins with "::" after white space and anything
 * that holds "##[", Azure Pipelines "##vso[" and TeamCity "##teamcity[". Both forms are broken up by an escape.
 */
#ifndef D1_REPORT_ESCAPE_H
#define D1_REPORT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/text/strbuf.h"

/* Bytes of the longest escape with its NUL, and of the longest code point with one. */
enum { D1_ESCAPE_TEXT = 12 };

/*
 * Writes how one code point (or, with D1_UTF8_INVALID, the byte) is shown, with a NUL, and returns the columns it
 * takes on a terminal. utf8 false escapes everything beyond ASCII.
 */
int d1_escape_code(char text[D1_ESCAPE_TEXT], uint32_t code, unsigned char byte, bool utf8);

/*
 * Appends text for a terminal or log; it can stand at the beginning of a line. It never holds a line break. What is too
 * long is shortened (base/text/shorten.h), in paths as well; `whole` is for a text that was asked for by itself.
 */
void d1_escape_whole(struct d1_strbuf *out, struct d1_str text, bool utf8);
void d1_escape_text(struct d1_strbuf *out, struct d1_str text, bool utf8);

/*
 * Whether the '[' at offset `at` would complete a command of a CI runner that may stand anywhere in a line: "##[",
 * "##vso[". Runners compare with characters that are not seen passed over, so these may stand in between.
 */
bool d1_escape_is_command(struct d1_str text, size_t at);

/*
 * Appends a path as git prints it: as it is, or in double quotes with C's escapes (octal for bytes) when it holds a
 * control or hidden character, invalid UTF-8, a quote or a backslash, or when it begins with a space, ':' or '#'.
 */
void d1_escape_path(struct d1_strbuf *out, const char *path, bool utf8);

/*
 * Appends JSON that a writer made (json/writer.h, which escapes controls itself) with every "##[" in it broken up by
 * an escape, since a CI runner reads that as a command anywhere in a line.
 */
void d1_escape_json(struct d1_strbuf *out, struct d1_str json);

/* Appends a path as a relative reference of RFC 3986: every byte but unreserved ones and '/' percent-encoded. */
void d1_escape_uri(struct d1_strbuf *out, const char *path);

/*
 * Appends text as a plain text message of SARIF 2.1.0: '\' before '\', '[' and ']' (§3.11.6, embedded links), '{'
 * and '}' doubled (§3.11.5, placeholders); at most `codes` code points of text, then how long it is. Controls, hidden
 * characters and invalid bytes are escaped as for a terminal, with '\' doubled.
 */
void d1_escape_sarif(struct d1_strbuf *out, struct d1_str text, size_t codes);

/* The same for text that is CommonMark already, of a rule's author: only braces are doubled and controls escaped. */
void d1_escape_sarif_markdown(struct d1_strbuf *out, struct d1_str text, size_t codes);

/*
 * What is shown already (d1_escape_text, d1_escape_path), for a further reader.
 *
 * entities: XML and HTML, in text and in attributes.
 *
 * command: data or a property of a workflow command of GitHub Actions, where '%' begins an escape.
 *
 * markdown: CommonMark as GitHub reads it, in a line or in a cell of a table: a backslash before punctuation
 * that means something, and a word that would become a link or a mention all the same is a code span. code_span: always
 * one; a '|' in it has a backslash, which tables want.
 */
void d1_escape_entities(struct d1_strbuf *out, struct d1_str shown);
void d1_escape_command(struct d1_strbuf *out, struct d1_str shown, bool property);
void d1_escape_markdown(struct d1_strbuf *out, struct d1_str shown);
void d1_escape_code_span(struct d1_strbuf *out, struct d1_str shown);

/* Columns the text takes on a terminal; for text that is already escaped. */
size_t d1_escape_columns(struct d1_str text);

#endif
