/*
 * test_probe.c: how people write tables: separators, headers, what stands before them, encodings.
 */
#include "formats/table/core/header.h"
#include "formats/table/core/signs.h"
#include "formats/table/core/charset.h"
#include "tests/suite.h"
#include "tests/unit/table_help.h"

/* Eight people, in any dialect. */
static void
people(struct dye_buffer * out, const char * sep, const char * first_line)
{
	static const char * const rows[][4] = {{"17000", "Peter Lind", "39 Harbor Road, Salem", "01904 868785"},
	    {"17003", "Mia Rossi", "7 Falcon Road", "01904 574475"}, {"17006", "Jan Bakker", "55 Maple Road", ""},
	    {"17009", "Ines Duarte", "88 Forest Road, Ely", "01904 994152"},
	    {"17012", "Anna Keller", "73 Ridge Road", "01904 352591"}, {"17015", "Li Wei", "38 Stone Road", "01904 1"}};

	put(out, first_line, strlen(first_line));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < 4; k++) {
			put(out, rows[i][k], strlen(rows[i][k]));
			put(out, k < 3 ? sep : "\n", k < 3 ? strlen(sep) : 1);
		}
}

START_TEST(rare_separators_are_found)
{
	static const char * const seps[] = {"~", "^", "\x01", "\x1F", "|", "\t", ";"};

	for (size_t i = 0; i < sizeof(seps) / sizeof(seps[0]); i++) {
		struct dye_buffer bytes = {0};
		struct reading r;

		people(&bytes, seps[i], "");
		r = read_all(dye_buffer_slice(&bytes), NULL, 0, 0);
		ck_assert_int_eq(r.code, DYE_OK);
		ck_assert_str_eq(r.dialect.delimiter, seps[i]);
		ck_assert_uint_eq(r.dialect.columns, 4);
		ck_assert(r.dialect.writable);
		assert_bytes(dye_buffer_slice(&r.plain), dye_buffer_slice(&bytes));
		reading_release(&r);
		dye_buffer_release(&bytes);
	}
}
END_TEST

/* What cannot be written back is named, and so is what may be a separator; one column of anything else is let through. */
START_TEST(other_separators_are_named)
{
	static const struct {
		const char * sep;
		const char * message;
	} cases[] = {
	    {"::", "x.csv: one column only, and every line holds \"::\" 3 times: a separator of several bytes cannot "
		   "be written back; replace it by one sign first: sed 's/::/|/g' (--delimiter , if it is none)"},
	    {"\xC2\xAC",
		"x.csv: one column only, and every line holds \"\xC2\xAC\" 3 times: a separator of several "
		"bytes cannot be written back; replace it by one sign first: sed 's/\xC2\xAC/|/g' (--delimiter , "
		"if it is none)"},
	    {"/", "x.csv: one column only, and every line holds \"/\" 3 times: name the separator with --delimiter "
		  "'/' (--delimiter , if it is none)"},
	};
	static const char * const single[] = {
	    "name\nPeter Lind\nMia Rossi\nJan Bakker\n",
	    "mail\na@example.org\nb.c@example.org\nd@example.org\n",
	    "day\n2026-11-01\n2026-11-02\n2026-11-03\n",
	    "address\n192.168.1.1\n10.0.0.1\n172.16.1.9\n",
	    "phone\n(217) 555-1337\n(217) 555-8274\n(217) 555-7011\n",
	    "url\nhttps://example.org/a/1\nhttps://example.org/b/2\nhttps://example.org/c/3\n",
	    "Main St, Boston\nElm St\nOak St, Springfield, IL\nBee St\n",
	};
	struct dye_dialect_wish named = {.header = DYE_DETECT, .delimiter = ","};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_buffer bytes = {0};
		struct reading r;

		people(&bytes, cases[i].sep, "");
		assert_refused(dye_buffer_slice(&bytes), NULL, cases[i].message);
		r = read_all(dye_buffer_slice(&bytes), &named, 0, 0);
		ck_assert_int_eq(r.code, DYE_OK);
		reading_release(&r);
		dye_buffer_release(&bytes);
	}
	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
		struct reading r = read_all(slice_of(single[i]), NULL, 0, 0);

		ck_assert_msg(r.code == DYE_OK, "%zu: %s", i, r.err.message);
		ck_assert_uint_eq(r.dialect.columns, 1);
		reading_release(&r);
	}
}
END_TEST

/* A NUL is no sign: it stands everywhere in a line. */
START_TEST(a_nul_separates_nothing)
{

	assert_refused(DYE_SLICE("name\nAnn\0Bob\nCy\nDi\n"), NULL, "x.csv: row 2: column 1: a NUL byte");
	assert_refused(DYE_SLICE("name\nAnn \0 Bob\nCy\nDi\n"), NULL, "x.csv: row 2: column 1: a NUL byte");
}
END_TEST

START_TEST(delimiters_may_be_typed_as_bytes)
{
	struct dye_dialect_wish wish = {.header = DYE_NO, .delimiter = "\\x1F"};
	struct dye_dialect d;

	ck_assert_int_eq(detect(DYE_SLICE("a\x1F"
					  "b\n"),
			     &wish, &d),
	    DYE_OK);
	ck_assert_str_eq(d.delimiter, "\x1F");
	wish.delimiter = "\\t";
	ck_assert_int_eq(detect(DYE_SLICE("a\tb\n"), &wish, &d), DYE_OK);
	ck_assert_str_eq(d.delimiter, "\t");
	wish.delimiter = "\\x00";
	ck_assert_int_eq(detect(DYE_SLICE("a\tb\n"), &wish, &d), DYE_EUSAGE);
}
END_TEST

/* ---- what stands before a table ---- */

static void
check_aside(const char * text, const char * delimiter, bool header, const char * cells)
{
	struct reading r = read_all(slice_of(text), NULL, 0, 0);

	ck_assert_msg(r.code == DYE_OK, "%s: row %u: %s", text, (unsigned)r.err.row, r.err.message);
	ck_assert_str_eq(r.dialect.delimiter, delimiter);
	ck_assert_int_eq(r.dialect.header, header);
	assert_bytes(dye_buffer_slice(&r.cells), slice_of(cells));
	assert_bytes(dye_buffer_slice(&r.plain), slice_of(text));
	reading_release(&r);
	for (size_t block = 1; block < 20; block++) {
		r = read_all(slice_of(text), NULL, block, 0);
		assert_bytes(dye_buffer_slice(&r.cells), slice_of(cells));
		reading_release(&r);
	}
}

/* A row that is not of the table comes as a blank one. */
START_TEST(asides_are_passed_over)
{

	check_aside("sep=;\nname;phone\nA;1\nB;2\n", ";", true, "\n[name][phone]\n[A][1]\n[B][2]\n");
	check_aside("\"sep=|\"\r\na|b,c\r\n", "|", false, "\n[a][b,c]\n");
	check_aside("\xEF\xBB\xBFSEP=,\na,b\n", ",", false, "\n[a][b]\n");
	check_aside("# made, today\n#\n\nname,phone,city\nA,1,X\n# and, \"so\" on\nB,2,Y\n", ",", true,
	    "\n\n\n[name][phone][city]\n[A][1][X]\n\n[B][2][Y]\n");

	/* A name, or a value, may begin with the sign. */
	check_aside("#,name,phone\n1,A,5\n#2,B,6\n", ",", true, "[#][name][phone]\n[1][A][5]\n[#2][B][6]\n");
	check_aside("sep=a,b\n1,2\n", ",", true, "[sep=a][b]\n[1][2]\n");
}
END_TEST

/* Where no comment stands before the table, a short row that begins with # is a short row. */
START_TEST(comments_must_have_begun)
{
	struct reading r = read_all(DYE_SLICE("name,phone,city\nA,1,X\n# x\nB,2,Y\n"), NULL, 0, 0);

	assert_bytes(dye_buffer_slice(&r.cells), DYE_SLICE("[name][phone][city]\n[A][1][X]\n[# x]\n[B][2][Y]\n"));
	reading_release(&r);
}
END_TEST

/* ---- headers ---- */

/* A table of ${rows} rows under a first one; the columns: a word of four, a name that is unlike all, a number. */
static bool
has_header(const char * first, size_t rows)
{
	static const char * const words[] = {"Nord", "West", "Bau", "Handel"};
	struct dye_buffer bytes = {0};
	struct dye_dialect d;
	char row[128];

	put(&bytes, first, strlen(first));
	for (size_t i = 0; i < rows; i++) {
		int n = snprintf(row, sizeof(row), "%s,%s Hof am Weiher,%c%c-Stadt\n", words[i * 7 % 4], words[i % 3],
		    (char)('A' + i % 26), (char)('a' + i / 26 % 26));

		put(&bytes, row, (size_t)n);
	}
	ck_assert_int_eq(detect(dye_buffer_slice(&bytes), NULL, &d), DYE_OK);
	dye_buffer_release(&bytes);
	return d.header;
}

START_TEST(headers_of_any_language_are_found)
{

	ck_assert(has_header("Branche,Hof,Ort\n", 60));
	ck_assert(has_header("secteur,ferme,lieu\n", 60));
	ck_assert(has_header("\xE6\xA5\xAD\xE7\xA8\xAE,\xE8\xBE\xB2\xE5\xA0\xB4,\xE5\xB8\x82\n", 60));
	ck_assert(has_header(",Hof,Ort\n", 200));

	/* One more row of data is none, nor is one whose cells merely are new. */
	ck_assert(!has_header("Nord,Bau Hof am Weiher,Qq-Stadt\n", 60));
	ck_assert(!has_header("S\xC3\xBC"
			      "d,Neu Hof am Weiher,Zz-Stadt\n",
	    60));
	ck_assert(!has_header("Nord,Bau Hof am Weiher,Qq-Stadt\n", 3));
}
END_TEST

/*
 * A first row like all others is called a header once in a thousand tables, by the bound in header.h: 3,000 tables of 50 rows, whose five columns are
 * words of few values, names and numbers at random, may have 3 on average; more than 12 would be chance once in 60,000.
 */
START_TEST(data_is_seldom_a_header)
{
	static const char * const names[] = {"Anna", "Bela", "Cleo", "Dora", "Emil", "Finn", "Gwen", "Hugo", "Ida",
	    "Jan", "Kai", "Lea", "Max", "Nora", "Otto", "Pia", "Quentin", "Rosa", "Sven", "Tea"};
	uint64_t x = 42;
	unsigned wrong = 0;

	for (unsigned t = 0; t < 3000; t++) {
		struct dye_buffer bytes = {0};
		struct dye_dialect d;
		char row[128];

		for (unsigned i = 0; i < 50; i++) {
			unsigned v[5];
			int n;

			for (size_t k = 0; k < 5; k++)
				v[k] = (unsigned)((x = x * 6364136223846793005u + 1442695040888963407u) >> 40);
			n = snprintf(row, sizeof(row), "%s,%s %s,%.*s,%s%u\n", names[v[0] % 4], names[v[1] % 20],
			    names[v[2] % 20], (int)(1 + v[3] % 8), "abcdefghij", names[v[4] % 20], v[3] % 3);
			put(&bytes, row, (size_t)n);
		}
		ck_assert_int_eq(detect(dye_buffer_slice(&bytes), NULL, &d), DYE_OK);
		wrong += d.header;
		dye_buffer_release(&bytes);
	}
	ck_assert_uint_le(wrong, 12);
}
END_TEST

/* ---- encodings ---- */

/* Sentences of addresses and names, as they stand in tables. */
static const struct {
	const char * text;     /* UTF-8 */
	const char * encoding; /* as it is written */
	const char * named;    /* by the message; NULL: it is read, as GB18030 */
} written[] = {
    {"이름,주소,전화\n김민수,서울특별시 강남구 테헤란로 123,02-1234-5678\n이영희,부산광역시 해운대구 우동 "
     "45,051-987-6543\n"
     "박지훈,대구광역시 수성구 범어동 67,053-111-2222\n최수진,인천광역시 남동구 구월동 89,032-333-4444\n",
	"CP949", "CP949"},
    {"姓名,地址,電話\n陳志明,台北市大安區忠孝東路四段一百號,02-2771-1234\n林美玲,高雄市三民區建國二路二十號,07-235-"
     "8888\n"
     "黃國華,台中市西屯區台灣大道三段九十九號,04-2228-9111\n張淑芬,新北市板橋區中山路一段一百六十一號,02-2960-3456\n",
	"BIG5", "BIG5"},
    {"氏名,住所,電話\n山田太郎,とうきょうとちよだくかすみがせき,03-1234-5678\nすずき花子,おおさかしきたく梅田,06-1111-"
     "2222\n"
     "たなか一郎,よこはましなかく日本大通り,045-671-2121\n",
	"EUC-JP", "EUC-JP"},
    {"nom,adresse,ville\nHélène Lefèvre,12 rue de l'Église,Orléans\nFrançois Müller,3 allée des Érables,Besançon\n"
     "Zoé Guérin,8 chaussée d'Étampes,Évry\n",
	"CP1252", "CP1252"},
    {"имя,адрес\nИван Петров,улица Ленина дом 5 квартира 7\nМария Сидорова,проспект Мира дом 10\n"
     "Олег Смирнов,Невский проспект дом 28\n",
	"CP1251", "CP1251"},
    {"姓名,地址,电话\n陈志明,北京市海淀区中关村大街一百号,010-62771234\n林美玲,广州市天河区体育西路二十号,020-"
     "38258888\n"
     "黄国华,成都市武侯区人民南路三段九十九号,028-85289111\n张淑芬,杭州市西湖区文三路一百六十一号,0571-88963456\n",
	"GB18030", NULL},
    {"姓名,电话\n张三,1\n李四,2\n", "GBK", NULL},
    {"城市\n北京\n上海\n", "GBK", NULL},
};

/* A letter or an apostrophe now and then, which a guess by their bytes alone takes for a set of the East; and such a set. */
static const struct {
	const char * text;
	const char * encoding;
	const char * named;
} few[] = {
    {"name,street\nSt. John’s Hospital,Main St\nChildren’s Home,Oak Ave\nGeneral Hospital,Elm St\n", "CP1252",
	"CP1252"},
    {"nom,adresse\nHôpital Nord,1 Main St\nHôpital Sud,2 Oak Ave\nGeneral Hospital,Elm St\n", "CP1252", "CP1252"},
    {"jméno,ulice\nDvořák Antonín,Dlouhá 5\nČerný Petr,Krátká 7\nPříhoda Jiří,Široká 9\nŽižka Jan,Úzká 1\n", "CP852",
	"IBM852"},
};

START_TEST(encodings_are_named)
{
	struct dye_buffer bytes = {0};
	struct dye_error err = {0};
	enum dye_encoding encoding;
	char want[64];

	encode(slice_of(written[_i].text), written[_i].encoding, &bytes);
	if (written[_i].named == NULL) {
		ck_assert_int_eq(dye_encoding_detect(dye_buffer_slice(&bytes), true, &encoding, &err), DYE_OK);
		ck_assert_int_eq(encoding, DYE_GB18030);
	} else {
		ck_assert_int_eq(dye_encoding_detect(dye_buffer_slice(&bytes), true, &encoding, &err), DYE_EDATA);
		(void)snprintf(want, sizeof(want), "iconv -f %s -t UTF-8", written[_i].named);
		ck_assert_msg(strstr(err.message, want) != NULL, "%s", err.message);
	}
	dye_buffer_release(&bytes);
}
END_TEST

START_TEST(encodings_of_few_letters_are_named)
{
	struct dye_buffer bytes = {0};
	char name[DYE_CHARSET_MAX];

	encode(slice_of(few[_i].text), few[_i].encoding, &bytes);
	ck_assert(dye_charset_guess(dye_buffer_slice(&bytes), true, name));
	ck_assert_str_eq(name, few[_i].named);
	dye_buffer_release(&bytes);
}
END_TEST

/* To one who forgives, all of them are text. */
START_TEST(encodings_are_read_by_one_who_forgives)
{
	struct dye_dialect_wish leak = {.format = "csv", .header = DYE_DETECT, .forgiving = true};
	struct dye_buffer bytes = {0};
	struct reading r;

	encode(slice_of(written[_i].text), written[_i].encoding, &bytes);
	r = read_all(dye_buffer_slice(&bytes), &leak, 0, 7);
	ck_assert_int_eq(r.code, DYE_OK);
	assert_bytes(dye_buffer_slice(&r.raw), slice_of(written[_i].text));
	ck_assert(!r.dialect.writable);
	reading_release(&r);
	dye_buffer_release(&bytes);
}
END_TEST

/* Whether a stray 0xFF is no text in that encoding. */
static bool
is_of_several_bytes(const char * encoding)
{

	return strncmp(encoding, "CP125", 5) != 0;
}

/* Where the third line begins. */
static size_t
third_line(struct dye_slice text)
{
	const char * first = memchr(text.data, '\n', text.len);
	const char * second = first == NULL ? NULL : strchr(first + 1, '\n');

	ck_assert_ptr_nonnull(second);
	return (size_t)(second + 1 - text.data);
}

/* ${text} with ${stray} before its third line. */
static void
put_stray(struct dye_slice text, struct dye_slice stray, struct dye_buffer * out)
{
	size_t at = third_line(text);

	ck_assert_int_eq(dye_buffer_append(out, text.data, at, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_slice(out, stray, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append(out, text.data + at, text.len - at, NULL), DYE_OK);
}

/* One byte that is no text does not make another encoding of the file: U+FFFD stands in its place, as Unicode 3.9 advises. */
START_TEST(stray_bytes_leave_the_encoding)
{
	struct dye_dialect_wish leak = {.format = "csv", .header = DYE_DETECT, .forgiving = true};
	struct dye_buffer bytes = {0}, dirty = {0}, want = {0};
	struct reading r;

	/* One in eight characters is not a few. */
	if (!is_of_several_bytes(written[_i].encoding) || strlen(written[_i].text) < 60)
		return;
	encode(slice_of(written[_i].text), written[_i].encoding, &bytes);
	ck_assert_int_eq(dye_buffer_append(&bytes, "", 1, NULL), DYE_OK);
	put_stray((struct dye_slice){bytes.data, bytes.len - 1}, DYE_SLICE("\xFF"), &dirty);
	put_stray(slice_of(written[_i].text), DYE_SLICE("\xEF\xBF\xBD"), &want);
	r = read_all(dye_buffer_slice(&dirty), &leak, 0, 7);
	ck_assert_int_eq(r.code, DYE_OK);
	assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&want));
	reading_release(&r);
	dye_buffer_release(&want);
	dye_buffer_release(&dirty);
	dye_buffer_release(&bytes);
}
END_TEST

#define CHINA                                                                                             \
	"\xD0\xD5\xC3\xFB,\xB5\xD8\xD6\xB7\n\xD5\xC5\xC8\xFD,\xB1\xB1\xBE\xA9\xCA\xD0\n\xC0\xEE\xCB\xC4," \
	"\xC9\xCF\xBA\xA3\xCA\xD0\n"

/* In GB18030: nothing, half a character at the end, the mark of UTF-8, Windows' euro. */
START_TEST(gb18030_is_read_whatever_stands_around_it)
{
	static const struct {
		struct dye_slice bytes;
		const char * text;
	} cases[] = {
	    {DYE_SLICE(CHINA), "姓名,地址\n张三,北京市\n李四,上海市\n"},
	    {DYE_SLICE(CHINA "\xD6"), "姓名,地址\n张三,北京市\n李四,上海市\n\xEF\xBF\xBD"},
	    {DYE_SLICE("\xEF\xBB\xBF" CHINA), "姓名,地址\n张三,北京市\n李四,上海市\n"},
	    {DYE_SLICE(CHINA "\x80,\n"), "姓名,地址\n张三,北京市\n李四,上海市\n\xEF\xBF\xBD,\n"},
	};
	struct dye_dialect_wish leak = {.format = "csv", .header = DYE_DETECT, .forgiving = true};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (unsigned slice = 0; slice < 3; slice++) {
			struct reading r = read_all(cases[i].bytes, &leak, slice, 7);

			ck_assert_int_eq(r.code, DYE_OK);
			assert_bytes(dye_buffer_slice(&r.raw), slice_of(cases[i].text));
			reading_release(&r);
		}
}
END_TEST

/* Who marks is told the place, however far down it is. */
START_TEST(a_stray_byte_in_gb18030_has_its_place)
{
	struct dye_buffer bytes = {0};

	for (size_t i = 0; i < 40; i++)
		ck_assert_int_eq(dye_buffer_append_slice(&bytes, DYE_SLICE(CHINA), NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_slice(&bytes, DYE_SLICE("\xD5\xC5,\xFF\n"), NULL), DYE_OK);
	assert_refused(dye_buffer_slice(&bytes), NULL, "x.csv: row 121: column 2: invalid GB18030");
	dye_buffer_release(&bytes);
}
END_TEST

/* ---- signs ---- */

START_TEST(signs_that_recur_are_found)
{
	struct dye_sign signs[DYE_SIGNS_MAX];
	size_t n = dye_signs_find(DYE_SLICE("a::1::(x)\nb::2::(y)\nc::3::(z)\n"), signs, DYE_SIGNS_MAX);

	ck_assert_uint_ge(n, 1);
	ck_assert_str_eq(signs[0].text, "::");
	ck_assert_uint_eq(signs[0].times, 2);
	n = dye_signs_find(DYE_SLICE("a~1~(x)\nb~2~(y)\nc~3~z\n"), signs, DYE_SIGNS_MAX);
	ck_assert_uint_ge(n, 1);
	ck_assert_str_eq(signs[0].text, "~");
	ck_assert_uint_eq(signs[0].times, 2);
	ck_assert(signs[0].rare);
	ck_assert_uint_eq(dye_signs_find(DYE_SLICE("Peter Lind\nMia Rossi\n"), signs, DYE_SIGNS_MAX), 0);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {rare_separators_are_found, other_separators_are_named, a_nul_separates_nothing,
	    delimiters_may_be_typed_as_bytes, asides_are_passed_over, comments_must_have_begun,
	    headers_of_any_language_are_found, data_is_seldom_a_header, signs_that_recur_are_found};
	TCase * tcase = tcase_create("probe");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	tcase_add_loop_test(tcase, encodings_are_named, 0, sizeof(written) / sizeof(written[0]));
	tcase_add_loop_test(tcase, stray_bytes_leave_the_encoding, 0, sizeof(written) / sizeof(written[0]));
	tcase_add_loop_test(tcase, encodings_of_few_letters_are_named, 0, sizeof(few) / sizeof(few[0]));
	tcase_add_loop_test(tcase, stray_bytes_leave_the_encoding, 0, sizeof(few) / sizeof(few[0]));
	tcase_add_test(tcase, gb18030_is_read_whatever_stands_around_it);
	tcase_add_test(tcase, a_stray_byte_in_gb18030_has_its_place);
	tcase_add_loop_test(tcase, encodings_are_read_by_one_who_forgives, 0, sizeof(written) / sizeof(written[0]));
	return suite_run("probe", tcase);
}
