/*
 * test_canary_pieces.c: whether a cell stands in a row that has been cut and joined in another way; and that no row in which one stands is passed
 * over at the first glance.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/base/fold.h"
#include "formats/field/core/glyphs.h"
#include "tests/suite.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/piece_literal.h"
#include "watermark/marks/canary/piece_words.h"
#include "watermark/marks/canary/pieces.h"
#include "watermark/marks/canary/traits.h"

#define CELLS 6

static struct dye_error err;

/* A canonical value as kinds write it, the cells of a row, and whether anybody could make the first of the second without a guess. */
struct one {
	const char * canonical;
	bool exact;
	const char * cells[CELLS];
	bool stands;
};

static const struct one ones[] = {
    {"+13125551234", true, {"(312) 555-1234"}, true},
    {"+13125551234", true, {"13125551234"}, true},
    {"+13125551234", true, {"0013125551234"}, true},
    {"+13125551234", true, {"'3125551234"}, true},
    {"+13125551234", true, {"3125551234.0"}, true},
    {"+13125551234", true, {"tel:312.555.1234"}, true},
    {"+13125551234", true, {"x", "312", "555-1234", "y"}, true},
    {"+13125551234", true, {"555-1234", "a", "312"}, true},
    {"+13125551234", true, {"(312) 555", "1234"}, true},
    {"+13125551234", true, {"(555) 123-4567 / (312) 555-1234"}, true},
    {"+13125551234", true, {"\xEF\xBC\x93\xEF\xBC\x91\xEF\xBC\x92 555 1234"}, true},
    {"+13125551234", true, {"312&nbsp;555&#45;1234"}, true},
    {"+13125551234x12", true, {"312-555-1234 ext. 12"}, true},
    {"+13125551234", true, {"(312) 555-1235"}, false},
    {"+13125551234", true, {"312", "1234"}, false},
    {"+13125551234", true, {"555", "a", "1234"}, false}, /* letters between */
    {"+8613812345678", true,
	{"\xE7\x94\xB5\xE8\xAF\x9D\xEF\xBC\x9A"
	 "138 1234 5678"},
	true},
    {"+8613812345678", true, {"008613812345678"}, true},
    {"+8613812345678", true, {"138", "1234", "5678"}, true},
    {"+8613812345678", true, {"tel", "86-138-1234-5678.0"}, true},
    /* A mobile number has no area code that could be left out; one of a town has. */
    {"+8613812345678", true, {"2345678"}, false},
    {"+8613812345678", true, {"2023-45-67 8", "138"}, false},
    {"+8657112345678", true, {"1234 5678"}, true},
    {"jsmith12@example.org", true, {"<JSmith12@example.org>"}, true},
    {"jsmith12@example.org", true, {"jsmith12", "example.org"}, true},
    {"jsmith12@example.org", true, {"example.org", "JSMITH12"}, true},
    {"jsmith12@example.org", true, {"mailto:jsmith12&#64;example.org"}, true},
    {"jsmith12@example.org", true, {"jsmith12%40example.org"}, true},
    {"john.smith12@example.org", true, {"info@example.org; john.smith12@example.org"}, true},
    {"john.smith12@example.org", true, {"John Smith", "12"}, false},
    {"jsmith12@example.org", true, {"jsmith13@example.org"}, false},
    {"jsmith12@example.org", true, {"ajsmith12@example.org"}, false},
    {"john smith", false, {"John", "Smith"}, true},
    {"john smith", false, {"Smith", "12", "John"}, true},
    {"john smith", false, {"Mr. John&nbsp;SMITH, esq."}, true},
    {"john smith", false, {"{\"text\": \"New lead:\\nJohn Smith\\t57 River Ave\"}"}, true},
    {"john smith", false, {"Name:\\tJohn Smith\\r\\nPhone"}, true},
    {"john smith", false, {"{\\\"t\\\": \\\"x\\\\nJohn Smith\\\\n\\\"}"}, true},
    {"john smith", false, {"{\\rtf1 \\bJohn Smith}"}, true},
    {"john smith", false, {"Jo\\u0068n\\u0020Smith"}, true},
    {"norman smith", false, {"C:\\norman\\smith"}, true},
    {"jsmith12@example.org", true, {"a\\njsmith12\\u0040example.org"}, true},
    {"+13125551234", true, {"tel\\n312-555-1234\\n"}, true},
    {"john smith", false, {"Johnny", "Smith"}, false},
    {"john smith", false, {"John", "Smithson"}, false},
    {"\xE7\x8E\x8B\xE5\xB0\x8F\xE8\x8A\xB3", false, {"\xE7\x8E\x8B", "\xE5\xB0\x8F\xE8\x8A\xB3"}, true},
    {"\xE7\x8E\x8B\xE5\xB0\x8F\xE8\x8A\xB3", false, {"\xE5\xB0\x8F\xE8\x8A\xB3", "\xE7\x8E\x8B"}, true},
    {"\xE7\x8E\x8B\xE5\xB0\x8F\xE8\x8A\xB3", false,
	{"\xE5\xAE\xA2\xE6\x88\xB7\xE7\x8E\x8B\xE5\xB0\x8F\xE8\x8A\xB3\xE7\x94\xB5\xE8\xAF\x9D"
	 "1"},
	true},
    {"\xE7\x8E\x8B\xE5\xB0\x8F\xE8\x8A\xB3", false, {"\xE7\x8E\x8B\xE8\x8A\xB3"}, false},
    {"101179", true, {"101,179"}, true},
    {"101179", true, {"10.1179"}, true},
    {"101179", true,
	{"101\xC2\xA0"
	 "179"},
	true},
    {"101179", true, {"customer 101'179.00 EUR"}, true},
    {"101179", true, {"x", "10-11-79", "y"}, true},
    {"101179", true, {"101", "179", "y"}, true},
    {"101179", true, {"K101179"}, true},
    {"101179", true, {"101179A"}, true},
    {"1234", true, {"1,234"}, true},
    {"12345", true, {"12", "345"}, true},
    {"000667", true, {"000,667"}, true},
    {"000667", true, {"no. 00 06 67"}, true},
    {"001990", true, {"001990A"}, true},
    {"101179", true, {"101,180"}, false},
    {"101179", true, {"1011790"}, false},
    {"101179", true, {"101", "a", "179"}, false},
    {"inv 001234", true, {"INV-001234"}, true},
    {"inv 001234", true, {"INV001234"}, true},
    {"inv 001234", true, {"inv", "1234"}, true},
    {"inv 001234", true, {"INV-001235"}, false},
    {"ee 227 le", true, {"see EE-227-LE of Alexander Lewis"}, true},
    {"ee 227 le", true, {"No. EE/227/LE.0"}, true},
    {"ee 227 le", true, {"see EE-227-LF of Alexander Lewis"}, false},
    {"06 bdr 7", true, {"see 06-BDR-7."}, true},
    {"06 bdr 7", true, {"6 BDR 07"}, true},
    {"fb 583 c", true, {"FB/583/C"}, true},
    {"c 12 34", true, {"(C:12:34)"}, true},
    {"kc 14", true, {"of KC-14"}, true},
    {"j 89 467", true, {"order J.89.467 of Patricia Smith"}, true},
    {"j 89 467", true, {"J&#46;89&#46;467"}, true},
    {"j 89 467", true, {"\"J..89..467\""}, true},
    {"j 89 467", true, {"J", "89", "467"}, true},
    {"j 89 467", true, {"J89467"}, true},
    {"j 89 467", true, {"J", "89467"}, true},
    {"j 89 467", true, {"J89468"}, false},
    {"b ab 123", true,
	{"B\xE2\x88\x92"
	 "AB 123"},
	true}, /* U+2212 */
    {"b ab 123", true, {"no. BAB123"}, true},
    {"inv 25 1241", true, {"order INV251241 of"}, true},
    {"inv 25 1241", true, {"INV", "251241"}, true},
    {"inv 25 1241", true, {"INV251242"}, false},
    {"61 49 06", true, {"61", "49", "6", "Eric Thompson"}, true},
    {"61 49 06", true, {"x", "61/49/6"}, true},
    {"61 49 06", true, {"61", "6", "49"}, false},
    {"61 49 06", true, {"no. 61", "49", "6"}, false}, /* nothing else in those cells */
    {"61 49 06", true, {"61", "49", "6 of 7"}, false},
    {"24 0123", true, {"24", "123", "y"}, true},
    {"24 0123", true, {"24", "124", "y"}, false},
    {"24 0123", true, {"05/12/24", "123"}, false},
    {"2026 0123", true, {"2026", "123"}, false}, /* a year, and a number */
    {"2026 10 0012", true, {"2026-10-12"}, false},
    {"754 073 222", true, {"754/73/222"}, true},
    {"754 073 222", true, {"754", "", "73", "222"}, true},
    {"754 073 222", true, {"x 754", "73", "222"}, false},
    {"b ab 123", true, {"see B-AB123 of Anna Green"}, true},
    {"b ab 123", true, {"B", "AB123"}, true},
    {"b ab 123", true, {"B-AB124"}, false},
    {"m tz 064", true, {"M-TZ064"}, true},
    {"ee 227 le", true, {"EE227-LE"}, true},
    {"ee 227 le", true, {"EE-227LE"}, true},
    {"ee 227 le", true, {"EE228-LE"}, false},
    {"inv 25 1241", true, {"INV25-1241"}, true},
    {"007 47ad", true, {"00747AD"}, true},
    {"007 47ad", true, {"KB-747-AD"}, false},
    {"inv 000012", true, {"INV-12"}, true},
    {"89 0683", true, {"00890683"}, true},
    {"89 0683", true, {"0089068 3"}, true},
    {"89 0683", true, {"1890683"}, false},
    {"12 34 56", true, {"no. 000123456"}, true},
    {"000667", true, {"00000667"}, true},
    {"m1234", true, {"no. M1234,"}, true},
    {"m1234", true, {"AM1234"}, false},
    {"1234567890", true, {"id 1234567890"}, true},
    {"0012345678", true, {"12345678"}, true},
    {"1234567890", true, {"1234 5678 90"}, true},
    {"1234567890", true, {"9994567890"}, false},
    {"1108 oak \001\040 chicago", false, {"1108 Oak Street, Chicago IL"}, true},
    {"1108 oak \001\040 chicago", false, {"Chicago", "Oak St.", "1108"}, true},
    {"1108 oak \001\040", false, {"1109 Oak Street"}, false},
    {"john smith", false, {"Jo\x01hn Sm\x7Fith"}, true},
    {"john smith", false, {"Jo\xEF\xBF\xB9hn Sm\xE2\x81\xA5ith"}, true},
    {"john smith", false, {"Jo\xF3\xA0\x82\x80hn Sm\xF0\x93\x90\xB0ith"}, true},
    {"john smith", false, {"John\x02Smith\x03"}, true}, /* or they part words after all */
    {"+13125551234", true, {"312 555 \xE2\x9E\x80\xE2\x9D\xB7\xE2\x9E\x8C\xE2\x93\xB8"}, true},
    {"57 main \001\040", false, {"Anna Lee, No57 Main Street"}, true},
    {"57 main \001\040", false, {"X57 Main St"}, true},
    /* Slots' types that are signs: '@' is no mailbox's, '*' is no star, and letters and digits are no words. */
    {"4273 \001@ hill \001\041", false, {"4273 Northeast Hill Hwy"}, true},
    {"4273 \001@ hill \001\041", false, {"4273 Chestnut Street Rm 6"}, false},
    {"2452 \001* williams \001\041", false, {"of 2452 E Williams St"}, true},
    {"\001A meadows \001\061", false, {"North Meadows Court"}, true},
    {"1108 \001\041 oak \001\040", false, {"1108 N Oak St"}, true},
    {"k0334873", true, {"K033-4873"}, true},
    {"k0334873", true, {"K033", "4873"}, true},
    {"k0334873", true, {"0334873"}, true},
    {"k0334873", true, {"K0334873B"}, true},
    {"k0334873", true, {"K0334874"}, false},
    {"k12345", true, {"K-12345"}, true},
    {"k12345", true, {"K", "12345"}, true},
    {"k12345", true, {"K-12346"}, false},
    {"\xE9\x99\x95"
     "ag5827",
	true,
	{"\xE9\x99\x95"
	 "A",
	    "G5827"},
	true},
    {"\xE9\x99\x95"
     "a12345",
	true,
	{"\xE9\x99\x95"
	 "A",
	    "12345"},
	true},
    {"\xE5\xAD\x99\xE5\xAD\xA6\xE6\x98\x8A", false, {"\xE5\xAD\xA6\xE6\x98\x8A, \xE5\xAD\x99"}, true},
    {"\xE5\xAD\x99\xE5\xAD\xA6\xE6\x98\x8A", false, {"\xE5\xAD\x99", "138", "\xE5\xAD\xA6\xE6\x98\x8A"}, true},
    {"\xE5\xAD\x99\xE5\xAD\xA6\xE6\x98\x8A", false, {"\xE5\xAD\x99\xE5\x85\x88\xE7\x94\x9F\xE5\xAD\xA6\xE6\x98\x8A"},
	true},
    {"\xE5\xAD\x99\xE6\x98\x8A", false, {"\xE5\xAD\x99", "138", "\xE6\x98\x8A"}, true},
    {"\xE6\xAC\xA7\xE9\x98\xB3\xE5\xAD\xA6\xE6\x98\x8A", false,
	{"\xE5\xAD\xA6\xE6\x98\x8A", "1", "\xE6\xAC\xA7\xE9\x98\xB3"}, true},
    {"john smith", false, {"J\xC3\xB3hn Smi\xCC\x81th"}, true},
    {"jos\xC3\xA9 g\xC3\xB3mez", false, {"Jose Gomez"}, true},
    {"jos\xC3\xA9 g\xC3\xB3mez", false, {"Jos&eacute; G&oacute;mez"}, true},
    {"57 river \001\040", false, {"57A River Ave"}, true},
    {"57 river \001\040", false, {"58A River Ave"}, false},
    {"57 river \001\040", false, {"N57 River Ave"}, true},
    {"57 river \001\040", false, {"No57 River Ave"}, true},
    {"57 river \001\040", false, {"N58 River Ave"}, false},
    {"57 river \001\040", false, {"57\xC2\xBD River Ave"}, true},
    {"57 river \001\040", false, {"57\xE2\x85\x9B River Ave"}, true},
    {"57 river \001\040", false, {"57 R\xC3\xADver Ave"}, true},
    {"bakite electronics", false,
	{"B\xC3\xA1kit\xC4\x97 El\xC3\xA9"
	 "ctr\xC3\xB3nics"},
	true},
    {"b\xC3\xA1kite electronics", false, {"Bakite Electronics"}, true},
    {"john smith", false, {"J&#243;hn Sm&#xED;th"}, true},
    {"john smith", false, {"J&omacr;hn Sm&imath;th"}, true},
    {"john smith", false, {"J&oogon;hn Smi&tcaron;h"}, true},
    {"john smith", false, {"J&oslash;hn Smith"}, true},
    {"john smith", false, {"J%C3%B3hn Smith"}, true},
    {"john smith", false, {"J%F3hn Smith"}, true}, /* Latin-1 */
    {"john smith", false, {"J%u00F3hn Smith"}, true},
    {"john smith", false, {"J\\xc3\\xb3hn Smith"}, true},
    {"john smith", false, {"J\\u00f3hn Smith"}, true},
    {"john smith", false, {"J=C3=B3hn Sm=\r\nith"}, true},
    {"john smith", false, {"Jo\xE2\x83\x9Dhn Smi\xD2\x89th"}, true}, /* U+20DD, U+0489 */
    {"john smith", false, {"Jo&shy;hn Sm&zwnj;ith"}, true},
    {"john smith", false, {"Jo<b>hn</b><br/>Sm<!-- x -->ith"}, true},
    {"john smith", false, {"J&oacutehn Smith&nbsp"}, true},
    {"stra\xC3\x9F"
     "e berlin",
	false, {"Stra&szlig;e, Berlin"}, false}, /* folded it is strasse */
    {"strasse berlin", false, {"Stra&szlig;e, Berlin"}, true},
    {"lukasz nowak", false, {"\xC5\x81ukasz Nowak"}, true},
    {"k0334873", true,
	{"\xE1\xB8\xB0"
	 "0334873"},
	true},
    {"john.smith@example.org", true, {"John&#46smith&#64yahoo.com"}, true},
    {"john.smith@example.org", true, {"John=2Esmith=40example.org"}, true},
    {"john.smith@example.org", true, {"Jo<b>hn.sm</b>ith@example.org"}, true},
    {"john.smith@example.org", true, {"jo<span class=\"a\">hn.smith@example.org</span>"}, true},
    {"john.smith@example.org", true, {"<John.Smith@example.org>"}, true},
    {"john.smith@example.org", true, {"?mail=AB.Smith&x=john.smith%40example.org"}, true},
    {"+13125551234", true, {"312<b>555</b>1234"}, true},
    {"+13125551234", true,
	{"312\xCC\x88 55\xE2\x83\xA0"
	 "5 1\xCC\x88"
	 "234"},
	true}, /* U+0308, U+20E0 */
    {"+13125551234", true, {"=33=31=32=35=35=35=31=32=33=34"}, true},
    {"john.smith@example.org", true, {"John&period;Smith&commat;example.org"}, true},
    {"john.smith@example.org", true, {"John\xE2\x80\xA4Smith@example.org"}, true},
    {"john.smith@example.org", true, {"John\xE3\x80\x82Smith@example.org"}, true},
    {"138****5678", true, {"138****5678"}, false}, /* stars say nothing */
    {"", true, {""}, false},
};

#define ONES (sizeof(ones) / sizeof(ones[0]))

static size_t
row_of(const struct one * one, struct dye_slice texts[CELLS])
{
	size_t n = 0;

	for (; n < CELLS && one->cells[n] != NULL; n++)
		texts[n] = (struct dye_slice){one->cells[n], strlen(one->cells[n])};
	return n;
}

static void
pieces_of(const struct one * one, struct dye_piece_index * index)
{
	struct dye_cell_pieces pieces;

	dye_cell_pieces((struct dye_slice){one->canonical, strlen(one->canonical)}, one->exact, &pieces);
	ck_assert_int_eq(dye_piece_index_add(index, &pieces, &err), DYE_OK);
}

START_TEST(stands)
{
	const struct one * one = &ones[_i];
	struct dye_piece_index index = {0};
	struct dye_pieces row = {0};
	struct dye_slice texts[CELLS];
	size_t n = row_of(one, texts);

	pieces_of(one, &index);
	ck_assert_int_eq(dye_pieces_read(texts, n, NULL, &row, &err), DYE_OK);
	ck_assert_msg(
	    dye_piece_index_stands(&index, 0, &row) == one->stands, "%s in %s", one->canonical, one->cells[0]);
	dye_pieces_release(&row);
	dye_piece_index_release(&index);
}
END_TEST

/* Keys that docs/EVIDENCE.md, 4.2, says are not seen. Whatever is seen after all must leave that list. */
static const struct one unseen[] = {
    {"83 0043", true, {"83", "43"}, false},
    {"2026 0123", true, {"2026", "123"}, false},
    {"12 034 056 078", true, {"12", "34", "56", "78"}, false},
    {"24 0123", true, {"no. 24", "123"}, false},
    {"24 0123", true, {"24", "x", "123"}, false},
    {"754 073 222", true, {"754.0", "73.0", "222.0"}, false},
    {"754 073 222", true, {"754/73/222 of"}, false},
    {"j 89 467", true, {"J89-467"}, false},
    {"a 12", true, {"A12"}, false},
};

START_TEST(is_unseen)
{
	struct dye_piece_index index = {0};
	struct dye_pieces row = {0};
	struct dye_slice texts[CELLS];
	size_t n = row_of(&unseen[_i], texts);
	bool glanced;

	pieces_of(&unseen[_i], &index);
	ck_assert_int_eq(dye_pieces_read(texts, n, &index, &row, &err), DYE_OK);
	glanced = row.count > 0;
	ck_assert_int_eq(dye_pieces_read(texts, n, NULL, &row, &err), DYE_OK);
	ck_assert_msg(!glanced || !dye_piece_index_stands(&index, 0, &row), "%s in %s", unseen[_i].canonical,
	    unseen[_i].cells[0]);
	dye_pieces_release(&row);
	dye_piece_index_release(&index);
}
END_TEST

static bool
is_foreign(const char * text)
{

	while (*text != '\0' && (uint8_t)*text < 0x80)
		text++;
	return *text != '\0';
}

/* What a look at everything would find must be found at a glance; but for names in Han, or with accents on both sides, which anchor nothing. */
START_TEST(is_glanced_at)
{
	const struct one * one = &ones[_i];
	struct dye_piece_index index = {0};
	struct dye_pieces row = {0};
	struct dye_slice texts[CELLS];
	size_t n = row_of(one, texts);
	bool passed = (uint8_t)one->canonical[0] >= 0x80 ||
		      (!one->exact && is_foreign(one->canonical) && is_foreign(one->cells[0]));

	pieces_of(one, &index);
	ck_assert_int_eq(dye_pieces_read(texts, n, &index, &row, &err), DYE_OK);
	ck_assert_msg(!one->stands || row.count > 0 || passed, "%s in %s", one->canonical, one->cells[0]);
	/* As in a vault of so many canaries that every word seems to be some seed's. */
	memset(index.members, 0xFF, sizeof(index.members));
	ck_assert_int_eq(dye_pieces_read(texts, n, &index, &row, &err), DYE_OK);
	ck_assert_msg(!one->stands || row.count > 0 || passed, "%s in %s of many", one->canonical, one->cells[0]);
	ck_assert_msg(!one->stands || dye_piece_index_may_stand(&index, 0, &row), "%s may stand in %s", one->canonical,
	    one->cells[0]);
	dye_pieces_release(&row);
	dye_piece_index_release(&index);
}
END_TEST

/* Every text that a kind invents from itself stands in its own row, and is glanced at: whatever is written is found. */
START_TEST(of_every_kind)
{
	static const char * const texts[] = {"(312) 555-1234", "+86 138-1234-5678", "010-12345678",
	    "j.smith12@example.org", "\xE4\xBA\xACN12345", "8ABC123", "INV-001234", "EE-227-LE", "J.89.467", "10023456",
	    "550e8400-e29b-41d4-a716-446655440000", "11010119900307002X", "1108 N Oak St, Suite 12",
	    "Lindenstra\xC3\x9F"
	    "e 12, 10969 Berlin",
	    "Bakite Electronics Co., Ltd.",
	    "\xE6\xB7\xB1\xE5\x9C\xB3\xE5\xB8\x82\xE7\xA7\x91\xE6\x8A\x80\xE8\xB7\xAF"
	    "12\xE5\x8F\xB7"
	    "301\xE5\xAE\xA4"};
	size_t i, k;

	for (k = 0; dye_kinds[k] != NULL; k++)
		for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			struct dye_slice text = {texts[i], strlen(texts[i])};
			const struct dye_kind * kind = dye_kinds[k];
			struct dye_piece_index index = {0};
			struct dye_cell_pieces pieces;
			struct dye_pieces row = {0};
			struct dye_parse parse = {0};

			if (kind->low_entropy || kind->recognise(text) < 500)
				continue;
			ck_assert_int_eq(kind->parse(text, &parse, &err), DYE_OK);
			dye_cell_pieces(dye_buffer_slice(&parse.canonical), kind->exact, &pieces);
			ck_assert_int_eq(dye_piece_index_add(&index, &pieces, &err), DYE_OK);
			ck_assert_int_eq(dye_pieces_read(&text, 1, &index, &row, &err), DYE_OK);
			ck_assert_msg(row.count > 0, "%s as %s: at a glance", texts[i], kind->name);
			ck_assert_msg(
			    dye_piece_index_may_stand(&index, 0, &row), "%s as %s: may", texts[i], kind->name);
			ck_assert_int_eq(dye_pieces_read(&text, 1, NULL, &row, &err), DYE_OK);
			ck_assert_msg(dye_piece_index_stands(&index, 0, &row), "%s as %s", texts[i], kind->name);
			dye_parse_release(&parse);
			dye_pieces_release(&row);
			dye_piece_index_release(&index);
		}
}
END_TEST

/* All characters of the blocks where some are easy, and some others. */
static uint32_t
step(uint32_t c)
{

	return c == 0x17F ? 0x3000 - 0x17F : (c > 0x3100 && c < 0x4D00) || (c > 0xA000 && c < 0xFE00) ? 0x100 : 1;
}

static bool
are_in(const struct dye_pieces * some, const struct dye_pieces * all)
{
	size_t i;

	for (i = 0; i < some->count; i++)
		if (!dye_pieces_hold(all, some->keys[i]))
			return false;
	return true;
}

/* A number in one sign, which pieces leave out and folding adds to the digits before it. */
static bool
is_fraction(uint32_t c)
{

	return (c >= 0xBC && c <= 0xBE) || (c >= 0x2150 && c <= 0x215F) || c == 0x2189;
}

/* Characters that are read as they stand fall into the same pieces as their folded tokens (fold.h). */
START_TEST(easy_letters)
{
	struct dye_pieces easy = {0}, folded = {0};
	struct dye_buffer text = {0}, tokens = {0};
	struct dye_slice cell;
	uint32_t c;

	for (c = 0x80; c <= 0xFFFF; c += step(c)) {
		if (is_fraction(c))
			continue;
		dye_buffer_reset(&text);
		dye_buffer_reset(&tokens);
		ck_assert_int_eq(dye_buffer_printf(&text, NULL, "12 ab"), DYE_OK);
		ck_assert_int_eq(dye_append_cp(&text, c, NULL), DYE_OK);
		ck_assert_int_eq(dye_append_cp(&text, 0x738B, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_printf(&text, NULL, "cd 34"), DYE_OK);
		ck_assert_int_eq(dye_fold_tokens(dye_buffer_slice(&text), &tokens, &err), DYE_OK);
		cell = dye_buffer_slice(&text);
		ck_assert_int_eq(dye_pieces_read(&cell, 1, NULL, &easy, &err), DYE_OK);
		cell = dye_buffer_slice(&tokens);
		ck_assert_int_eq(dye_pieces_read(&cell, 1, NULL, &folded, &err), DYE_OK);
		ck_assert_msg(are_in(&easy, &folded) && are_in(&folded, &easy), "U+%04X", c);
	}
	dye_pieces_release(&easy);
	dye_pieces_release(&folded);
	dye_buffer_release(&text);
	dye_buffer_release(&tokens);
}
END_TEST

#define LINE 400
#define KEYS (12 * LINE)

/* A row of a few cells and its line, of characters that words are made of, or not. The step of a generator, for the same rows in every run. */
static size_t
make_row(uint64_t * state, char * line, struct dye_slice texts[CELLS])
{
	static const char signs[] = "aZkq09731 .-_+,/:;@#0000bcdefgHIJ";
	size_t i, n, len = 0;

	for (i = 0; i < CELLS; i++) {
		texts[i].data = line + len;
		n = *state >> 40 & 63;
		for (texts[i].len = 0; texts[i].len < n; texts[i].len++) {
			*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			/* Long words as well as short ones. */
			line[len++] = signs[(*state >> 33) % (*state >> 62 == 0 ? sizeof(signs) - 1 : 9)];
		}
		line[len++] = '\n';
	}
	memset(line + len, '\n', DYE_PIECE_LINE_PADDING);
	return len;
}

/* A row laid out as one line shows at a glance what its cells show: every seed that there could be. */
START_TEST(lines)
{
	struct dye_piece_index every = {.seeds = malloc(DYE_PIECE_SEED_BITS / 8), .shorts = 0x70, .across = true};
	uint32_t of_line[KEYS], of_cells[KEYS];
	char line[LINE + DYE_PIECE_LINE_PADDING];
	struct dye_slice texts[CELLS];
	uint64_t state = 1;
	size_t k, len;

	memset(every.seeds, 0xFF, DYE_PIECE_SEED_BITS / 8);
	for (k = 0; k < 20000; k++) {
		/* Every word may be some seed's, or every other. */
		memset(every.members, k % 2 == 0 ? 0xFF : 0x5A, sizeof(every.members));
		struct dye_piece_reader a = {.out = of_line, .room = KEYS, .index = &every};
		struct dye_piece_reader b = {.out = of_cells, .room = KEYS, .index = &every};

		len = make_row(&state, line, texts);
		ck_assert(dye_piece_glance_line(&a, line, len) && dye_piece_glance(&b, texts, CELLS, false));
		ck_assert_uint_eq(a.count, b.count);
		ck_assert_mem_eq(of_line, of_cells, a.count * sizeof(of_line[0]));
		line[k % len] = "&%\xC3\x01\x1F\x7F\x0E\x08"[k % 8];
		ck_assert(!dye_piece_glance_line(&a, line, len));
	}
	dye_piece_index_release(&every);
}
END_TEST

/* What a row must have of a cell, by hand from piece_literal.h; and rows that have it, or not. */
static const struct {
	const char * canonical;
	bool exact;
	const char *line, *other;
} literals[] = {
    {"21 no 3501 lan chun \001\071 wuhan p r china 622060", false, "Wuhan 622060", "21 No 3501 Lan Chun, Wuhan 62206"},
    {"1108 \001\041 oak \001\040 chicago", false, "no. 001108", "1107 N Oak St Chicago"},
    {"9 \001\041 oak \001\040 chicago", false, "9 Oak St, CHICAGO", "9 N Oak St Chicag o"},
    {"a23 5871", true, "A0023-5871", "a24 5871"},
    {"5wq w38r", true, "x-05WQ", "5 wq w38r"},
    {"x000 abcde", true, "x", "abcde"},
    {"abcdefghij klmnopqrstu", true, "ABCDEFGHIJ", "abcdefg klmnopqrstu"},
    {"10190902", true, "", NULL},
    {"12345678901234567 abcdefghijklmnopqrst", true, "", NULL}, /* longer than pieces tell apart */
    {"stra\xC3\x9F"
     "e 12",
	false, "", NULL},
};

START_TEST(literally)
{
	struct dye_slice canonical = {literals[_i].canonical, strlen(literals[_i].canonical)};
	struct dye_slice line = {literals[_i].line, strlen(literals[_i].line)}, other = {literals[_i].other, 0};
	uint64_t literal = dye_piece_literal(canonical, literals[_i].exact);

	ck_assert_msg(dye_piece_literal_in(literal, line), "%s in %s", canonical.data, line.data);
	ck_assert(line.len > 0 || literal == 0);
	if (other.data == NULL)
		return;
	other.len = strlen(other.data);
	ck_assert_msg(!dye_piece_literal_in(literal, other), "%s not in %s", canonical.data, other.data);
}
END_TEST

/* One cell of each way, with phones that differ in their last digit: who may be what is said of a text is certain where it is no. */
START_TEST(traits)
{
	static const enum dye_canary_way ways[] = {DYE_WAY_NONE, DYE_WAY_PIECES, DYE_WAY_KIND, DYE_WAY_UNSOUGHT};
	static const char * const cells[] = {"+13125551230", "+13125551231", "+13125551232", "+13125551233"};
	struct dye_slice row[2] = {DYE_SLICE("12 Oak St"), DYE_SLICE("(312) 555-1232")},
			 stars = DYE_SLICE("312***1232");
	struct dye_canary_traits t = {0};
	uint16_t phone;
	size_t i;

	ck_assert(dye_canary_kind_id(DYE_SLICE("phone"), &phone));
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(
		    dye_canary_traits_add(&t, phone, ways[i], (struct dye_slice){cells[i], strlen(cells[i])}, &err),
		    DYE_OK);
	ck_assert_uint_eq(t.kinds, UINT64_C(1) << phone);
	ck_assert(!dye_canary_traits_one_of(&t, 0, phone, row, 2) && !dye_canary_traits_one_of(&t, 1, phone, row, 2));
	ck_assert(dye_canary_traits_one_of(&t, 2, phone, row, 2) && !dye_canary_traits_one_of(&t, 2, phone, row, 1));
	ck_assert(!dye_canary_traits_one_of(&t, 3, phone, row, 2));
	/* Nobody can tell what stands behind stars. */
	ck_assert(
	    dye_canary_traits_one_of(&t, 3, phone, &stars, 1) && !dye_canary_traits_one_of(&t, 1, phone, &stars, 1));
	dye_canary_traits_release(&t);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("canary pieces");

	tcase_add_loop_test(t, stands, 0, ONES);
	tcase_add_loop_test(t, is_glanced_at, 0, ONES);
	tcase_add_loop_test(t, is_unseen, 0, sizeof(unseen) / sizeof(unseen[0]));
	tcase_add_test(t, of_every_kind);
	tcase_add_test(t, traits);
	tcase_add_test(t, easy_letters);
	tcase_add_test(t, lines);
	tcase_add_loop_test(t, literally, 0, sizeof(literals) / sizeof(literals[0]));
	return suite_run("canary pieces", t);
}
