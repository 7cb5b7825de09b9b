#!/bin/sh
# mutate.sh: each rule that keeps the bound true (docs/EVIDENCE.md, 10) is broken once, in a copy of the tree, and a test must then fail.
#
# A mutation is a line in the program that is replaced by another; where the line is not there any more, or does not build, the benchmark
# fails with 2: bring it up to date. Runs by itself with `make bench BENCH_ONLY=mutate`; MUTATE_ONLY: mutations whose name has this part.
set -u
B=${B:-build}
CC=${CC:-cc}
work=$(mktemp -d "${TMPDIR:-/tmp}/leakdye-mutate.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
missed=0 broken=0 controlled=
cp -a Makefile formats watermark trace tests "$work/" && mkdir -p "$work/$B" && cp -a "$B/formats" "$B/watermark" "$B/trace" \
	"$B/gen" "$B/libleakdye.a" "$work/$B/" || exit 2

# replace FILE OLD NEW: once and only once.
replace() {
	python3 - "$work/$1" "$2" "$3" <<'PYTHON'
import sys
path, old, new = sys.argv[1:]
text = open(path).read()
if text.count(old) != 1:
    sys.exit("%s: the line to be replaced is there %d times: %s" % (path, text.count(old), old))
open(path, "w").write(text.replace(old, new))
PYTHON
}

# run TEST: "bound STAGE", or the name of a test, with .sh or of one that is C; its exit code.
run() {
	case $1 in
	bound*)
		make -C "$work" -s B="$B" CC="$CC" WARN=-w "$B/tests/fresh/test_bound" >"$work/make" 2>&1 || return 99
		BOUND_ONLY=${1#bound } BOUND_DRAWS=${BOUND_DRAWS:-100} "$work/$B/tests/fresh/test_bound" >"$work/out" 2>&1
		;;
	*.sh)
		make -C "$work" -s B="$B" CC="$CC" WARN=-w all generators >"$work/make" 2>&1 || return 99
		(cd "$work" && sh "tests/cli/$1") >"$work/out" 2>&1
		;;
	*)
		test=$(cd "$work" && echo tests/*/"$1".c)
		test=$B/${test%.c}
		make -C "$work" -s B="$B" CC="$CC" WARN=-w "$test" >"$work/make" 2>&1 || return 99
		(cd "$work" && CK_DEFAULT_TIMEOUT=0 "$test") >"$work/out" 2>&1
		;;
	esac
}

# control TEST: it passes as long as nothing is broken, or its failing would show nothing; asked once of each.
control() {
	case $controlled in *"<$1>"*) return ;; esac
	run "$1" || {
		code=$?
		echo "bench: mutation: $1 fails (exit code $code) with nothing broken"
		cat "$work/make" "$work/out"
		return 1
	}
	controlled="$controlled<$1>"
}

# mutation NAME FILE OLD NEW TEST: break it, see TEST fail, put it back.
mutation() {
	case $1 in *"${MUTATE_ONLY:-}"*) ;; *) return ;; esac
	control "$5" || {
		broken=1
		return
	}
	cp -p "$work/$2" "$work/kept"
	if ! replace "$2" "$3" "$4"; then
		broken=1
		return
	fi
	run "$5"
	code=$?
	case $code in
	0) verdict="MISSED" missed=1 ;;
	1) verdict="met" ;;
	*) verdict="BROKEN (exit code $code)" broken=1 && cat "$work/make" "$work/out" ;;
	esac
	grep -c 'MISSED' "$work/out" >"$work/count" 2>/dev/null
	echo "bench: mutation: $1: $5 ends with $code, $(cat "$work/count") leaks break the bound; yardstick: it fails; $verdict"
	cp "$work/kept" "$work/$2"
}

mutation "a cell that is repeated counts in every row" trace/evidence/leak.c \
	'dye_put_u32(id + DYE_PRF_LEN, symbol->lane);' \
	'dye_put_u32(id + DYE_PRF_LEN, symbol->lane + 4096 * r);' "bound spellings"
mutation "the best reading is chosen" trace/evidence/score.c \
	'all->plain = dye_log2_add(all->plain, weight + w.plain);
		all->units = dye_log2_add(all->units, weight + w.units);' \
	'all->plain = fmax(all->plain, weight + w.plain - r->log2_weight);
		all->units = fmax(all->units, weight + w.units - r->log2_weight);' "bound gapless numbers"
mutation "the best model is chosen" trace/evidence/copy.c \
	'*to = dye_log2_add(*to, copy->plan->log2_weights[m] + log2(share) + model_value(&w));' \
	'*to = fmax(*to, model_value(&w));' "bound spellings"
mutation "what a leaker was answered is not paid for" trace/evidence/bank.c \
	'return shown == 0 ? 0.9 : 1 / (500.0 * (double)shown * ((double)shown + 1));' 'return (void)shown, 1;' test_fresh_key
mutation "what a leaker was answered is not paid for, with a vault" trace/evidence/bank.c \
	'return shown == 0 ? 0.9 : 1 / (500.0 * (double)shown * ((double)shown + 1));' 'return (void)shown, 1;' \
	"bound what answers cost"
mutation "the sweep over a crowd is off by a bit" trace/evidence/sweep.c \
	'log2((double)all) - 0.5)' 'log2((double)all) - 1.5)' "bound a crowd"
mutation "a place counts in every row" trace/evidence/leak.c \
	'return dye_intern(&leak->places, place->key, sizeof(place->key), &number, &fresh, err);' \
	'uint8_t own[DYE_PRF_LEN + 4]; memcpy(own, place->key, DYE_PRF_LEN); dye_put_u32(own + DYE_PRF_LEN, leak->places.count);
	return dye_intern(&leak->places, own, sizeof(own), &number, &fresh, err);' "bound rows in another order"
mutation "a domain does not shrink with each look" trace/evidence/disguise.c \
	'looked[text->domain]++' '0 * looked[text->domain]++' "bound surrogates of keys in all numbers"
mutation "a surrogate counts in every row" trace/evidence/leak.c \
	'dye_put_u32(id, domain);' 'dye_put_u32(id, domain | (uint32_t)leak->texts.count << 8);' "bound surrogates of keys in half"
mutation "keys that were found are found again" trace/evidence/disguise.c \
	'look->whole ? look->members - earlier : look->members' 'look->members' test_disguise
mutation "places that are found weigh beside those that are shown" trace/inquiry/found.c \
	'of->weights[of->found] = of->weights[0] /= 2;' 'of->weights[of->found] = of->weights[0] / 2;' \
	"bound rows in another order that the index finds"
mutation "a place that is found counts in every row" trace/evidence/leak.c \
	'return dye_intern(&leak->places, place->key, sizeof(place->key), &number, &fresh, err);' \
	'uint8_t own[DYE_PRF_LEN + 4]; memcpy(own, place->key, DYE_PRF_LEN); dye_put_u32(own + DYE_PRF_LEN, leak->places.count);
	return dye_intern(&leak->places, own, sizeof(own), &number, &fresh, err);' "bound rows in another order that the index finds"
mutation "the best interval is chosen" trace/evidence/order.c \
	'log2(having[m] / (double)intervals *' 'log2(1.0 *' "bound rows in another order"
mutation "the bound of the order is too low" trace/evidence/ordersweep.c \
	'bounds[i] = one > 0 ? one : 0;' 'bounds[i] = one / 4 - 4;' "bound rows in another order, a crowd"
mutation "the order has the key of spellings" watermark/marks/order.c \
	'DYE_LABEL_ORDER' 'DYE_LABEL_SLOT' test_moved
mutation "spellings hang on a key that does not leave" watermark/marks/spelling.c \
	'if (!dye_column_replaced(c->profile, c->column_map[w->identity[i]]))' 'if (w->identity_count <= i)' test_surrogate.sh
mutation "a true key leaves for want of room" formats/table/core/render.c \
	'if (edits[i].needed)' 'if (edits[i].needed && out == NULL)' test_surrogate.sh
mutation "a sorted file is moved" watermark/marks/order.c \
	'(context->order == NULL || context->order->sorted == 0)' 'context->dataset != NULL' test_order.sh
mutation "only records that left are counted" watermark/embed/births.c \
	'.trial_count = b->trial_count};' \
	'.trial_count = b->trial_count < b->unregistered_count ? b->trial_count : b->unregistered_count};' "bound dense keys, 90"
mutation "only records that could be made are counted" watermark/marks/canary.c \
	'(rc = count_trial(w, birth.canary.trial, stage, err)) != DYE_OK)' \
	'(made && (rc = count_trial(w, birth.canary.trial, stage, err)) != DYE_OK))' test_canary_count
mutation "a record that may have a decoy counts once" watermark/marks/canary.c \
	'return dye_stage_tried(stage, dye_digest_mix(trial, WITH_DECOY), err);' 'return DYE_OK;' test_decoys
mutation "what a decoy says counts as a draw" watermark/marks/canary/forge.c \
	'rc = take_cell(m, c, decoy != NULL, err);' \
	'm->forge.revealed |= decoy != NULL ? (UINT64_C(1) << m->forge.node_count) - 1 : 0, rc = take_cell(m, c, false, err);' \
	"bound decoys"
mutation "a canary counts in every row that shows it" trace/evidence/copy.c \
	'c->hits[c->sights[home].part] += exp2(-sight_bound(c, &c->sights[home])) / (double)c->tried;' \
	'for (k = i; k < i + n; k++) c->hits[c->sights[k].part] += exp2(-sight_bound(c, &c->sights[k])) / (double)c->tried;' \
	"bound guesses"
mutation "only rows that hit are counted" trace/evidence/leak.c \
	'leak->rows_read = rows;' '(void)rows;' "bound guesses"
mutation "cells that differ cost nothing" watermark/marks/canary/agree.c \
	'#define COST_DIFFERS 4.0' '#define COST_DIFFERS 0.0' test_canary
mutation "an identity number is said to draw the birth that it keeps" formats/field/cn_id.c \
	'return 2 * dye_forge_uniform_except(forge, node, SEQUENCES, except)' \
	'forge->log2_bounds[node] = -11.1; return 2 * dye_forge_uniform_except(forge, node, SEQUENCES, except)' "bound identity numbers"
mutation "hits below the threshold weigh" watermark/marks/canary/observe.c \
	'a.bits < o->threshold || ' '' "bound canaries come back with an export"
mutation "the intake compares a cell in its own column only" watermark/marks/canary/known.c \
	'return agreement.draws_anywhere;' 'return agreement.draws;' "bound canaries come back with an export"
mutation "every trace of a series has all of alpha" trace/evidence/share.h \
	'return n <= 1 ? 0.9 : 0.1 / ((double)n * (double)(n - 1));' 'return (void)n, 1;' test_series
mutation "a series counts its reruns only" trace/inquiry/journal.c \
	'dye_sketch_common(r->entry->sketch, &sketch, &earlier.overlap) > 0' 'earlier.same' test_series
mutation "a larger whole hides its part" trace/inquiry/sketch.h \
	'#define DYE_SKETCH_LEAST 8192' '#define DYE_SKETCH_LEAST 64' test_series
mutation "rows are known that were not looked at for all canaries" watermark/learn/intake.c \
	'*all = !stale;' '*all = true;' test_canary_returns
mutation "rows are known that were looked at as other columns" watermark/learn/intake.c \
	's->columns == NULL || columns_changed(s, profile)' 's->columns == NULL' test_canary_returns
mutation "a row is known by the lengths of its cells" watermark/marks/core/rowtags.c \
	'memcpy(out, row->cells[i].text.data, row->cells[i].text.len);' 'memset(out, 0, row->cells[i].text.len);' test_rowtags
mutation "a remark is known as a row" watermark/marks/core/rowtags.c \
	'count | (uint64_t)beside << 63' 'count' test_rowtags
mutation "texts of one unit count each by itself" watermark/marks/canary/look.c \
	'for (j = 0; siblings != 0 && j < l->suspect_count; j++)' 'for (j = 0; siblings == 1 && j < l->suspect_count; j++)' \
	test_joined.sh
mutation "a row may burn every record that it shows" watermark/marks/canary/returns.c \
	'r->fresh > 1 || ' '' test_returns
mutation "what was burned before stops everybody" watermark/marks/canary/returns.c \
	'bool counts = !unit->burned || !r->stale;' 'bool counts = true;' test_returns
mutation "a dry run burns nothing" watermark/embed/births.c \
	'b->store != NULL && i < job->return_count' 'b->registers && i < job->return_count' "bound what a dry run answers"
mutation "a dry run burns nothing, seen in one record" watermark/embed/births.c \
	'b->store != NULL && i < job->return_count' 'b->registers && i < job->return_count' test_canary_returns
mutation "learning in vain burns nothing" watermark/learn/session.c \
	'burned = dye_learn_sieve_end(&sieve, canaries, err);' \
	'if (rc != DYE_OK || r->dry_run) sieve.intake = NULL; burned = dye_learn_sieve_end(&sieve, canaries, err);' \
	test_canary_returns
mutation "the intake knows canaries cell for cell only" watermark/marks/canary/known.c \
	'if (dye_piece_index_stands(&k->pieces, c->first + i, pieces))' 'if (false && pieces != NULL)' \
	"bound canaries come back in another shape"
mutation "rows are looked at closely only where a whole cell is a canary's" watermark/marks/canary/look.c \
	'if (all->cells == 0)' 'if (all != NULL)' "bound canaries come back in another shape"
mutation "burns are known by the number of a canary" watermark/registry/core/query.h \
	'" b.parent = c.parent AND b.recipient = c.recipient AND b.dataset = c.dataset), c.dataset"' \
	'" b.parent = (SELECT p.parent FROM places p WHERE p.canary = c.id LIMIT 1)), c.dataset"' test_forger
mutation "rows before the first are read" watermark/registry/core/verify.c \
	'return first == (v->rows[table] > 0) ? DYE_OK : not_of_the_log(v, table, v->rows[table] + 1, err);' 'return DYE_OK;' \
	test_registry
mutation "indices are trusted" watermark/registry/core/verify.c \
	'rc = store->backend->check(store->db, tables[i].name, err);' '(void)i;' test_registry
mutation "past entries are trusted" trace/inquiry/journal.c 'dye_store_log_verified(' 'dye_store_log_each(' test_forger
mutation "what was tried is read anywhere" watermark/embed/births.c \
	'return dye_store_trust_close(store, load(b, err), err);' \
	'return (void)dye_store_trust_close(store, DYE_OK, err), load(b, err);' test_liar
mutation "a profile is read anywhere" watermark/learn/intake.c \
	'return dye_store_trust_close(s->store, sieve_load(s, err), err);' \
	'return (void)dye_store_trust_close(s->store, DYE_OK, err), sieve_load(s, err);' test_liar
mutation "an export does not ask what was registered since" watermark/embed/pipeline.c \
	'if (rc == DYE_OK && (rc = catch_up(t, &err)) == DYE_OK)' 'if (rc == DYE_OK && catch_up != NULL)' test_canary_returns
mutation "what is burned is not tried again" watermark/marks/canary.c \
	'if (place >> 48 >= dye_canary_settings(c->context->profile)->density)' \
	'if (place >> 48 >= dye_canary_settings(c->context->profile)->density || dye_canary_known_banned(c->known, anchor))' \
	test_canary_returns
mutation "a profile that was brought along is a reading" watermark/registry/core/dataset.c \
	'SELECT max(read) FROM profiles' 'SELECT max(made) FROM profiles' test_canary_returns
mutation "a second text of a parent is not registered" watermark/registry/core/canary.c \
	'dataset = ? AND trial = ?", ""' 'dataset = ? AND 0 <= abs(?)", ""' conform_stores
mutation "a source with an account's spellings is refused" trace/inquiry/screen.c \
	'return dye_carried_note(dye_vault_store(vault), dataset, account, err);' \
	'return account != 0 ? dye_fail(err, DYE_EREFUSED, "x") : dye_carried_note(dye_vault_store(vault), dataset, account, err);' \
	"bound what is refused"
mutation "a block that fails burns nothing" watermark/embed/commit.c \
	'rc = c->refused ? DYE_OK : dye_births_met(&c->births, job, err);' 'rc = job != NULL ? DYE_OK : DYE_EIO;' test_canary_returns
mutation "bytes leave when so many are held, whatever was read" watermark/embed/commit.c \
	'c->round += job->block.bytes.len;' 'c->round = c->held.len;' test_burn_first.sh
mutation "bytes leave before what came back is burned" watermark/embed/commit.c \
	'	c->round = 0;
	DYE_TRY(dye_births_burn(&c->births, err));' '	c->round = 0;' test_burn_first.sh
mutation "a full batch of burns is followed by others only" watermark/registry/core/burn.c \
	'*full = burned == DYE_BURNS_ONE_WRITE;' '*full = *next < count;' conform_stores
mutation "the day of a leak costs nothing" trace/evidence/bank.c 'return shown == 0 ? 0.9 : 1 / (500.0' \
	'return shown == 0 ? 0.9 : 1 / (11.0' test_fresh_key
mutation "escapes are letters" watermark/marks/core/plain_signs.c \
	'return memchr("nrtbf", text.data[start], 5) != NULL ? 2 : 0;' 'return 0;' test_canary_pieces
mutation "letters before a house's number are the number's or their own" watermark/marks/canary/piece_words.h \
	'uint64_t also = value == 0 ?' 'uint64_t also = value == 0 || dye_piece_index_member(r->index, word) ?' test_canary_pieces
mutation "a slot's type is a sign" formats/field/core/canonical.h \
	'canonical.data[i] == sign && !dye_canonical_is_type(canonical, i)' 'canonical.data[i] == sign' test_canary_pieces
mutation "a canary is suspected by what it was looked up by alone" watermark/marks/canary/known.c \
	'may_show(k, c->first + i, texts, count, pieces))' 'false && may_show(k, c->first + i, texts, count, pieces))' \
	test_canary_shapes
mutation "libcsv reads the sample alone" formats/table/core/csv_libcsv.h \
	'return inner || number <=' 'return (inner && number == 0) || number <=' test_csv_twice
mutation "a cell that comes back padded keeps its blanks" formats/table/core/csv_render.c \
	'		DYE_TRY(even_out(s, column, cell->text, err));' '		(void)even_out;' test_left.sh
mutation "slots that need no change are not written where there is no room" watermark/marks/spelling/respell.c \
	'if (same && !r->tight && !r->blanks)' 'if (same)' test_left.sh
mutation "a slot that agrees stays as it stands" watermark/marks/spelling/respell.c \
	'same = dye_slice_equal(edit.with, (struct dye_slice){part->text.data + slot->offset, slot->len});' \
	'same = slot->current == wishes->spelling[i] && DYE_SHOWS_ONE(slot);' test_left.sh
mutation "a record is drawn from its parent as it is spelt" watermark/marks/canary/forge.c \
	'if (cs->columns[i].part == DYE_PART_FORGE && texts[i].len > 0' 'if (cs->columns[i].part == DYE_PART_FORGE && texts[i].len > SIZE_MAX - 1' test_left.sh
mutation "a row without a name has its place by its spelling" watermark/marks/order.c \
	'if (i < w->context->column_count && dye_normal_may' 'if (i > w->context->column_count && dye_normal_may' test_left.sh
mutation "what stands around a cell hides its spellings" watermark/marks/spelling/respell.c \
	'if (cell->bare.len == cell->value.len)' 'if (cell->bare.len <= cell->value.len)' test_left.sh
mutation "a trace reads a cell as it stands" watermark/marks/spelling/reading.c \
	'if (bare.len == value.len)' 'if (bare.len <= value.len)' test_left.sh
mutation "a cell has the quotes of what stood there" formats/table/core/csv_form.c \
	'quotes = habit_of(habit->all, &known);' 'quotes = false;' test_left.sh
mutation "a cell without room stays as it came" formats/table/core/csv_render.c \
	's->edits[i].with = edits[i].shortest.data != NULL ? edits[i].shortest : edits[i].with;' 's->edits[i].with = edits[i].with;' test_left.sh
mutation "a comma is no sign that quotes go by" formats/table/core/csv_form.c "[','] = COMMA" "[','] = 0" test_left.sh
mutation "signs between the words of a cell are not counted" watermark/marks/spelling/hidden.c \
	'*slots += all > shown ? all - shown : 0;' '*slots += all > shown ? 0 : 0;' test_left.sh
[ "$broken" -eq 0 ] || exit 2
exit "$missed"
