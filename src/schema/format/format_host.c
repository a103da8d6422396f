/* Names of hosts. What a label beyond ASCII may hold is decided by libidn2 (IDNA2008: RFC 5890 to 5893). */
#include "schema/format/format_table.h"

#include <idn2.h>
#include <unictype.h>

#include "base/text/utf8.h"
#include "schema/format.h"

enum { LABEL_MAX = 63, NAME_MAX_OCTETS = 253, NAME_MAX_BYTES = 4 * NAME_MAX_OCTETS };

/* What a domain name's labels were found to be, for the rules that concern all of them. */
struct domain {
    size_t octets;      /* of the name in its ASCII form, dots included */
    bool right_to_left; /* has a label with right-to-left characters */
    bool digit_first;   /* has a label that begins with a digit, which such a name must not have (RFC 5893 §2) */
};

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_ldh(struct d1_str label)
{
    for (size_t i = 0; i < label.len; i++)
        if (!is_letter_or_digit(label.ptr[i]) && label.ptr[i] != '-')
            return false;
    return label.len > 0 && label.len <= LABEL_MAX && label.ptr[0] != '-' && label.ptr[label.len - 1] != '-';
}

static bool is_ascii(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

/* Notes what the label says about the direction of the name; false when it mixes both kinds of digits (RFC 5893 §2). */
static bool look_at_direction(struct d1_str label, struct domain *domain)
{
    bool european = false, arabic = false;

    for (size_t at = 0; at < label.len;) {
        bool first = at == 0;
        int class = uc_bidi_class(d1_utf8_decode(label, &at));

        european |= class == UC_BIDI_EN;
        arabic |= class == UC_BIDI_AN;
        domain->right_to_left |= class == UC_BIDI_R || class == UC_BIDI_AL || class == UC_BIDI_AN;
        domain->digit_first |= first && class == UC_BIDI_EN;
    }
    return !european || !arabic;
}

/* A U-label; its length in ASCII form goes to the domain. text ends with NUL behind len. */
static bool unicode_label_fits(const char *text, size_t len, struct domain *domain)
{
    uint8_t *ascii = NULL;
    int rc = idn2_register_u8((const uint8_t *)text, NULL, &ascii, 0);

    if (rc != IDN2_OK)
        return false;
    domain->octets += strlen((const char *)ascii);
    idn2_free(ascii);
    return look_at_direction(d1_strn(text, len), domain);
}

static bool equal_but_case(struct d1_str a, const char *b)
{
    for (size_t i = 0; i < a.len; i++) {
        char c = a.ptr[i] >= 'A' && a.ptr[i] <= 'Z' ? (char)(a.ptr[i] - 'A' + 'a') : a.ptr[i];

        if (c != b[i])
            return false;
    }
    return b[a.len] == '\0';
}

/* An A-label ("xn--..."): what it stands for must be a U-label that is written so and not otherwise. */
static bool punycode_label_fits(struct d1_str label, struct domain *domain)
{
    char text[LABEL_MAX + 1], *decoded = NULL;
    uint8_t *again = NULL;
    bool fits = false;

    memcpy(text, label.ptr, label.len);
    text[label.len] = '\0';
    if (idn2_to_unicode_8z8z(text, &decoded, 0) == IDN2_OK && !is_ascii(d1_str(decoded)) &&
        idn2_register_u8((const uint8_t *)decoded, NULL, &again, 0) == IDN2_OK)
        fits = equal_but_case(label, (const char *)again);
    if (fits)
        fits = look_at_direction(d1_str(decoded), domain);
    domain->octets += label.len;
    idn2_free(decoded);
    idn2_free(again);
    return fits;
}

static bool label_fits(struct d1_str label, bool beyond_ascii, struct domain *domain)
{
    char text[NAME_MAX_BYTES + 1];

    if (is_ascii(label)) {
        bool coded = label.len > 4 && equal_but_case(d1_str_sub(label, 0, 4), "xn--");

        if (!is_ldh(label))
            return false;
        if (coded)
            return punycode_label_fits(label, domain);
        domain->octets += label.len;
        return look_at_direction(label, domain);
    }
    if (!beyond_ascii)
        return false;
    memcpy(text, label.ptr, label.len);
    text[label.len] = '\0';
    return unicode_label_fits(text, label.len, domain);
}

/* Bytes of the dot at the offset, or 0. Beyond ASCII three others separate labels too (RFC 3490 §3.1). */
static size_t dot_at(struct d1_str text, size_t at, bool beyond_ascii)
{
    if (text.ptr[at] == '.')
        return 1;
    if (!beyond_ascii)
        return 0;
    text = d1_str_sub(text, at, 3);
    return d1_str_is(text, "\u3002") || d1_str_is(text, "\uff0e") || d1_str_is(text, "\uff61") ? 3 : 0;
}

static bool name_fits(struct d1_str text, bool beyond_ascii)
{
    struct domain domain = {0};
    size_t at = 0, dot;

    if (!text.len || text.len > NAME_MAX_BYTES || d1_utf8_check(text) < text.len || memchr(text.ptr, 0, text.len))
        return false;
    do {
        size_t start = at;

        for (dot = 0; at < text.len && !dot; at += !dot)
            dot = dot_at(text, at, beyond_ascii);
        if (!label_fits(d1_str_sub(text, start, at - start), beyond_ascii, &domain))
            return false;
        domain.octets += dot > 0;
        at += dot;
    } while (dot);
    return domain.octets <= NAME_MAX_OCTETS && !(domain.right_to_left && domain.digit_first);
}

bool d1_schema_format_hostname(struct d1_str text)
{
    return name_fits(text, false);
}

bool d1_schema_format_idn_hostname(struct d1_str text)
{
    return name_fits(text, true);
}

const char *d1_schema_library(void)
{
    return idn2_check_version(NULL);
}
