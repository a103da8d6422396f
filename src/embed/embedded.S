/* The container of embedded files as constant data; the build names the file. */
        .section .rodata
        .balign 16
        .global d1_embedded_data
        .type d1_embedded_data, @object
d1_embedded_data:
        .incbin D1_EMBEDDED_FILE
        .size d1_embedded_data, . - d1_embedded_data
        .global d1_embedded_end
d1_embedded_end:

        .section .note.GNU-stack, "", @progbits
