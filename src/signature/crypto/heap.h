/*
 * Memory for nettle and GMP, which end the process when a request is refused. Between open and close a thread gives
 * them theirs out of one piece that was asked for before, large enough for any key that is let through, so that want of
 * memory is found out where it can be said.
 */
#ifndef D1_SIGNATURE_CRYPTO_HEAP_H
#define D1_SIGNATURE_CRYPTO_HEAP_H

/* 0 or D1_ERR_MEMORY. Each successful open needs one close, on the same thread; they are not nested. */
int d1_crypto_heap_open(void);
void d1_crypto_heap_close(void);

#endif
