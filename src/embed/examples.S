/* A document of each kind (examples/every-kind) as text with a NUL; the build names the file. */
        .section .rodata
        .global d1_examples_data
        .type d1_examples_data, @object
d1_examples_data:
        .incbin D1_EXAMPLES_FILE
        .byte 0
        .size d1_examples_data, . - d1_examples_data

        .section .note.GNU-stack, "", @progbits
