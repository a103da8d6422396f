/*
 * Every limit of the program. The repository under test is hostile until shown otherwise, so each input has a
 * bound, each bound a message that names it, and each a test. Sizes are bytes unless the comment says otherwise.
 */
#ifndef D1_BASE_LIMITS_H
#define D1_BASE_LIMITS_H

enum {
    D1_LIMIT_FILE_BYTES = 4 * 1024 * 1024,            /* an artifact, rule, schema or instance file */
    D1_LIMIT_INSTANCE_BYTES = 256 * 1024 * 1024,      /* an instance file, where --max-size asks for it */
    D1_LIMIT_EVIDENCE_BYTES = 64 * 1024 * 1024,       /* a file that evidence names, of which only digests are taken */
    D1_LIMIT_ALL_EVIDENCE_BYTES = 1024 * 1024 * 1024, /* all of these in a run */
    D1_LIMIT_DEPTH = 200,                             /* nesting of mappings and sequences in a document */
    D1_LIMIT_NODES = 1000000,                         /* nodes of one document, aliases expanded */
    D1_LIMIT_FLOW_WORK = 50000000,        /* nodes of a file in [ ] and { }, each times the number of these around it */
    D1_LIMIT_ANCHORS = 1000,              /* anchors of one document */
    D1_LIMIT_DOCUMENTS = 1000,            /* documents of one file */
    D1_LIMIT_DIRECTIVES = 16,             /* %-directives of one file */
    D1_LIMIT_TAB_WORK = 32 * 1024 * 1024, /* bytes of a file parsed once more, for tabs where libyaml wants none */
    D1_LIMIT_ALIAS_FACTOR = 10,           /* nodes that aliases add, as a multiple of the nodes written out ... */
    D1_LIMIT_ALIAS_FREE = 10000,          /* ... once they are more than this */
    D1_LIMIT_ALIAS_BYTES = 4 * 1024 * 1024, /* text that aliases add to a file */
    D1_LIMIT_PROBLEMS = 100,                /* problems reported for one file; the rest is counted */

    D1_LIMIT_CACHE_MIB = 256,             /* MiB: packs of a cache together, unless D1LINT_CACHE_SIZE says ... */
    D1_LIMIT_CACHE_MIB_MAX = 1024 * 1024, /* ... another number up to this */
    D1_LIMIT_CACHE_PACKS = 32,            /* packs that are read */
    D1_LIMIT_CACHE_ENTRIES = 1000000,     /* values of one pack */
    D1_LIMIT_CACHE_ENTRY_BYTES = 64 * 1024 * 1024, /* one of them */
    D1_LIMIT_CACHE_FILES = 10000,                  /* files looked at in the folder of a cache */

    D1_LIMIT_REGEX_BYTES = 4096,
    D1_LIMIT_REGEX_GROUPS = 250,
    D1_LIMIT_REGEX_MATCH = 100000,       /* PCRE2 match limit: backtracking steps */
    D1_LIMIT_REGEX_HEAP_KIB = 16 * 1024, /* PCRE2 heap limit, KiB */

    /* Of a policy, as schemas/LintPolicy.schema.json has them, too. */
    D1_LIMIT_POLICY_ENTRIES = 1000,      /* of each mapping */
    D1_LIMIT_EXCLUDES = 100,             /* patterns, each of which is tried on each path ... */
    D1_LIMIT_EXCLUDE_BYTES = 800,        /* ... and the length of one: 200 characters of four bytes */
    D1_LIMIT_EXCLUDE_STEPS = 1000000000, /* of matching them, on all paths */

    /* What is looked at beside a snapshot, when something is missing from it. */
    D1_LIMIT_UNSEEN_FILES = 2000,
    D1_LIMIT_UNSEEN_BYTES = 32 * 1024 * 1024,

    D1_LIMIT_OCCURRENCES = 10000, /* dates one recurrence rule may give */
    D1_LIMIT_PAIRS = 200000,      /* dates near an expected one, over all expected ones of a recurrence */
    D1_LIMIT_EXACT_DIGITS = 1000, /* digits of a number that is reckoned with exactly; as many behind the point */

    D1_LIMIT_CEL_BYTES = 64 * 1024,         /* an expression */
    D1_LIMIT_CEL_DEPTH = 250,               /* nesting of an expression */
    D1_LIMIT_CEL_COST = 20000000,           /* evaluation steps of one program run */
    D1_LIMIT_CEL_MEMORY = 64 * 1024 * 1024, /* scratch memory of one program run */

    D1_LIMIT_SCHEMA_DEPTH = 512,               /* nesting of schema applications during validation */
    D1_LIMIT_SCHEMA_WORK = 20000000,           /* keyword evaluations of one validation */
    D1_LIMIT_DIVISION = 50000000,              /* digits gone over to divide one number by another (multipleOf) */
    D1_LIMIT_SCHEMA_ERRORS = 10000,            /* faults kept of one validation */
    D1_LIMIT_SCHEMA_MEMORY = 64 * 1024 * 1024, /* scratch memory of one validation */

    D1_LIMIT_PATHS = 2000000,                    /* files and directories looked at to list a snapshot */
    D1_LIMIT_PATH_DEPTH = 200,                   /* nesting of directories */
    D1_LIMIT_TOTAL_BYTES = 1024 * 1024 * 1024,   /* of all YAML files of a snapshot */
    D1_LIMIT_APPROVED_BYTES = 256 * 1024 * 1024, /* of earlier versions of files that approvals name */
    D1_LIMIT_ARTIFACTS = 200000,                 /* of a snapshot */
    D1_LIMIT_FAULTS = 1000000,                   /* mistakes of syntax and shape in all files of a snapshot */
    D1_LIMIT_ENGAGEMENTS = 2000,                 /* judged in one run; the rest is counted */
    D1_LIMIT_GATE_INSTANCES = 10000,             /* gates of an engagement; the rest is counted */
    D1_LIMIT_NEAR_NAMES = 100,                   /* engagements that a name which is none may have meant */
    D1_LIMIT_NOTICES = 1000,         /* files of which a run says that they were passed over; the rest is counted */
    D1_LIMIT_AGENDA = 100000,        /* days of an engagement for a calendar */
    D1_LIMIT_AGENDA_STEPS = 1000000, /* months and dates looked at for those that come back, over all of these */
    D1_LIMIT_REPORT_BYTES = 512 * 1024 * 1024, /* a report */
    D1_LIMIT_IGNORE_BYTES = 256 * 1024,        /* a .gitignore file */
    D1_LIMIT_ATTRIBUTES = 100000, /* words of .gitattributes that are looked at for one path, those of macros too */
    D1_LIMIT_IGNORE_STEPS = 500000000, /* rules tried to list a snapshot, and steps of matching their patterns */

    /* What git keeps. An object may stand for more than it weighs, so its size is asked for before it is unpacked. */
    D1_LIMIT_COMMIT_BYTES = 4 * 1024 * 1024,     /* a commit or a tag */
    D1_LIMIT_TREE_BYTES = 32 * 1024 * 1024,      /* a tree, and whatever a packed object is a delta of */
    D1_LIMIT_OBJECT_WORK = 1024 * 1024 * 1024,   /* memory for one packed object and all it is a delta of, added up */
    D1_LIMIT_DELTA_LIST = 1024 * 1024,           /* the list of these, at 32 bytes; git makes 4095 at most */
    D1_LIMIT_GIT_FILE_BYTES = 128 * 1024 * 1024, /* a file of a git directory, but for packs and their indexes */
    D1_LIMIT_GIT_MEMORY = 512 * 1024 * 1024,     /* what libgit2 may ask for at once */
    D1_LIMIT_CONFIG_FILES = 500,                 /* files of configuration, with those that they include */
    D1_LIMIT_CONFIG_ENTRIES = 1000,              /* GIT_CONFIG_COUNT */
    D1_LIMIT_ALTERNATES = 100,                   /* object directories of a repository ... */
    D1_LIMIT_ALTERNATES_DEPTH = 5,               /* ... and how far one names another */
    D1_LIMIT_ALTERNATES_BYTES = 256 * 1024,      /* an info/alternates file */
    D1_LIMIT_STATE_FILES = 10000,                /* files beside the packs; of more nobody says that none has changed */
    D1_LIMIT_STATE_BYTES = 1024 * 1024,          /* their names; of more nobody says that all of them are there still */
    D1_LIMIT_REVISION_BYTES = 4096,              /* the name of a revision */
    D1_LIMIT_MESSAGE_PATTERN_BYTES = 256,        /* the text behind ":/" or "^{/" ... */
    D1_LIMIT_MESSAGE_PATTERN_DEPTH = 20,         /* ... its nested groups ... */
    D1_LIMIT_MESSAGE_PATTERN_NODES = 500,        /* ... and its characters with all repetitions written out */
    D1_LIMIT_MESSAGE_BYTES = 16 * 1024,          /* the beginning of a commit's message that is searched */
    D1_LIMIT_MESSAGE_COMMITS = 500000,           /* commits that are searched ... */
    D1_LIMIT_MESSAGE_WORK = 500 * 1000 * 1000, /* ... and bytes of their messages, times a 16th of the nodes squared */

    D1_LIMIT_SIGNATURES = 10000,          /* of commits and tags, verified in a run */
    D1_LIMIT_SIGNATURE_BYTES = 64 * 1024, /* a signature with its armour */
    D1_LIMIT_RSA_BITS_MIN = 2048,         /* the modulus of an RSA key that counts, at least ... */
    D1_LIMIT_RSA_BITS = 16384,            /* ... and at most, ... */
    D1_LIMIT_RSA_EXPONENT_BITS = 64,      /* ... and its public exponent, which in practice has 17 */

    D1_LIMIT_POINTS = 50000,          /* commits of a line ... */
    D1_LIMIT_LINE_BLOBS = 200000,     /* ... contents of files that stood on it ... */
    D1_LIMIT_LINE_CHANGES = 200000,   /* ... files that one of its commits changes ... */
    D1_LIMIT_BRANCH_COMMITS = 100000, /* ... and commits inside the branches that it merges */
    D1_LIMIT_HISTORY_MIB = 4096,      /* MiB: commits and directories read for it */
    D1_LIMIT_HISTORY_EVENTS = 20000,  /* changes that `d1lint history` tells of an engagement */
    D1_LIMIT_STATES = 400,            /* earlier states of an engagement that its checks ask for */
    D1_LIMIT_TAGS = 10000,            /* under refs/tags */

    D1_LIMIT_SHOWN = 1000,              /* code points of one text of the input in a message; of more, the beginning */
    D1_LIMIT_REPORT_TEXT = 64 * 1024,   /* a text in a report for programs, which keeps names, paths and places exact */
    D1_LIMIT_SUBJECTS = 1000000,        /* subjects of checks listed in a run; the rest is counted */
    D1_LIMIT_FINDINGS_PER_CHECK = 1000, /* findings kept for one check in one engagement; the rest is counted */
    D1_LIMIT_FINDINGS = 200000,         /* of all engagements of a run, which share it */
    D1_LIMIT_FINDINGS_PER_FILE = 10000, /* that `d1lint validate` lists; the rest is counted */
    D1_LIMIT_SHOWN_VALUES = 10000,      /* values that `d1lint eval` shows; the rest is counted ... */
    D1_LIMIT_SHOWN_BYTES = 4 * 1024 * 1024, /* ... and bytes of them */
    D1_LIMIT_EXPLAINED = 10000,             /* fields, and forms they may have, that a page of `d1lint explain` tells */
    D1_LIMIT_ZONES = 1000,                  /* names of time zones that a run notes having looked for */
    D1_LIMIT_HOLIDAYS = 10000,              /* entries of a calendar */
    D1_LIMIT_TABLE_ROWS = 10000,            /* of a table in CSV ... */
    D1_LIMIT_TABLE_COLUMNS = 200,           /* ... and cells of one row */
    D1_LIMIT_THREADS = 64,                  /* --jobs */

    /*
     * Of each thread, whatever `ulimit -s` says. All recursion has a depth, and the deepest takes a fraction of this;
     * sanitizers take several times as much. Pages that are not touched cost nothing.
     */
    D1_LIMIT_STACK_BYTES = 8 * 1024 * 1024
};

#endif
