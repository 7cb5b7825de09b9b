#!/bin/sh
# words.sh LIST: print the C table of a list of words (formats/field/words/*.txt). One entry a line; # begins a comment. The first line
# says what the list is, and FILE.txt becomes dye_FILE:
#   # vocabulary NAME      "word weight": a struct dye_vocabulary of that name, in the order of the lines
#   # lexicon HEADER       "word MEANING": a struct dye_lexicon_page[26], by first letters, in each the shortest first; HEADER
#                          declares it and the meanings
#   # readings NAME        "reading characters": a struct dye_readings; each character has three bytes, and stands once
set -eu
symbol=dye_$(basename "$1" .txt)
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
LC_ALL=C
export LC_ALL
awk -v rows="$rows" -v symbol="$symbol" -v list="$1" '
BEGIN { max = 21 # DYE_LEXEME_MAX of formats/field/latin/latin.h
	for (i = 48; i < 123; i++) ord[sprintf("%c", i)] = i }
function bad(why) { print list ":" NR ": " why | "cat >&2"; failed = 1; exit 1 }
NR == 1 {
	sort = $2; with = $3
	if ($1 != "#" || NF != 3 || (sort != "vocabulary" && sort != "lexicon" && sort != "readings")) bad("the first line says not what the list is")
	next
}
/^#/ || NF == 0 { next }
NF != 2 { bad("a word and what it is, and nothing else") }
sort == "readings" {
	if ($1 !~ /^[a-z]+$/ || length($1) > 6 || length($2) % 3 != 0) bad("a reading of six small letters at most and characters of three bytes")
	for (i = 1; i <= length($2); i += 3) {
		c = substr($2, i, 3)
		if (c in seen) bad("stands there twice")
		seen[c] = 1
		print "\t{\"" c "\", \"" $1 "\"}," | "LC_ALL=C sort > " rows
		n++
	}
	next
}
($1 in seen) { bad("stands there twice") }
{ seen[$1] = 1 }
sort == "vocabulary" {
	if ($2 !~ /^[1-9][0-9]*$/) bad("a weight is a whole number")
	words = words "\t{\"" $1 "\", sizeof(\"" $1 "\") - 1},\n"; weights = weights "\t" $2 ",\n"; n++
}
sort == "lexicon" {
	if ($1 !~ /^[a-z][a-z0-9]*$/ || $2 !~ /^[A-Z][A-Z0-9_]*$/) bad("a word in small letters and the name of a meaning")
	letter = substr($1, 1, 1)
	page[letter, length($1)] = page[letter, length($1)] "\t{\"" $1 "\", " $2 "},\n"
	shorter[letter, length($1)]++
	if (length($1) > max) bad("a word of more than " max " letters")
	if (held[letter]++ == 255) bad("more words with this letter than a page has")
	# dye_lexeme_bit() of formats/field/latin/latin.h
	bit = (ord[length($1) > 1 ? substr($1, 2, 1) : letter] * 7 + length($1) * 11) % 64
	if (!((letter, bit) in has)) { has[letter, bit] = 1; bits[letter] = bits[letter] sep[letter] "UINT64_C(1) << " bit; sep[letter] = " | " }
}
END {
	if (failed) exit 1
	print "/* Made by formats/words.sh from " list ". */"
	if (sort == "readings") {
		close("LC_ALL=C sort > " rows)
		print "#include \"formats/field/words/names.h\"\n\nstatic const struct dye_reading rows[] = {"
		while ((getline line < rows) > 0) print line
		print "};\nconst struct dye_readings " symbol " = {rows, " n "};"
		exit
	}
	if (sort == "vocabulary") {
		print "#include \"formats/field/words/names.h\"\n"
		print "static const struct dye_slice words[] = {\n" words "};"
		print "static const uint32_t weights[] = {\n" weights "};"
		print "const struct dye_vocabulary " symbol " = {\"" with "\", words, weights, " n "};"
		exit
	}
	print "#include \"" with "\"\n"
	for (i = 1; i <= 26; i++) {
		letter = substr("abcdefghijklmnopqrstuvwxyz", i, 1)
		of = ""
		n = 0; starts = "0"
		for (k = 0; k <= max; k++) { of = of page[letter, k]; n += shorter[letter, k]; starts = starts ", " n }
		if (of != "") print "static const struct dye_lexeme words_" letter "[] = {\n" of "};"
		pages = pages (of != "" ? "\t{words_" letter ", " bits[letter] ", {" starts "}},\n" : "\t{NULL, 0, {0}},\n")
	}
	print "const struct dye_lexicon_page " symbol "[26] = {\n" pages "};"
}' "$1"
