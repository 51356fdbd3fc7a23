# Kvieslys: one Makefile for everything. `make help` lists the targets.
# Variables: DEVELOPER=1 (warnings are errors), SANITIZE=address,undefined, V=1 (whole command lines),
# CC, CXX, CFLAGS, LDFLAGS, PREFIX, DESTDIR.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
UNITDIR ?= $(PREFIX)/lib/systemd/system
VERSION := 0.1.0

PKGS := sqlite3 libesmtp-1.0 libctemplate gumbo icu-i18n icu-uc libidn2 openssl libzip expat xlsxwriter
FLAVOUR := $(if $(SANITIZE),san,release)$(if $(filter clang%,$(CC)),-clang)
BUILD ?= build/$(FLAVOUR)
BIN := $(BUILD)/kvieslys

Q := $(if $(V),,@)
say = @$(if $(V),:,printf '  %-6s %s\n' $(1) $(2))

# Targets that need no compiler or libraries must work on a bare machine.
LIGHT := help deps demo check check-all fuzz clean dist format-check
NEED_TOOLS := $(if $(MAKECMDGOALS),$(filter-out $(LIGHT),$(MAKECMDGOALS)),all)

ifneq ($(NEED_TOOLS),)
MISSING := $(shell command -v pkg-config >/dev/null 2>&1 || echo pkg-config; \
	for p in $(PKGS); do pkg-config --exists $$p 2>/dev/null || echo $$p; done)
ifneq ($(strip $(MISSING)),)
$(error Missing: $(MISSING). Run contrib/deps.sh as root to install what the build needs)
endif
cc-option = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo $(1))
PKG_CFLAGS := $(subst -I,-isystem ,$(shell pkg-config --cflags $(PKGS)))
PKG_LIBS := $(filter-out -specs=%,$(shell pkg-config --libs $(PKGS))) \
	-letpan -lcmark-gfm -lcmark-gfm-extensions -lhpdf -lpthread -lresolv -lm
# Instrumented code confuses the warnings that follow values; the release flavour has them.
WARN := -Wall -Wextra -Wpedantic -Wno-overlength-strings -Wshadow -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wcast-qual -Wundef \
	-Wvla -Wnull-dereference -Wswitch-enum -Wdate-time -Wredundant-decls -Wnested-externs \
	-Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion \
	-Werror=return-type $(call cc-option,-Wimplicit-fallthrough=5) $(call cc-option,-Wlogical-op) $(call cc-option,-Wformat-signedness) \
	$(call cc-option,-Wduplicated-cond) $(call cc-option,-Wduplicated-branches) \
	$(if $(DEVELOPER),-Werror) $(if $(SANITIZE),$(call cc-option,-Wno-format-truncation) -Wno-null-dereference \
	$(call cc-option,-Wno-maybe-uninitialized))
CXXWARN := -Wall -Wextra -Wshadow $(if $(DEVELOPER),-Werror)
endif

HARD := $(if $(SANITIZE),-O1 -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer, \
	-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection $(call cc-option,-ftrivial-auto-var-init=zero)) -g -fno-common -fPIE
COMMON := -D_GNU_SOURCE -DKVIESLYS_VERSION='"$(VERSION)"' -Isrc -ffile-prefix-map=$(CURDIR)=. $(HARD)
# What gcc defines by itself and tests ask for: ASan ends a process that asks for too much memory.
ASAN_MACRO := $(if $(filter clang%,$(CC)),$(if $(findstring address,$(SANITIZE)),-D__SANITIZE_ADDRESS__=1))
ALL_CFLAGS = -std=gnu17 $(COMMON) $(ASAN_MACRO) $(WARN) $(PKG_CFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=gnu++17 $(COMMON) $(CXXWARN) $(PKG_CFLAGS) $(CXXFLAGS)
ALL_LDFLAGS = $(HARD) -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)

SRC := $(sort $(wildcard src/*.c src/*/*.c))
SRC_CXX := $(sort $(wildcard src/*/*.cc))
OBJ := $(SRC:%.c=$(BUILD)/%.o) $(SRC_CXX:%.cc=$(BUILD)/%.o)
# What language/classifier knows is learnt from the packs' labelled replies, once for all flavours.
LEARNT := build/learnt/classifier_replies.c
EXAMPLES := $(sort $(wildcard templates/*/replies.tsv))
LEARN_SRC := contrib/learn.c src/language/classifier.c src/language/features.c src/language/tokens.c \
	src/util/array.c src/util/error.c src/util/fold.c src/util/strbuf.c
LIB_OBJ := $(filter-out $(BUILD)/src/main.o,$(OBJ)) $(BUILD)/$(LEARNT:.c=.o)
LIB := $(BUILD)/libkvieslys.a

UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/unit/%)
HELPER_SRC := $(sort $(wildcard tests/helpers/*.c))
HELPER_BIN := $(HELPER_SRC:tests/helpers/%.c=$(BUILD)/tests/helpers/%)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
REPLAY_BIN := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/tests/fuzz/%)

.PHONY: all
all: $(BIN)

$(BIN): $(BUILD)/src/main.o $(LIB) $(BUILD)/flags
	$(call say,LINK,$@)
	$(Q)$(CXX) $(ALL_LDFLAGS) -o $@ $(BUILD)/src/main.o $(LIB) $(PKG_LIBS)
	$(Q)ln -sf $@ kvieslys

$(LIB): $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIB_OBJ)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c -o $@ $<

build/learnt/learn: $(LEARN_SRC) src/language/classifier.h src/language/features.h src/language/tokens.h
	@mkdir -p $(@D)
	$(call say,LEARN,contrib/learn.c)
	$(Q)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -ffp-contract=off -Isrc $(WARN) -o $@ $(LEARN_SRC) $(shell pkg-config --libs icu-uc) -lm

$(LEARNT): build/learnt/learn $(EXAMPLES)
	$(call say,LEARN,$@)
	$(Q)build/learnt/learn --write $(@:.c=.weights) $(EXAMPLES) >$@.new && mv $@.new $@

# Everything is built again when the flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS) $(ALL_CXXFLAGS) $(PKG_LIBS)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CFLAGS) $(ALL_CXXFLAGS) $(PKG_LIBS)' > $@
.PHONY: FORCE
FORCE:

-include $(OBJ:.o=.d) $(BUILD)/$(LEARNT:.c=.d) $(UNIT_BIN:=.d) $(HELPER_BIN:=.d) $(REPLAY_BIN:=.d)

# --- tests -----------------------------------------------------------------

$(BUILD)/tests/unit/%: tests/unit/%.c $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)$(CXX) $(ALL_LDFLAGS) -o $@ $@.o $(LIB) $(PKG_LIBS) -lcmocka

$(BUILD)/tests/helpers/%: tests/helpers/%.c $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,HELPER,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)$(CXX) $(ALL_LDFLAGS) -o $@ $@.o $(LIB) $(PKG_LIBS)

# A fuzz target is one function; replay.c runs it over saved files, `make fuzz` under libFuzzer.
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,FUZZ,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@.replay.o tests/fuzz/replay.c
	$(Q)$(CXX) $(ALL_LDFLAGS) -o $@ $@.o $@.replay.o $(LIB) $(PKG_LIBS)

# The binaries that tests run, without running them.
.PHONY: test-binaries
test-binaries: $(BIN) $(UNIT_BIN) $(HELPER_BIN) $(REPLAY_BIN)

# check installs what tests need, then runs everything (tests/run-all.sh calls the targets above).
.PHONY: check
check:
	@contrib/deps.sh test
	@tests/run-all.sh

# One flavour of unit tests and T-scripts, for daily work: make check-quick [T="tests/t/t3*.sh"]
.PHONY: check-quick
check-quick: test-binaries
	@BUILD=$(BUILD) tests/run-flavour.sh $(T)

.PHONY: deps demo
deps:
	@contrib/deps.sh
demo:
	@contrib/deps.sh
	@$(MAKE) --no-print-directory all
	@contrib/demo/demo.sh

.PHONY: headers
headers: # every header compiles alone
	@for h in $$(find src -name '*.h'); do \
		$(CC) $(ALL_CFLAGS) -fsyntax-only -x c $$h || exit 1; done

.PHONY: clean
clean:
	rm -rf build kvieslys

.PHONY: help
help:
	@echo 'make demo          the main job on sample data, no server needed'
	@echo 'make check         all tests'
	@echo 'make               build ./kvieslys'
	@echo 'make check-quick   unit tests and T-scripts of one flavour'
	@echo 'make install       PREFIX=/usr/local DESTDIR='

.PHONY: print-build
print-build:
	@echo $(BUILD)

# --- installing ------------------------------------------------------------

.PHONY: install uninstall
install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(DATADIR)/kvieslys \
		$(DESTDIR)$(DATADIR)/bash-completion/completions $(DESTDIR)$(UNITDIR)
	install -m 755 $(BIN) $(DESTDIR)$(BINDIR)/kvieslys
	rm -rf $(DESTDIR)$(DATADIR)/kvieslys/templates
	cp -R templates $(DESTDIR)$(DATADIR)/kvieslys/templates
	rm -f $(DESTDIR)$(DATADIR)/kvieslys/templates/*/replies.tsv
	chmod -R u+rwX,go+rX,go-w $(DESTDIR)$(DATADIR)/kvieslys
	$(BIN) manual > $(DESTDIR)$(MANDIR)/man1/kvieslys.1
	$(BIN) completion > $(DESTDIR)$(DATADIR)/bash-completion/completions/kvieslys
	sed 's,@BINDIR@,$(BINDIR),' contrib/kvieslys.service > $(DESTDIR)$(UNITDIR)/kvieslys@.service

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/kvieslys $(DESTDIR)$(MANDIR)/man1/kvieslys.1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/kvieslys $(DESTDIR)$(UNITDIR)/kvieslys@.service
	rm -rf $(DESTDIR)$(DATADIR)/kvieslys

# --- slow checks -----------------------------------------------------------

# gcc and clang, analyzers, valgrind, another locale and zone, fuzz smoke, the installed program.
.PHONY: check-all analyze tidy check-headers fuzz bench bench-faults eval pictures format-check
check-all:
	@contrib/deps.sh slow
	@tests/run-slow.sh

# gcc's analyzer over all C files; any finding fails. Its leak check is left out: it loses what is stored in arrays of structs
# and what the cleanup attribute frees; LeakSanitizer and valgrind watch for leaks in the tests.
analyze:
	@printf '%s\n' $(SRC) | xargs -P $$(nproc) -n 1 $(CC) $(ALL_CFLAGS) -fanalyzer -Wno-analyzer-malloc-leak -Werror -O1 \
		-U_FORTIFY_SOURCE -c -o /dev/null

tidy:
	@printf '%s\n' $(SRC) | xargs -P $$(nproc) -I{} clang-tidy --quiet {} -- -std=gnu17 $(filter -D% -I%,$(COMMON)) $(PKG_CFLAGS)

# 100,000 letters with random names, subjects and files, read back by Python's email package: eight minutes.
check-headers: $(BUILD)/tests/helpers/compose
	@LETTERS=100000 BUILD=$(BUILD) prove -v tests/t/t2010-compose-roundtrip.sh

# FUZZ_SECONDS per target, the grown corpus is kept beside the seeds.
FUZZ_SECONDS ?= 1800
fuzz:
	@contrib/deps.sh slow
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh $(TARGET)

bench: test-binaries
	@BUILD=$(BUILD) tests/bench/run.sh

# What becomes of letters when servers misbehave and senders are killed: a table. KILLS=200
bench-faults: test-binaries
	@BUILD=$(BUILD) tests/bench/faults.sh

eval: test-binaries
	@BUILD=$(BUILD) tests/eval/run.sh

pictures: all $(BUILD)/tests/helpers/print_letters
	@BUILD=$(BUILD) tests/pictures.sh

format-check: # changed lines only; the whole tree is not reformatted
	@git clang-format --diff --quiet HEAD~1 2>/dev/null || true

.PHONY: dist
dist:
	git archive --prefix=kvieslys-$(VERSION)/ -o kvieslys-$(VERSION).tar.gz HEAD

.PHONY: print-libs print-cflags
print-libs:
	@echo $(PKG_LIBS)
print-cflags:
	@echo $(ALL_CFLAGS)
