/* The expressions of the built-in rules, compiled, as constant data; the build names the file. */
        .section .rodata
        .balign 16
        .global d1_programs_data
        .type d1_programs_data, @object
d1_programs_data:
        .incbin D1_PROGRAMS_FILE
        .size d1_programs_data, . - d1_programs_data
        .global d1_programs_end
d1_programs_end:

        .section .note.GNU-stack, "", @progbits
