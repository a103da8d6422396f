#include "repo/internal.h"

#include <strings.h>

/*
 * Forms that git knows: "scheme://[user[:password]@]host[:port]/path", "[user@]host:path" for SSH, and a path. Web
 * addresses lose all before the '@', since a token often stands in the user's place, and what follows a '?' or '#';
 * the user of SSH ("git") is part of the address, a password is not.
 */
void d1_repo_url_public(struct d1_strbuf *out, struct d1_str url)
{
    size_t scheme = 0;
    size_t authority, end, at, colon;
    bool web;

    while (scheme + 2 < url.len && memcmp(url.ptr + scheme, "://", 3) != 0)
        scheme++;
    if (scheme + 2 >= url.len) {
        d1_strbuf_str(out, url);
        return;
    }
    web = (scheme == 4 && strncasecmp(url.ptr, "http", 4) == 0) ||
          (scheme == 5 && strncasecmp(url.ptr, "https", 5) == 0) ||
          (scheme == 3 && strncasecmp(url.ptr, "ftp", 3) == 0) || (scheme == 4 && strncasecmp(url.ptr, "ftps", 4) == 0);
    authority = scheme + 3;
    end = d1_str_find(url, '/', authority);
    for (at = end; at > authority && url.ptr[at - 1] != '@'; at--)
        ;
    /* `at` is behind the last '@' of the authority, or its beginning when there is none. */
    d1_strbuf_str(out, d1_str_sub(url, 0, authority));
    if (!web && at > authority) {
        colon = d1_str_find(d1_str_sub(url, authority, at - 1 - authority), ':', 0);
        d1_strbuf_str(out, d1_str_sub(url, authority, colon));
        d1_strbuf_putc(out, '@');
    }
    if (web) {
        size_t query = d1_str_find(url, '?', at);
        size_t fragment = d1_str_find(url, '#', at);

        url.len = query < fragment ? query : fragment;
    }
    d1_strbuf_str(out, d1_str_sub(url, at, url.len));
}
