/* The digest of the sources that are built, as text with a NUL; the build names the file. */
        .section .rodata
        .global d1_sources_data
        .type d1_sources_data, @object
d1_sources_data:
        .incbin D1_SOURCES_FILE
        .byte 0
        .size d1_sources_data, . - d1_sources_data

        .section .note.GNU-stack, "", @progbits
