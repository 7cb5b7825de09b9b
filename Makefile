# leakdye: `make demo` shows it, `make check` tests it, `make help` lists the rest. V=1 prints the commands.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
B       ?= build
VERSION := 0.1.0

# What is needed on Debian 12 beside git, make and a compiler. README.md says what each is for.
DEPS_BUILD := pkg-config libcsv-dev libxxhash-dev libssl-dev libsqlite3-dev libutf8proc-dev libinih-dev libuchardet-dev
DEPS_TEST  := check postgresql ieee-data python3 python3-cryptography sqlite3 xxd
DEPS_LINT  := clang clang-format cppcheck mandoc shellcheck
DEPS_FUZZ  := clang libclang-rt-14-dev
# For one benchmark alone (tests/bench/redteam.sh), which is skipped without them.
DEPS_BENCH := python3-numpy python3-sklearn

OPT     ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wconversion -Werror
# Nobody puts a function of their own in the place of one of the library's, so that a file's calls of itself need not go round by a table.
CFLAGS  += -std=c17 -D_GNU_SOURCE -DDYE_VERSION='"$(VERSION)"' $(OPT) $(WARN) -fPIC -fno-semantic-interposition \
	-fstack-protector-strong -pthread $(SAN)
CPPFLAGS += -I. -Iformats -Iwatermark -Itrace
LDLIBS  := -lcsv -lxxhash -lcrypto -lsqlite3 -lutf8proc -linih -luchardet -lm
LDFLAGS += -pthread $(SAN)

ifeq ($(V),)
Q := @
say = @echo "  $(1)"
else
say = @:
endif

# ---- what there is ----
# A room is a folder; what its members stand on lies in folders below it. Commands are the program's, all else is the library's.
SRC     := $(wildcard $(foreach floor,formats watermark trace,$(floor)/*/*.c $(floor)/*/*/*.c))
CLI_SRC := $(filter watermark/cli/% trace/cli/%,$(SRC))
LIB_SRC := $(filter-out $(CLI_SRC),$(SRC))
GEN_LIB := $(addprefix $(B)/gen/dye_,kinds.c formats.c marks.c sql_backends.c reports.c)
# Lists of words become tables: formats/field/words/NAME.txt.
WORDS   := $(wildcard formats/field/words/*.txt)
GEN_LIB += $(WORDS:formats/field/words/%.txt=$(B)/gen/words_%.c)
GEN_CLI := $(B)/gen/dye_commands.c
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(GEN_LIB:.c=.o)
CLI_OBJ := $(CLI_SRC:%.c=$(B)/%.o) $(GEN_CLI:.c=.o)
UNIT    := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c tests/conform/conform_*.c))
FRESH   := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/fresh/test_*.c))
GENERATORS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/gen/gen_*.c))
BENCHES := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/bench/bench_*.c))
FUZZERS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all generators deps deps-bench check test demo lint asan fuzz bench install clean help
.DELETE_ON_ERROR:
all: $(B)/leakdye $(B)/libleakdye.a $(B)/libleakdye.so
# What a shell test needs.
generators: all $(GENERATORS) $(B)/tests/cli/once.so

help:
	@echo "make            build the program and the library into $(B)/"
	@echo "make demo       install what is missing, build, and do the main job on real data"
	@echo "make check      install what is missing and run every test; make test: run them on what is installed"
	@echo "make deps       install what is missing alone"
	@echo "make deps-bench what one of the benchmarks needs beside that"
	@echo "make generators build all that a shell test needs; then: sh tests/cli/test_x.sh"
	@echo "make lint asan fuzz bench    further checks; make lint FILES=\"a.c b.sh\": of these files alone"
	@echo "make install PREFIX=... DESTDIR=..."
	@echo "make clean      remove all that was built"

# ---- families: one file a member; the tables are made from the definitions ----
# Written at every call and replaced where different, so that a member that was deleted or renamed leaves its table too.
family = $(shell mkdir -p $(B)/gen && sh formats/family.sh $(1) $(2) $(3) $(B)/gen/$(2).c $(4))
$(call family,dye_kind,dye_kinds,formats/field/kind.h,$(wildcard formats/field/*.c))
$(call family,dye_format,dye_formats,formats/table/format.h,$(wildcard formats/table/*.c))
$(call family,dye_mark,dye_marks,watermark/marks/mark.h,$(wildcard watermark/marks/*.c))
$(call family,dye_sql_backend,dye_sql_backends,watermark/registry/core/sql.h,$(wildcard watermark/registry/*.c))
$(call family,dye_report,dye_reports,trace/report/report.h,$(wildcard trace/report/*.c))
$(call family,dye_command,dye_commands,watermark/cli/command.h,$(CLI_SRC))

.SECONDARY: $(WORDS:formats/field/words/%.txt=$(B)/gen/words_%.c)
$(B)/gen/words_%.c: formats/field/words/%.txt formats/words.sh
	$(Q)sh formats/words.sh $< > $@

# ---- objects ----
$(shell mkdir -p $(sort $(dir $(LIB_OBJ) $(CLI_OBJ) $(UNIT) $(FRESH) $(GENERATORS) $(BENCHES) $(FUZZERS)) $(B)/gen $(B)/tests/models $(B)/tests/cli))
$(B)/%.o: %.c
	$(call say,CC $<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC $<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libleakdye.a: $(LIB_OBJ)
	$(call say,AR $@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(B)/libleakdye.so: $(LIB_OBJ)
	$(call say,LD $@)
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,libleakdye.so.0 -o $@ $^ $(LDLIBS)
$(B)/leakdye: $(CLI_OBJ) $(B)/libleakdye.a
	$(call say,LD $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/tests/unit/%: tests/unit/%.c $(B)/libleakdye.a
	$(call say,TEST $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libleakdye.a $(LDLIBS) -lcheck -lsubunit -lrt -lm
$(B)/tests/unit/test_vault: LDFLAGS += -Wl,--wrap=dye_scrypt
# Commands are not in the library.
LINKED :=
CLI_TESTED := $(filter-out %/main.o,$(CLI_OBJ))
$(B)/tests/conform/conform_commands: $(CLI_TESTED)
$(B)/tests/conform/conform_commands: LINKED := $(CLI_TESTED)
$(B)/tests/conform/%: tests/conform/%.c $(B)/libleakdye.a
	$(call say,TEST $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(LINKED) $(B)/libleakdye.a $(LDLIBS) -lcheck -lsubunit -lrt -lm
# The formats of the program and the models of one: the library's own table is not linked then.
MODEL_FORMATS := $(shell grep -ls '^const struct dye_format ' tests/models/*.c)
$(shell sh formats/family.sh dye_format dye_formats formats/table/format.h $(B)/gen/model_formats.c $(wildcard formats/table/*.c) $(MODEL_FORMATS))
FORMATS_TESTED := $(B)/gen/model_formats.o $(MODEL_FORMATS:%.c=$(B)/%.o)
$(B)/tests/conform/conform_formats: $(FORMATS_TESTED)
$(B)/tests/conform/conform_formats: LINKED := $(FORMATS_TESTED)
# These draw their keys from a seed: tests/fresh/keys.h.
$(FRESH) $(B)/tests/bench/bench_bound $(B)/tests/fuzz/fuzz_copy: LDFLAGS += -Wl,--wrap=dye_random_bytes,--wrap=dye_scrypt,--wrap=dye_bucket_root,--wrap=dye_canary_threshold,--wrap=dye_units_share,--wrap=dye_evidence_score
$(B)/tests/fresh/%: tests/fresh/%.c $(B)/libleakdye.a
	$(call say,TEST $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libleakdye.a $(LDLIBS) -lcheck -lsubunit -lrt -lm
$(B)/tests/gen/%: tests/gen/%.c $(B)/libleakdye.a
	$(call say,LD $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libleakdye.a $(LDLIBS)
# What spares the shell tests most of scrypt: tests/cli/once.c.
$(B)/tests/cli/once.so: tests/cli/once.c
	$(call say,LD $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $< -lcrypto
$(B)/tests/bench/%: tests/bench/%.c $(B)/libleakdye.a
	$(call say,LD $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< $(B)/libleakdye.a $(LDLIBS)
# Fuzzers are built with clang by `make fuzz`, which sets B, CC and SAN.
$(B)/tests/fuzz/%: tests/fuzz/%.c $(B)/libleakdye.a
	$(call say,FUZZ $@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -MT $@ -MF $@.d -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(B)/libleakdye.a $(LDLIBS)

# ---- what is installed ----
deps:
	@sh tests/deps.sh $(DEPS_BUILD) $(DEPS_TEST) $(DEPS_LINT) $(DEPS_FUZZ)

deps-bench: deps
	@sh tests/deps.sh $(DEPS_BENCH)

check: deps
	@$(MAKE) --no-print-directory test

# Every test, on what is installed already.
test: generators $(UNIT) $(FRESH)
	@B=$(B) sh tests/run.sh

demo: deps
	@$(MAKE) --no-print-directory generators
	@B=$(B) sh tests/demo.sh

# FILES="a.c b.c": these alone.
lint:
	@B=$(B) CPPFLAGS='$(CPPFLAGS)' FILES='$(FILES)' sh tests/lint.sh

asan:
	@$(MAKE) --no-print-directory test B=build/asan CC=clang OPT='-O1 -g -fno-omit-frame-pointer' \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=all'

# FUZZ_SECONDS for each fuzzer; `make fuzz FUZZ_SECONDS=600` is what a release gets.
FUZZ_SECONDS ?= 20
fuzz:
	@$(MAKE) --no-print-directory fuzz-run B=build/fuzz CC=clang OPT='-O1 -g -fno-omit-frame-pointer' \
	    SAN='-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all'
fuzz-run: $(FUZZERS)
	@B=$(B) FUZZ_SECONDS=$(FUZZ_SECONDS) sh tests/fuzz/run.sh

bench: generators $(BENCHES) $(addprefix $(B)/tests/unit/,test_factor test_fresh_key test_scorer)
	@B=$(B) sh tests/bench/run.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/leakdye $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(B)/leakdye $(DESTDIR)$(PREFIX)/bin/leakdye
	install -m 644 $(B)/libleakdye.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(B)/libleakdye.so $(DESTDIR)$(PREFIX)/lib/libleakdye.so.0
	ln -sf libleakdye.so.0 $(DESTDIR)$(PREFIX)/lib/libleakdye.so
	install -m 644 formats/leakdye/*.h watermark/leakdye/*.h trace/leakdye/*.h $(DESTDIR)$(PREFIX)/include/leakdye/
	sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@VERSION@|$(VERSION)|g' leakdye.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/leakdye.pc
	chmod 644 $(DESTDIR)$(PREFIX)/lib/pkgconfig/leakdye.pc
	install -m 644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(FORMATS_TESTED:.o=.d) $(UNIT:=.d) $(FRESH:=.d) $(GENERATORS:=.d) $(BENCHES:=.d) $(FUZZERS:=.d)
