# d1lint. `make` builds build/d1lint; `make help` lists the targets. Everything that is built goes under $(BUILD).

BUILD ?= build
PREFIX ?= /usr/local
CC ?= gcc
MODE ?= release

# What the project needs from the system's package manager; Criterion and Jansson (a second opinion on JSON) for tests.
DEPS := gcc make pkg-config git libgit2-dev libyaml-dev libpcre2-dev libjansson-dev libcriterion-dev libidn2-dev tzdata

# ---- the layers (src/README.md): a folder includes only folders of lower layers ----

LAYER_0 := base
LAYER_1 := doc regex repo calendar
LAYER_2 := yaml json schema cel
LAYER_3 := engagement
LAYER_4 := rules
LAYER_5 := report
LAYER_6 := cli
FOLDERS := $(LAYER_0) $(LAYER_1) $(LAYER_2) $(LAYER_3) $(LAYER_4) $(LAYER_5) $(LAYER_6)

# What the unit tests of a folder link: its own objects, the layers under it, and the readers that tests use.
UNIT_base :=
UNIT_doc := base
UNIT_regex := base
UNIT_repo := base
UNIT_calendar := base
UNIT_yaml := doc base
UNIT_json := doc base
UNIT_schema := json yaml regex calendar doc base
UNIT_cel := json yaml regex calendar doc base
UNIT_engagement := schema yaml json calendar repo regex doc base
UNIT_rules := engagement cel $(UNIT_engagement)
UNIT_report := rules $(UNIT_rules)
UNIT_cli := report $(UNIT_report)

# ---- flags ----

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror
CFLAGS_release := -O3 -g -fno-plt
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS ?= $(CFLAGS_$(MODE))
LDFLAGS ?= $(LDFLAGS_$(MODE))

PKGS := libgit2 yaml-0.1 libpcre2-8 libidn2
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS = $(filter-out -lyaml,$(shell pkg-config --libs $(PKGS) 2>/dev/null)) $(LIBYAML)

# libyaml's static archive, where there is one, in a copy that takes its memory from src/yaml/heap.h.
LIBYAML_STATIC := $(wildcard $(shell pkg-config --variable=libdir yaml-0.1 2>/dev/null)/libyaml.a)
LIBYAML = $(if $(LIBYAML_STATIC),$(BUILD)/lib/libyaml.a,-lyaml)
CPPFLAGS += -D_GNU_SOURCE -Isrc -I$(BUILD)/gen $(PKG_CFLAGS)
COMPILE = $(CC) -std=c17 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP
LINK = $(CC) $(LDFLAGS) $(CFLAGS)

# ---- objects: one archive per folder ----

sources = $(sort $(wildcard src/$(1)/*.c))
objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call sources,$(1)))
archives = $(foreach f,$(1),$(BUILD)/lib/$(f).a)
tests_of = $(sort $(wildcard tests/unit/$(1)/*.c))
test_objects = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(call tests_of,$(1)))

TESTED := $(foreach f,$(FOLDERS),$(if $(wildcard tests/unit/$(f)/*.c),$(f)))

.DEFAULT_GOAL := all
.PHONY: all help clean format format-check unit $(addprefix unit-,$(FOLDERS))
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/d1lint

help:
	@sed -n 's/^#> //p' $(MAKEFILE_LIST)

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c $< -o $@

$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(COMPILE) -Itests -c $< -o $@

$(BUILD)/lib/libyaml.a: $(LIBYAML_STATIC)
	@mkdir -p $(@D)
	objcopy $(foreach f,malloc realloc free strdup,--redefine-sym $(f)=d1_yaml_heap_$(f)) $< $@
$(BUILD)/lib/base.a: | $(filter %.a,$(LIBYAML)) # whatever is linked has base in it

define folder_archive
$(BUILD)/lib/$(1).a: $(call objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_archive,$(f))))

# ---- embedded files: rules, schemas and base engagements as ready documents (src/doc/embedded.h) ----

EMBEDDED := $(sort $(shell find rules schemas examples/halden-orders -name '*.yaml' -o -name '*.json' 2>/dev/null))

$(BUILD)/embed: $(BUILD)/obj/embed/main.o $(call archives,yaml json doc base)
	$(LINK) $< -Wl,--start-group $(call archives,yaml json doc base) -Wl,--end-group $(PKG_LIBS) -lm -lpthread -o $@

$(BUILD)/gen/embedded.bin: $(BUILD)/embed $(EMBEDDED)
	@mkdir -p $(@D)
	$(BUILD)/embed $@ $(EMBEDDED)

$(BUILD)/gen/embedded.o: src/embed/embedded.S $(BUILD)/gen/embedded.bin
	$(CC) -DD1_EMBEDDED_FILE='"$(BUILD)/gen/embedded.bin"' -c $< -o $@

#> make                 build $(BUILD)/d1lint
$(BUILD)/d1lint: $(call archives,$(FOLDERS)) $(BUILD)/gen/embedded.o
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(PKG_LIBS) -lm -lpthread -o $@

# ---- unit tests: one Criterion binary per folder ----

# Folders whose code reads embedded files.
USES_EMBEDDED := schema engagement rules report cli
embedded_for = $(if $(filter $(1),$(USES_EMBEDDED)),$(BUILD)/gen/embedded.o)

define folder_tests
$(BUILD)/tests/unit-$(1): $(call test_objects,$(1)) $(call archives,$(1) $(UNIT_$(1))) $(call embedded_for,$(1))
	@mkdir -p $$(@D)
	$$(LINK) $(call test_objects,$(1)) $(call embedded_for,$(1)) \
		-Wl,--start-group $(call archives,$(1) $(UNIT_$(1))) -Wl,--end-group \
		-Wl,--as-needed $$(PKG_LIBS) -ljansson -lcriterion -lm -lpthread -o $$@
unit-$(1): $(BUILD)/tests/unit-$(1)
	$(BUILD)/tests/unit-$(1)
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_tests,$(f))))

#> make unit            unit tests of all folders; make unit-yaml: of one
unit: $(addprefix unit-,$(TESTED))

#> make format          lay out the sources; make format-check: fail where they are not
SOURCES = $(shell git ls-files '*.c' '*.h')
format:
	clang-format -i $(SOURCES)
format-check:
	clang-format --dry-run --Werror $(SOURCES)

#> make clean           remove what was built
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
