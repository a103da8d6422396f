/* The commit that is built, as text with a NUL; the build names the file. */
        .section .rodata
        .global d1_commit_data
        .type d1_commit_data, @object
d1_commit_data:
        .incbin D1_COMMIT_FILE
        .byte 0
        .size d1_commit_data, . - d1_commit_data

        .section .note.GNU-stack, "", @progbits
