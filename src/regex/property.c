/*
 * Properties of Unicode by the names that the dialects know. General categories and binary properties are listed here,
 * since their names must be exact and PCRE2 takes them loosely; scripts are many and are asked of PCRE2, after their
 * spelling has been checked.
 */
#include "regex/ast.h"

#include <stdio.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* General categories (Unicode PropertyValueAliases): short name, long name, further alias. */
static const struct {
    const char *brief, *full, *other;
} categories[] = {
    {"C", "Other", NULL},
    {"Cc", "Control", "cntrl"},
    {"Cf", "Format", NULL},
    {"Cn", "Unassigned", NULL},
    {"Co", "Private_Use", NULL},
    {"Cs", "Surrogate", NULL},
    {"L", "Letter", NULL},
    {"LC", "Cased_Letter", NULL},
    {"Ll", "Lowercase_Letter", NULL},
    {"Lm", "Modifier_Letter", NULL},
    {"Lo", "Other_Letter", NULL},
    {"Lt", "Titlecase_Letter", NULL},
    {"Lu", "Uppercase_Letter", NULL},
    {"M", "Mark", "Combining_Mark"},
    {"Mc", "Spacing_Mark", NULL},
    {"Me", "Enclosing_Mark", NULL},
    {"Mn", "Nonspacing_Mark", NULL},
    {"N", "Number", NULL},
    {"Nd", "Decimal_Number", "digit"},
    {"Nl", "Letter_Number", NULL},
    {"No", "Other_Number", NULL},
    {"P", "Punctuation", "punct"},
    {"Pc", "Connector_Punctuation", NULL},
    {"Pd", "Dash_Punctuation", NULL},
    {"Pe", "Close_Punctuation", NULL},
    {"Pf", "Final_Punctuation", NULL},
    {"Pi", "Initial_Punctuation", NULL},
    {"Po", "Other_Punctuation", NULL},
    {"Ps", "Open_Punctuation", NULL},
    {"S", "Symbol", NULL},
    {"Sc", "Currency_Symbol", NULL},
    {"Sk", "Modifier_Symbol", NULL},
    {"Sm", "Math_Symbol", NULL},
    {"So", "Other_Symbol", NULL},
    {"Z", "Separator", NULL},
    {"Zl", "Line_Separator", NULL},
    {"Zp", "Paragraph_Separator", NULL},
    {"Zs", "Space_Separator", NULL},
};

/* Binary properties of ECMA-262 with their aliases, as far as PCRE2 has them. */
static const struct {
    const char *full, *brief;
} binary[] = {
    {"ASCII", NULL},
    {"ASCII_Hex_Digit", "AHex"},
    {"Alphabetic", "Alpha"},
    {"Any", NULL},
    {"Bidi_Control", "Bidi_C"},
    {"Bidi_Mirrored", "Bidi_M"},
    {"Case_Ignorable", "CI"},
    {"Cased", NULL},
    {"Changes_When_Casefolded", "CWCF"},
    {"Changes_When_Casemapped", "CWCM"},
    {"Changes_When_Lowercased", "CWL"},
    {"Changes_When_Titlecased", "CWT"},
    {"Changes_When_Uppercased", "CWU"},
    {"Dash", NULL},
    {"Default_Ignorable_Code_Point", "DI"},
    {"Deprecated", "Dep"},
    {"Diacritic", "Dia"},
    {"Emoji", NULL},
    {"Emoji_Component", "EComp"},
    {"Emoji_Modifier", "EMod"},
    {"Emoji_Modifier_Base", "EBase"},
    {"Emoji_Presentation", "EPres"},
    {"Extended_Pictographic", "ExtPict"},
    {"Extender", "Ext"},
    {"Grapheme_Base", "Gr_Base"},
    {"Grapheme_Extend", "Gr_Ext"},
    {"Hex_Digit", "Hex"},
    {"IDS_Binary_Operator", "IDSB"},
    {"IDS_Trinary_Operator", "IDST"},
    {"ID_Continue", "IDC"},
    {"ID_Start", "IDS"},
    {"Ideographic", "Ideo"},
    {"Join_Control", "Join_C"},
    {"Logical_Order_Exception", "LOE"},
    {"Lowercase", "Lower"},
    {"Math", NULL},
    {"Noncharacter_Code_Point", "NChar"},
    {"Pattern_Syntax", "Pat_Syn"},
    {"Pattern_White_Space", "Pat_WS"},
    {"Quotation_Mark", "QMark"},
    {"Radical", NULL},
    {"Regional_Indicator", "RI"},
    {"Sentence_Terminal", "STerm"},
    {"Soft_Dotted", "SD"},
    {"Terminal_Punctuation", "Term"},
    {"Unified_Ideograph", "UIdeo"},
    {"Uppercase", "Upper"},
    {"Variation_Selector", "VS"},
    {"White_Space", "space"},
    {"XID_Continue", "XIDC"},
    {"XID_Start", "XIDS"},
};

static bool find_category(struct d1_str name, bool brief_only, struct d1_strbuf *out)
{
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        bool full =
            d1_str_is(name, categories[i].full) || (categories[i].other && d1_str_is(name, categories[i].other));

        if (!d1_str_is(name, categories[i].brief) && (brief_only || !full))
            continue;
        d1_strbuf_puts(out, strcmp(categories[i].brief, "LC") == 0 ? "L&" : categories[i].brief);
        return true;
    }
    return false;
}

static bool find_binary(struct d1_str name, struct d1_strbuf *out)
{
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
        if (d1_str_is(name, binary[i].full) || (binary[i].brief && d1_str_is(name, binary[i].brief))) {
            d1_strbuf_puts(out, binary[i].full);
            return true;
        }
    return false;
}

/* A script's name as Unicode spells it: words of letters with a capital first, joined by '_' ("Old_Italic", "Grek"). */
static bool is_script_spelling(struct d1_str name)
{
    bool first = true;

    if (d1_str_is(name, "SignWriting"))
        return true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool capital = c >= 'A' && c <= 'Z', small = c >= 'a' && c <= 'z';

        if (c == '_' && !first) {
            first = true;
            continue;
        }
        if (first ? !capital : !small)
            return false;
        first = false;
    }
    return !first;
}

/* Asks PCRE2 whether it knows a property, and appends it if so. */
static bool find_script(struct d1_str name, const char *kind, struct d1_strbuf *out)
{
    char pattern[64];
    int number, len;
    PCRE2_SIZE offset;
    pcre2_code *code;

    if (name.len > 40 || !is_script_spelling(name))
        return false;
    len = snprintf(pattern, sizeof pattern, "\\p{%s:" D1_STR_FMT "}", kind, D1_STR_ARG(name));
    code = pcre2_compile((PCRE2_SPTR)pattern, (PCRE2_SIZE)len, PCRE2_UTF, &number, &offset, NULL);
    if (!code)
        return false;
    pcre2_code_free(code);
    d1_strbuf_printf(out, "%s:" D1_STR_FMT, kind, D1_STR_ARG(name));
    return true;
}

static bool find_ecma(struct d1_str text, struct d1_strbuf *out, bool *negated)
{
    size_t equals = d1_str_find(text, '=', 0);
    struct d1_str name = d1_str_sub(text, 0, equals), value = d1_str_sub(text, equals + 1, text.len);

    if (equals == text.len) {
        if (d1_str_is(text, "Assigned")) {
            d1_strbuf_puts(out, "Cn");
            *negated = !*negated;
            return true;
        }
        return find_category(text, false, out) || find_binary(text, out);
    }
    if (d1_str_is(name, "General_Category") || d1_str_is(name, "gc"))
        return find_category(value, false, out);
    if (d1_str_is(name, "Script") || d1_str_is(name, "sc"))
        return find_script(value, "sc", out);
    if (d1_str_is(name, "Script_Extensions") || d1_str_is(name, "scx"))
        return find_script(value, "scx", out);
    return false;
}

bool d1_regex_property_find(struct d1_str text, enum d1_regex_dialect dialect, struct d1_strbuf *out, bool *negated)
{
    if (dialect == D1_REGEX_ECMA)
        return find_ecma(text, out, negated);
    if (text.len && text.ptr[0] == '^') {
        *negated = !*negated;
        text = d1_str_sub(text, 1, text.len);
    }
    if (d1_str_is(text, "Any")) {
        d1_strbuf_puts(out, "Any");
        return true;
    }
    return find_category(text, true, out) || find_script(text, "sc", out);
}
