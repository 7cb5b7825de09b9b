#!/bin/sh
# formats/words.sh makes tables of lists of words, and refuses lists that are wrong, with the line.
. "$(dirname "$0")/lib.sh"

list() { printf '%b' "$1" >"$T/list.txt"; }
refused() {
	list "$1"
	run sh formats/words.sh "$T/list.txt"
	expect_exit 1
	expect_message "list.txt:$2"
}

list '# vocabulary names\n# where from\nAnn 3\n\n张 12\n'
run sh formats/words.sh "$T/list.txt"
expect_exit 0
expect_output 'const struct dye_vocabulary dye_list = {"names", words, weights, 2};'
list '# lexicon formats/field/latin/latin.h\nroad ROAD\nrd ROAD\nave AVENUE\n'
run sh formats/words.sh "$T/list.txt"
expect_exit 0
expect_output '	{"rd", ROAD},'
# Of road: 'o' is 111, 111 * 7 + 4 * 11 is 821, 53 modulo 64; of rd: 100 * 7 + 2 * 11 is 722, 18.
# No word is shorter than two letters, one is than three and four, two are than five and more.
expect_output '{words_r, UINT64_C(1) << 53 | UINT64_C(1) << 18, {0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}},'
[ "$(grep -c '{NULL, 0, {0}}' "$T/out")" -eq 24 ] || fail "24 letters begin no word"
ok "vocabularies and lexicons"

refused 'Ann 3\n' 1
refused '# names of people\n' 1
refused '# vocabulary names\nAnn 3\nBob\n' '3: a word'
refused '# vocabulary names\nAnn 3\nAnn 4\n' '3: stands there twice'
refused '# vocabulary names\nAnn 0\n' '2: a weight'
refused '# lexicon formats/field/latin/latin.h\nRoad ROAD\n' '2: a word in small letters'
refused '# lexicon formats/field/latin/latin.h\nabcdefghijklmnopqrstuv ROAD\n' '2: a word of more than 21 letters'
refused "# lexicon formats/field/latin/latin.h\n$(seq 256 | sed 's/.*/r& ROAD/')\n" '257: more words with this letter'
ok "lists that are wrong are refused with the line"

list '# readings pinyin\nzhang 张章\nding 丁\n'
run sh formats/words.sh "$T/list.txt"
expect_exit 0
expect_output 'const struct dye_readings dye_list = {rows, 3};'
# By the bytes of the characters: U+4E01, U+5F20, U+7AE0.
[ "$(grep -o '[丁张章]' "$T/out" | tr -d '\n')" = 丁张章 ] || fail "the readings are not in order"
refused '# readings pinyin\nzhang 张章\nding 丁张\n' '3: stands there twice'
refused '# readings pinyin\nzhuangs 张章\n' '2: a reading of six'
ok "readings are a table in the order of their bytes"
