# d1lint. `make` builds build/d1lint; `make help` lists the targets. Everything that is built goes under $(BUILD).

BUILD ?= build
PREFIX ?= /usr/local
MODE ?= release
ifeq ($(origin CC),default)
CC := gcc
endif

comma := ,

# What a step makes is shown in a word; V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),@:,@echo "  $(1)	$(2)")

# The output of targets that run at the same time stays together.
MAKEFLAGS += --output-sync=target

# What the project needs from the system's package manager; Criterion, Jansson and python3 (second opinions on JSON) and
# pre-commit (the hook runs under it) for tests.
DEPS := gcc make pkg-config git libgit2-dev libyaml-dev libpcre2-dev zlib1g-dev libjansson-dev libcriterion-dev \
	libcsv-dev libidn2-dev libunistring-dev nettle-dev libgmp-dev tzdata pre-commit python3 openssh-client
CHECK_DEPS := clang clang-format clang-tidy cppcheck libclang-rt-dev
PEER_DEPS := nodejs npm

# ---- the house (src/README.md) ----
#
# One line for each folder of src: the folders it may include, all above it in this list. The check of includes, what
# the unit tests link and the picture in src/README.md follow from it. The root of a folder is its manual; where it has
# sub-folders, PARTS_ names them in their order: each may include the root's headers and those of the parts before it,
# and nobody else looks into it. OWNS_ names the third-party headers that a folder alone includes.

FOLDERS := base doc regex calendar verdict signature repo yaml json table cache schema cel report saved edit engagement rules engine cli

USES_base :=
USES_doc := base
USES_regex := base
USES_calendar := base
USES_verdict := base
USES_signature := base
USES_repo := base
USES_yaml := doc base
USES_json := doc base
USES_table := base
USES_cache := base
USES_schema := regex doc base
USES_cel := regex calendar doc base
USES_report := verdict json base
USES_saved := verdict json doc base
USES_edit := yaml doc base
USES_engagement := schema cache yaml repo signature calendar doc base
USES_rules := engagement cel json yaml repo signature calendar verdict doc base
USES_engine := rules engagement cel cache verdict yaml repo signature calendar doc base
USES_cli := engine report saved edit table rules engagement cel cache schema json yaml repo verdict regex doc base

PARTS_base := memory text file
PARTS_signature := wire crypto verify
PARTS_repo := libgit2 open object list convert name history
PARTS_schema := resource format compile apply explain
PARTS_cel := value environment parse eval library check image
PARTS_report := text days sarif page html json ci intoto oscal
PARTS_engagement := read load names past
PARTS_engine := read kept said withheld history
PARTS_rules := functions evidence compile load judge gates course examples
PARTS_cli := screen check explain list eval validate schema write init new fix approve report history manual completion

OWNS_base := uniwidth unicase uninorm
OWNS_regex := pcre2
OWNS_signature := nettle gmp
OWNS_repo := git2 zlib
OWNS_yaml := yaml
OWNS_table := csv
OWNS_schema := idn2 unictype

# The readers that tests use beside what the folder itself includes.
TESTS_schema := json yaml calendar
TESTS_cel := json yaml
TESTS_engagement := json
TESTS_report := schema
TESTS_saved := report

# What an archive needs behind it: the folders it uses, and theirs.
below = $(sort $(foreach f,$(1),$(USES_$(f)) $(call below,$(USES_$(f)))))
linked = $(sort $(1) $(TESTS_$(1)) $(call below,$(1) $(TESTS_$(1))))

# ---- flags ----

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror
CFLAGS_release := -O3 -g -fno-plt -fno-math-errno
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS_asan := -fsanitize=address,undefined -no-pie # there are more addresses in what the sanitizers know than in the program
CFLAGS ?= $(CFLAGS_$(MODE))
LDFLAGS ?= $(LDFLAGS_$(MODE))

PKGS := libgit2 zlib yaml-0.1 libpcre2-8 libidn2 hogweed nettle
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs-only-L $(PKGS) 2>/dev/null) $(LIBYAML) $(LIBCSV) $(LIBIDN2) $(NETTLE) $(LIBGIT2)

# Static where there is an archive, as all that follow: a library that is used once in a hundred runs, or never, need not
# be searched for, mapped and relocated in each.
LIBIDN2_STATIC := $(foreach l,idn2 unistring,$(wildcard $(shell pkg-config --variable=libdir libidn2 2>/dev/null)/lib$(l).a))
LIBIDN2 = $(if $(filter 2,$(words $(LIBIDN2_STATIC))),$(LIBIDN2_STATIC),-lidn2 -lunistring)

# hogweed has the public keys, and needs nettle's hashes and GMP's numbers.
NETTLE_STATIC := $(foreach l,hogweed nettle gmp,$(wildcard $(shell pkg-config --variable=libdir hogweed 2>/dev/null)/lib$(l).a))
NETTLE = $(if $(filter 3,$(words $(NETTLE_STATIC))),$(NETTLE_STATIC),-lhogweed -lnettle -lgmp)

LIBCSV_STATIC := $(wildcard $(shell $(CC) -print-file-name=libcsv.a 2>/dev/null))
LIBCSV = $(if $(LIBCSV_STATIC),$(LIBCSV_STATIC),-lcsv)

# libyaml's static archive, where there is one, in a copy that takes its memory from src/yaml/heap.h.
LIBYAML_STATIC := $(wildcard $(shell pkg-config --variable=libdir yaml-0.1 2>/dev/null)/libyaml.a)
LIBYAML = $(if $(LIBYAML_STATIC),$(BUILD)/lib/libyaml.a,-lyaml)

# src/yaml hands its text to the parser's own buffer and knows its messages by heart; both are those of this release.
LIBYAML_KNOWN := 0.2.5
LIBYAML_FOUND := $(shell pkg-config --modversion yaml-0.1 2>/dev/null)

# libgit2's static archive without its network code (src/repo/libgit2/no_network.c), with the C library's regular
# expressions (git_regexp.c) and files opened with care (git_posix.c), where it is the one this was made for; it starts
# in 1 ms where Debian's shared library takes 6. The order is the linker's: each needs what stands behind it.
# Its symbols are kept from the dynamic linker, since Criterion loads the shared library for itself.
LIBDIR := $(shell pkg-config --variable=libdir libgit2 2>/dev/null)
LIBGIT2_STATIC := $(foreach l,git2 mbedcrypto http_parser pcre2-8 z,$(wildcard $(LIBDIR)/lib$(l).a))
LIBGIT2_USABLE := $(and $(filter 1.5.%,$(shell pkg-config --modversion libgit2 2>/dev/null)),$(filter 5,$(words $(LIBGIT2_STATIC))))
LIBGIT2_OWN := $(addprefix $(BUILD)/obj/repo/libgit2/,no_network.o git_regexp.o git_posix.o)
LIBGIT2 = $(if $(LIBGIT2_USABLE),-Xlinker --exclude-libs=ALL $(LIBGIT2_OWN) $(LIBGIT2_STATIC),-lgit2 -lpcre2-8 -lz)

CPPFLAGS += -D_GNU_SOURCE -Isrc -I$(BUILD)/gen $(PKG_CFLAGS)
COMPILE = $(CC) -std=c17 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP
LINK = $(CC) $(LDFLAGS) $(CFLAGS) -Wl,--as-needed

# ---- objects: one archive per folder ----

sources = $(sort $(wildcard src/$(1)/*.c src/$(1)/*/*.c))
objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call sources,$(1)))
archives = $(foreach f,$(1),$(BUILD)/lib/$(f).a)
tests_of = $(sort $(wildcard tests/unit/$(1)/*.c tests/unit/$(1)/*/*.c))
test_objects = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(call tests_of,$(1)))

TESTED := $(foreach f,$(FOLDERS),$(if $(wildcard tests/unit/$(f)/*.c),$(f)))

.DEFAULT_GOAL := all
.PHONY: all help clean deps check-deps demo install format format-check unit $(addprefix unit-,$(FOLDERS)) layers layers-picture lint
.DELETE_ON_ERROR:

all: $(BUILD)/d1lint

help:
	@sed -n 's/^#> //p' $(MAKEFILE_LIST)

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(COMPILE) -c $< -o $@

# Without a version there is no libyaml, which the compiler will say.
.PHONY: known-libyaml
known-libyaml:
	@case '$(LIBYAML_FOUND)' in ''|$(LIBYAML_KNOWN)) ;; *) \
		echo 'src/yaml was made for libyaml $(LIBYAML_KNOWN) and uses its internals, but $(LIBYAML_FOUND) is installed:'; \
		echo 'see whether src/yaml/load.c and message.c still hold there (make unit-yaml suite-yaml_suite), then set LIBYAML_KNOWN.'; \
		exit 1;; esac
$(addprefix $(BUILD)/obj/yaml/,load.o message.o): | known-libyaml

$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(COMPILE) -Itests -c $< -o $@

$(BUILD)/lib/libyaml.a: $(LIBYAML_STATIC)
	@mkdir -p $(@D)
	$(Q)objcopy $(foreach f,malloc realloc free strdup,--redefine-sym $(f)=d1_yaml_heap_$(f)) $< $@
$(BUILD)/lib/base.a: | $(filter $(BUILD)/%,$(LIBYAML) $(LIBGIT2)) # whatever is linked has base in it

# What a file is made of, in a list that is written anew when something comes or goes: that tells no date of a file.
.PHONY: names
define name_list
$(BUILD)/gen/$(1).list: names
	@mkdir -p $$(@D)
	@printf '%s\n' $(2) > $$@.new && { cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@; }
endef

define folder_archive
$(BUILD)/lib/$(1).a: $(call objects,$(1)) $(BUILD)/gen/objects/$(1).list
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)ar rcs $$@ $$(filter %.o,$$^)
$(call name_list,objects/$(1),$(call objects,$(1)))
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_archive,$(f))))

# ---- the style of the page, a line of C for each of its lines ----

$(BUILD)/gen/report/html/page_css.inc: src/report/html/page.css
	@mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/.*/"&\\n",/' $< > $@
$(BUILD)/obj/report/html/html.o: $(BUILD)/gen/report/html/page_css.inc

# ---- embedded files: rules, schemas and base engagements as ready documents (src/doc/embedded.h) ----

EMBEDDED := $(sort $(shell find rules schemas -name '*.yaml' -o -name '*.json' 2>/dev/null))

$(BUILD)/embed: $(BUILD)/obj/embed/main.o $(call archives,yaml json doc base)
	$(call say,link,$@)
	$(Q)$(LINK) $< -Wl,--start-group $(call archives,yaml json doc base) -Wl,--end-group $(PKG_LIBS) -lm -lpthread -o $@

$(eval $(call name_list,embedded,$(EMBEDDED)))

$(BUILD)/gen/embedded.bin: $(BUILD)/embed $(EMBEDDED) $(BUILD)/gen/embedded.list
	@mkdir -p $(@D)
	$(call say,embed,$@)
	$(Q)$(BUILD)/embed $@ $(EMBEDDED)

$(BUILD)/gen/embedded.o: src/embed/embedded.S $(BUILD)/gen/embedded.bin
	$(Q)$(CC) -DD1_EMBEDDED_FILE='"$(BUILD)/gen/embedded.bin"' -c $< -o $@

# ---- the expressions of these rules, compiled (src/rules/compile/programs.h) ----

$(BUILD)/programs: $(BUILD)/obj/embed/programs.o $(call archives,$(call linked,rules)) $(BUILD)/gen/embedded.o
	$(call say,link,$@)
	$(Q)$(LINK) -Wl,--start-group $^ -Wl,--end-group $(PKG_LIBS) -lm -lpthread -o $@

$(BUILD)/gen/programs.bin: $(BUILD)/programs
	$(call say,compile,$@)
	$(Q)$(BUILD)/programs $@

$(BUILD)/gen/programs.o: src/embed/programs.S $(BUILD)/gen/programs.bin
	$(Q)$(CC) -DD1_PROGRAMS_FILE='"$(BUILD)/gen/programs.bin"' -c $< -o $@

# The commit that is built (src/base/version.h), in a file that changes only when the commit does.
.PHONY: commit
$(BUILD)/gen/commit: commit
	@mkdir -p $(@D)
	@src/embed/commit.sh > $@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
$(BUILD)/gen/commit.o: src/embed/commit.S $(BUILD)/gen/commit
	$(Q)$(CC) -DD1_COMMIT_FILE='"$(BUILD)/gen/commit"' -c $< -o $@

# The digest of what the program is made of, by which it knows what it kept itself (src/base/version.h).
PROGRAM := $(sort $(shell find src -name '*.[chS]'))
$(BUILD)/gen/sources: $(PROGRAM)
	@mkdir -p $(@D)
	@cat $(PROGRAM) | sha256sum | cut -c -64 | tr -d '\n' > $@
$(BUILD)/gen/sources.o: src/embed/sources.S $(BUILD)/gen/sources
	$(Q)$(CC) -DD1_SOURCES_FILE='"$(BUILD)/gen/sources"' -c $< -o $@

# What `explain` shows as examples: a document of each kind, as text, which is read when it is asked for.
EXAMPLES := $(sort $(wildcard examples/every-kind/*.yaml))
$(BUILD)/gen/examples.yaml: $(EXAMPLES)
	@mkdir -p $(@D)
	@for f in $(EXAMPLES); do echo ---; cat $$f || exit 1; done > $@
$(BUILD)/gen/examples.o: src/embed/examples.S $(BUILD)/gen/examples.yaml
	$(Q)$(CC) -DD1_EXAMPLES_FILE='"$(BUILD)/gen/examples.yaml"' -c $< -o $@

# What the libraries ask for goes through src/base/memory/shortage.c.
WRAPPED := malloc calloc realloc strdup realpath fopen opendir fdopendir mmap regcomp regexec

#> make                 build $(BUILD)/d1lint
# A program whose own rules do not have their shape or their types is not built.
$(BUILD)/d1lint: $(call archives,$(FOLDERS)) $(BUILD)/gen/embedded.o $(BUILD)/gen/commit.o $(BUILD)/gen/sources.o \
		$(BUILD)/gen/examples.o $(BUILD)/gen/programs.o
	$(call say,link,$@)
	$(Q)$(LINK) $(addprefix -Wl$(comma)--wrap=,$(WRAPPED)) -Wl,--start-group $^ -Wl,--end-group $(PKG_LIBS) -lm -lpthread \
		-o $@.new
	@$@.new test --check-only > $@.log || { cat $@.log >&2; exit 1; }
	@mv $@.new $@

#> make deps            install what is missing, with the system's package manager
deps:
	@tests/tools/deps.sh "$(PKGS) criterion" $(DEPS) $(if $(filter clang%,$(CC)),clang libclang-rt-dev)
check-deps:
	@tests/tools/deps.sh "" $(CHECK_DEPS)

#> make demo            install what is missing, build, and lint an example that is full of mistakes
demo: deps
	@$(MAKE) --no-print-directory $(parallel) all
	@$(BUILD)/d1lint check --as-of 2026-04-24 examples/halden-orders-troubled; test $$? -le 1

# What the program says about itself: man pages and completions.
$(BUILD)/share: $(BUILD)/d1lint
	@rm -rf $@ && mkdir -p $@
	@$(BUILD)/d1lint man --dir $@/man
	@for s in bash zsh fish; do $(BUILD)/d1lint completion $$s > $@/d1lint.$$s || exit 1; done

#> make install         install program, man pages and completions under $(DESTDIR)$(PREFIX)
SHARE = $(DESTDIR)$(PREFIX)/share
install: $(BUILD)/share
	install -D -m 755 $(BUILD)/d1lint $(DESTDIR)$(PREFIX)/bin/d1lint
	install -d $(SHARE)/man/man1 $(SHARE)/man/man5
	install -m 644 $(BUILD)/share/man/man1/* $(SHARE)/man/man1
	install -m 644 $(BUILD)/share/man/man5/* $(SHARE)/man/man5
	install -D -m 644 $(BUILD)/share/d1lint.bash $(SHARE)/bash-completion/completions/d1lint
	install -D -m 644 $(BUILD)/share/d1lint.zsh $(SHARE)/zsh/site-functions/_d1lint
	install -D -m 644 $(BUILD)/share/d1lint.fish $(SHARE)/fish/vendor_completions.d/d1lint.fish

#> make dist            what is released: archive, Debian package, image, npm, SBOM, checksums; built twice and compared
#> make dist-check      install and run what make dist made, as those do who get it (root; npm, pre-commit, podman, skopeo, umoci, debootstrap)
.PHONY: dist dist-check
dist:
	@.github/dist/make.sh $(BUILD)
dist-check:
	@.github/dist/check.sh $(BUILD)

# ---- all tests; each program's output and verdict are kept in $(BUILD)/results ----

CONFORMANCE ?= $(or $(wildcard ../shared/conformance),$(BUILD)/suites)
RESULTS = $(BUILD)/results
RECORD = @tests/tools/record.sh $(RESULTS) $@
HARNESSES := $(patsubst tests/%/run.sh,%,$(filter-out tests/estate/%,$(sort $(wildcard tests/*/run.sh))))
PROGRAM_SUITES := e2e hostile
SUITES := $(patsubst tests/conformance/%.c,%,$(sort $(wildcard tests/conformance/*.c)))
parallel = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: test tests test-rules no-conformance asan $(addprefix test-,$(HARNESSES) $(PROGRAM_SUITES))
#> make test            install what is missing, build, and run every test
test: deps
	@rm -rf $(RESULTS) && mkdir -p $(RESULTS)
	@{ { $(MAKE) --no-print-directory --keep-going $(parallel) tests 2>&1 >&9; echo $$? > $(RESULTS)/status; } \
		| tee $(RESULTS)/make.log >&2; } 9>&1; tests/tools/summary.sh $(RESULTS) $$(cat $(RESULTS)/status || echo 1) $(TESTS)
TESTS = $(filter-out $(WITHOUT),$(addprefix unit-,$(TESTED)) test-rules $(addprefix test-,$(HARNESSES) $(PROGRAM_SUITES)) \
	$(if $(wildcard $(CONFORMANCE)),$(addprefix suite-,$(SUITES))))
tests: $(TESTS) $(if $(wildcard $(CONFORMANCE)),,no-conformance)

# The examples in the rule files; then whatever has a tests/<name>/run.sh, which takes the program to test.
test-rules: $(BUILD)/d1lint
	$(RECORD) $(BUILD)/d1lint test
$(addprefix test-,$(HARNESSES)): test-%: $(BUILD)/d1lint
	$(RECORD) tests/$*/run.sh $(BUILD)/d1lint

# The program with its memory refused, by a library that is preloaded and knows no sanitizer.
OOM := $(BUILD)/tests/oom
$(OOM)/run: $(patsubst %,$(BUILD)/obj/tests/oom/%.o,run process plan files)
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(LINK) $^ -o $@
$(OOM)/refuse.so: tests/oom/refuse.c
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) -O2 -g -fPIC -shared $< -o $@
test-oom: $(OOM)/run $(OOM)/refuse.so

# Criterion suites that run the program: under git itself, and on input that means harm.
define program_suite
$(BUILD)/tests/$(1): $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(sort $(wildcard tests/$(1)/*.c tests/$(1)/*/*.c) tests/e2e/sandbox.c)) $(call archives,base)
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(LINK) $$^ $$(LIBIDN2) -lcriterion -lpthread -o $$@
test-$(1): $(BUILD)/tests/$(1) $(BUILD)/d1lint
	$$(RECORD) env D1LINT=$(BUILD)/d1lint $(BUILD)/tests/$(1)
endef
$(foreach s,$(PROGRAM_SUITES),$(eval $(call program_suite,$(s))))

no-conformance:
	@mkdir -p $(RESULTS)
	@printf 'NOT RUN\tconformance\t%s\n' '$(CONFORMANCE) is not there' > $(RESULTS)/conformance.result
	@echo '**** The official suites are NOT RUN: $(CONFORMANCE) is not there; "make conformance" fetches them, or set CONFORMANCE. ****'

#> make asan            all tests with the address and undefined behaviour sanitizers; a leak fails
#>                      WITHOUT="test-e2e test-oom": without these, which take longest; of `make test`, too
ASAN_LOGS = $(abspath $(BUILD)/asan/logs)
asan:
	@rm -rf $(ASAN_LOGS) && mkdir -p $(ASAN_LOGS)
	@export ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:exitcode=66:log_path=$(ASAN_LOGS)/report; \
	export LSAN_OPTIONS=suppressions=$(CURDIR)/tests/tools/lsan.supp:print_suppressions=0; \
	export UBSAN_OPTIONS=print_stacktrace=1:log_path=$(ASAN_LOGS)/report; \
	$(MAKE) --no-print-directory MODE=asan BUILD=$(BUILD)/asan test; tests/tools/sanitizers.sh $(ASAN_LOGS) $$?

# ---- unit tests: one Criterion binary per folder ----

# Folders whose code reads embedded files.
USES_EMBEDDED := schema engagement rules engine report saved cli
embedded_for = $(if $(filter $(1),$(USES_EMBEDDED)),$(BUILD)/gen/embedded.o) \
	$(if $(filter rules,$(call linked,$(1))),$(BUILD)/gen/programs.o)

# Criterion comes first: it has the main of the tests, and the archive of cli has another.
define folder_tests
$(BUILD)/tests/unit-$(1): $(call test_objects,$(1)) $(call archives,$(call linked,$(1))) $(call embedded_for,$(1))
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(LINK) $(call test_objects,$(1)) $(call embedded_for,$(1)) -lcriterion \
		-Wl,--start-group $(call archives,$(call linked,$(1))) -Wl,--end-group \
		-Wl,--as-needed $$(PKG_LIBS) -ljansson -lm -lpthread -o $$@
unit-$(1): $(BUILD)/tests/unit-$(1)
	$$(RECORD) $(BUILD)/tests/unit-$(1)
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_tests,$(f))))

# Documents that edits are tried on besides those of the project.
unit-edit: export D1LINT_DOCUMENTS ?= $(wildcard $(dir $(CONFORMANCE))domain-examples)

#> make unit            unit tests of all folders; make unit-yaml: of one
unit: $(addprefix unit-,$(TESTED))

# ---- official suites: one runner per file of tests/conformance, named suite-<name> below ----

SUITE_yaml_suite := yaml json doc base
SUITE_schema_suite := schema json yaml regex doc base
SUITE_cel_cases := cel regex calendar doc base
SUITE_LIBS_cel_cases := -ljansson

define suite_runner
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/conformance/$(1).o $(call archives,$(SUITE_$(1))) $(call embedded_for,$(SUITE_$(1)))
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(LINK) $$< $(call embedded_for,$(SUITE_$(1))) -Wl,--start-group $(call archives,$(SUITE_$(1))) -Wl,--end-group \
		-Wl,--as-needed $$(PKG_LIBS) $$(SUITE_LIBS_$(1)) -lm -lpthread -o $$@
endef
$(foreach s,$(SUITES),$(eval $(call suite_runner,$(s))))

.PHONY: conformance $(addprefix suite-,$(SUITES))
#> make conformance     the official suites in $(CONFORMANCE), else from npm and Debian; make suite-yaml_suite: one of them
ifneq ($(wildcard $(CONFORMANCE)),)
conformance: $(addprefix suite-,$(SUITES))
else
conformance:
	@status=0; tests/tools/suites.sh $(BUILD) || status=1; \
	$(MAKE) --no-print-directory --keep-going CONFORMANCE=$(BUILD)/suites $(addprefix suite-,$(SUITES)) || status=1; exit $$status
endif
suite-yaml_suite: $(BUILD)/tests/yaml_suite
	$(RECORD) $< $(CONFORMANCE)/yaml-test-suite tests/conformance/yaml_suite.yaml
suite-schema_suite: $(BUILD)/tests/schema_suite
	$(RECORD) $< $(CONFORMANCE)/json-schema-test-suite tests/conformance/schema_suite.yaml
suite-cel_cases: $(BUILD)/tests/cel_cases
	$(RECORD) $< --known tests/conformance/cel_cases.known \
		$(filter-out %/network_ext.json %/block_ext.json,$(wildcard $(CONFORMANCE)/cel-conformance/cases/*.json))

# ---- fuzzing: one libFuzzer target per file under tests/fuzz, named <folder>_<what>.c and linked like unit tests ----

FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_FILES := $(sort $(wildcard tests/fuzz/*.c tests/fuzz/*/*.c))
FUZZERS := $(basename $(notdir $(FUZZ_FILES)))
FUZZ_SEEDS_yaml = $(wildcard $(CONFORMANCE)/yaml-test-suite/cases)
FUZZ_SEEDS_json = $(wildcard $(CONFORMANCE)/json-schema-test-suite/tests $(CONFORMANCE)/yaml-test-suite/cases)
FUZZ_SEEDS_schema = $(wildcard $(CONFORMANCE)/json-schema-test-suite/tests schemas)
FUZZ_SEEDS_cel = $(BUILD)/corpus/cel-expressions
FUZZ_SEEDS_repo = tests/fuzz/seeds/signature
FUZZ_SEEDS_signature = tests/fuzz/seeds/signature
FUZZ_SEEDS_calendar = $(wildcard /usr/share/zoneinfo/Europe)
folder_of = $(firstword $(subst _, ,$(1)))

define fuzzer
$(BUILD)/tests/fuzz-$(1): $(patsubst %.c,$(BUILD)/obj/%.o,$(filter %/$(1).c,$(FUZZ_FILES))) $(call archives,$(call linked,$(call folder_of,$(1)))) \
		$(call embedded_for,$(call folder_of,$(1)))
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(LINK) -fsanitize=fuzzer $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
		-Wl,--as-needed $$(PKG_LIBS) -lm -lpthread -o $$@
run-fuzz-$(1): $(BUILD)/tests/fuzz-$(1)
	@mkdir -p $(BUILD)/corpus/$(1)
	$$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
		$(addprefix -dict=,$(wildcard tests/fuzz/$(1).dict)) -artifact_prefix=$(BUILD)/corpus/$(1)- $(BUILD)/corpus/$(1) $$(FUZZ_SEEDS_$(call folder_of,$(1)))
endef
$(foreach t,$(FUZZERS),$(eval $(call fuzzer,$(t))))

$(addprefix run-fuzz-,$(filter cel_%,$(FUZZERS))): $(BUILD)/corpus/cel-expressions
$(BUILD)/corpus/cel-expressions: $(BUILD)/tests/cel_cases
	@mkdir -p $@
	$< --expressions $@ $(wildcard $(CONFORMANCE)/cel-conformance/cases/*.json)

.PHONY: fuzz $(addprefix fuzz-,$(FUZZERS)) $(addprefix run-fuzz-,$(FUZZERS))
#> make fuzz            each parser under libFuzzer for FUZZ_SECONDS (60); make fuzz-yaml_load: one of them
FUZZ_MAKE = $(MAKE) BUILD=$(BUILD)/fuzz CC=clang CFLAGS="$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link" LDFLAGS=
fuzz:
	$(FUZZ_MAKE) $(addprefix run-fuzz-,$(FUZZERS))
$(addprefix fuzz-,$(FUZZERS)): fuzz-%:
	$(FUZZ_MAKE) run-fuzz-$*

# ---- bench ----

BENCH := $(BUILD)/tests/bench
bench_objects = $(patsubst %,$(BUILD)/obj/tests/bench/%.o,$(1))
$(BENCH)/run: $(call bench_objects,run process)
$(BENCH)/again: $(call bench_objects,again process)
$(BENCH)/peers: $(call bench_objects,peers/peers process)
$(BENCH)/pages: $(call bench_objects,pages process)
$(BENCH)/run $(BENCH)/again $(BENCH)/peers $(BENCH)/pages:
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(LINK) $^ -o $@

# The floors are linked as d1lint is: the same libgit2 with the same set-up, the same libyaml.
LINKED_AS_D1LINT := $(addprefix $(BENCH)/,generate history floor startup_floor warm_floor shape rules_share rules_growth cel_bench)
$(BENCH)/floor $(BENCH)/startup_floor $(BENCH)/warm_floor: $(BENCH)/%: $(call bench_objects,floor/% process) \
		$(call archives,yaml repo doc base)
$(BENCH)/generate: $(call bench_objects,$(addprefix made/,generate artifacts raid whole foreign words) process) $(call archives,repo doc base)
$(BENCH)/history: $(call bench_objects,made/history process) $(call archives,doc base)
$(BENCH)/shape: $(call bench_objects,shape corpus process) $(call archives,schema yaml regex doc base) $(BUILD)/gen/embedded.o
$(BENCH)/rules_share: $(call bench_objects,corpus)
$(BENCH)/rules_share $(BENCH)/rules_growth: $(BENCH)/%: $(call bench_objects,% process) $(call archives,$(call linked,engine)) \
		$(BUILD)/gen/embedded.o $(BUILD)/gen/programs.o
$(BENCH)/cel_bench: $(call bench_objects,peers/cel_bench) $(call archives,cel json regex calendar doc base)
$(LINKED_AS_D1LINT):
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(LINK) -Wl,--start-group $^ -Wl,--end-group $(PKG_LIBS) -lm -lpthread -o $@

.PHONY: bench bench-peers bench-page bench-shape bench-rules bench-cel bench-repositories
bench-repositories: $(BENCH)/generate $(BENCH)/history
	@tests/bench/made/prepare.sh $(BENCH)/generate $(BENCH)/history $(BUILD)/bench examples/halden-orders rules/bases

# Each program prints its targets, also when one before it has missed some.
#> make bench           d1lint beside the floor of its time, growth, memory, start-up, cache and history, with their targets
bench: $(BUILD)/d1lint $(BENCH)/floor $(BENCH)/startup_floor $(BENCH)/warm_floor $(BENCH)/run $(BENCH)/again \
		$(BENCH)/pages $(BENCH)/shape $(BENCH)/rules_share $(BENCH)/rules_growth bench-repositories
	@status=0; $(BENCH)/run $(BUILD) || status=1; $(BENCH)/again $(BUILD) || status=1; $(BENCH)/pages $(BUILD) || status=1; \
	for part in shape rules_share rules_growth; do $(BENCH)/$$part $(BUILD)/bench/repo-10000 || status=1; done; exit $$status

#> make bench-page      the page beside json, and a page of a thousand engagements' lines
bench-page: $(BUILD)/d1lint $(BENCH)/pages bench-repositories
	@$(BENCH)/pages $(BUILD)

#> make bench-shape     validation by itself as a share of loading
bench-shape: $(BENCH)/shape bench-repositories
	@$(BENCH)/shape $(BUILD)/bench/repo-10000

#> make bench-rules     the rules by themselves: as a share of loading, and their growth with one engagement
bench-rules: $(BENCH)/rules_share $(BENCH)/rules_growth bench-repositories
	@$(BENCH)/rules_share $(BUILD)/bench/repo-10000; status=$$?; \
	$(BENCH)/rules_growth $(BUILD)/bench/repo-10000 && exit $$status

#> make bench-cel       d1lint's expression engine beside those of npm
bench-cel: $(BENCH)/cel_bench
	@tests/bench/peers/cel_peers.sh $(BUILD)

#> make bench-peers     d1lint beside the validators of npm that read YAML and JSON: time, memory; and bench-cel
bench-peers: $(BUILD)/d1lint $(BENCH)/peers $(BENCH)/cel_bench bench-repositories
	@status=0; tests/bench/peers/peers.sh $(BUILD) || status=1; tests/bench/peers/cel_peers.sh $(BUILD) || status=1; exit $$status

#> make sarif-validate  d1lint's SARIF under Microsoft's validator, with GitHub's rules
.PHONY: sarif-validate
sarif-validate: $(BUILD)/d1lint bench-repositories
	@tests/tools/sarif-validate.sh $(BUILD)

#> make validate-formats what d1lint writes, under the tools of those who read it; ALLOW_ABSENT=1: those that are there
.PHONY: validate-formats
validate-formats: $(BUILD)/d1lint
	@tests/tools/validate-formats.sh $(BUILD) $(CONFORMANCE)

#> make page            pages under a browser with axe-core and html-validate; their pictures lie in $(BUILD)/page
.PHONY: page
page: $(BUILD)/d1lint
	@tests/tools/page.sh $(BUILD)

#> make picture         the picture of the page in the README, taken again
.PHONY: picture
picture: $(BUILD)/d1lint
	@tests/tools/page.sh --picture $(BUILD)

#> make estate          many repositories under GNU parallel and Slurm, as tests/estate/README.md has it
.PHONY: estate
estate: $(BUILD)/d1lint
	@tests/estate/run.sh $(BUILD) $(CONFORMANCE)

#> make editor          yaml-language-server of npm completes and hovers with the schemas that d1lint writes
.PHONY: editor
editor: $(BUILD)/d1lint
	@tests/editor/servers.sh $(BUILD)

#> make bases           write the digests of the files of rules/bases as they stand into their approvals and policies
.PHONY: bases
bases: $(BUILD)/d1lint
	@tests/bases/run.sh --update $(BUILD)/d1lint

#> make golden          write down what the program prints now in tests/golden and in documents, for review as a diff
.PHONY: golden
golden: $(BUILD)/d1lint
	@tests/bases/run.sh --update $(BUILD)/d1lint
	@tests/golden/run.sh --update $(BUILD)/d1lint
	@tests/docs/run.sh --update $(BUILD)/d1lint

#> make format          lay out the sources; make format-check: fail where they are not
SOURCES = $(shell git ls-files '*.c' '*.h')
format:
	$(Q)clang-format -i $(SOURCES)
format-check:
	$(Q)clang-format --dry-run --Werror $(SOURCES)

#> make layers          fail where a folder includes what it may not, is crowded, or src/README.md shows the house otherwise
house = $(foreach f,$(FOLDERS),'$(f)|$(USES_$(f))|$(PARTS_$(f))|$(OWNS_$(f))')
layers:
	@tests/tools/layers.sh $(house)
layers-picture:
	@tests/tools/layers.sh --update $(house)

#> make lint            clang-tidy (.clang-tidy) and cppcheck over the sources; LINT_FILES=... for some of them
# Criterion's macros are beyond cppcheck.
LINT_FILES ?= $(filter %.c,$(SOURCES))
lint:
	@printf '%s\n' $(LINT_FILES) | xargs -P 2 -I FILE clang-tidy --quiet --warnings-as-errors='*' FILE \
		-- -std=c17 $(CPPFLAGS) -Itests 2>/dev/null
	cppcheck --std=c11 --language=c --quiet --error-exitcode=1 --inline-suppr \
		--suppressions-list=tests/tools/cppcheck.txt --enable=warning,performance,portability \
		-D_GNU_SOURCE -D__x86_64__ -D__linux__ -D__GNUC__ -Isrc -Itests \
		$(filter-out tests/unit/% tests/e2e/% tests/hostile/%,$(LINT_FILES))

#> make clean           remove what was built
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
