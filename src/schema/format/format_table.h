/* The checks that format.c lists and other files hold: format_net.c, format_host.c, format_uri.c. */
#ifndef D1_SCHEMA_FORMAT_FORMAT_TABLE_H
#define D1_SCHEMA_FORMAT_FORMAT_TABLE_H

#include <stdbool.h>

#include "base/str.h"

/* RFC 2673 §3.2 dotted quad; RFC 4291 §2.2. */
bool d1_schema_format_ipv4(struct d1_str text);
bool d1_schema_format_ipv6(struct d1_str text);

/* RFC 1123 §2.1, with A-labels checked as RFC 5890 asks; RFC 5890 U-labels. */
bool d1_schema_format_hostname(struct d1_str text);
bool d1_schema_format_idn_hostname(struct d1_str text);

/* RFC 5321 §4.1.2 Mailbox; RFC 6531 §3.3. */
bool d1_schema_format_email(struct d1_str text);
bool d1_schema_format_idn_email(struct d1_str text);

/* RFC 3986; RFC 3987; RFC 6570. */
bool d1_schema_format_uri(struct d1_str text);
bool d1_schema_format_uri_reference(struct d1_str text);
bool d1_schema_format_iri(struct d1_str text);
bool d1_schema_format_iri_reference(struct d1_str text);
bool d1_schema_format_uri_template(struct d1_str text);

#endif
