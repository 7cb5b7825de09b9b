/*
 * test_canary_shapes.c: canaries that come back in another shape, as the programs and people leave them that data goes through: columns cut
 * and joined, prefixes and suffixes, signs of the web, text around them. Whoever leaks such rows cuts and joins them back at no cost; so they
 * must be burned by every `learn` and every `embed` that read them.
 */
#include <math.h>

#include "tests/unit/canary_world.h"
#include "watermark/learn/intake.h"

#define ROWS 900
#define BACK 4 /* records that come back */

static const char * const given[] = {"James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda",
    "David", "Elizabeth", "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica"};
static const char * const surnames[] = {"Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis",
    "Martinez", "Lopez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson"};
static const char * const towns[] = {"Chicago", "Houston", "Phoenix", "Dallas"};
static const char * const roads[] = {"Grove", "Harbor", "Juniper", "Quarry", "Vine", "Orchard", "Canal", "Garden"};

struct person {
	char first[32], last[32], area[4], exchange[4], line[5], mailbox[48], domain[32], house[8], road[64], town[32];
};

/* One shape: the names of its columns, and a row, in which $F $L $A $X $N $M $D $H $R $C stand for the person's parts in their order above, $U and $W
 * for the mailbox before and behind its first sign. Behind the dollar, ^ puts accents on letters, ~ writes backwards, = writes digits in Han and ! puts
 * blanks between signs. */
struct shape {
	const char * name;
	const char * header;
	const char * row;
};

static const struct shape plain = {"as they were", "name,phone,email,address,city", "$F $L,($A) $X-$N,$M@$D,$H $R,$C"};

static const struct shape shapes[] = {
    {"everything in columns of its own", "first,last,area,number,mailbox,domain,house,street,city",
	"$F,$L,$A,$X-$N,$M,$D,$H,$R,$C"},
    {"the same in another order", "domain,mailbox,number,area,street,house,city,last,first",
	"$D,$M,$X$N,$A,$R,$H,$C,$L,$F"},
    {"names and phones, columns of their own", "last,first,number,area", "$L,$F,$X$N,$A"},
    {"country code without its plus", "name,phone", "$F $L,1$A$X$N"},
    {"a trunk zero", "name,phone", "$F $L,0$A$X$N"},
    {"an apostrophe before a number", "name,phone", "$F $L,'$A$X$N"},
    {"a number that became a fraction", "name,phone", "$F $L,$A$X$N.0"},
    {"labels in the cells", "name,contact", "Name: $F $L,tel: $A$X$N"},
    {"web links", "name,phone,email", "$F $L,tel:+1-$A-$X-$N,mailto:$M@$D"},
    {"angle brackets", "name,email", "$F $L,<$M@$D>"},
    {"name and address as mail has them", "from,city", "\"\"\"$L, $F\"\" <$M@$D>\",$C"},
    {"address and city in one column", "name,address", "$F $L,\"$H $R, $C\""},
    {"everything in one column", "all,since", "\"$F $L, $H $R, $C, $A.$X.$N, $M@$D\",2024"},
    {"two phones in a cell", "name,phones", "$F $L,(555) 123-4567 / ($A) $X-$N"},
    {"two addresses of mail in a cell", "name,mails", "$F $L,info@example.org; $M@$D"},
    {"the signs of a page of the web", "name,phone,email", "$F&nbsp;$L,$A&nbsp;$X&nbsp;$N,$M&#64;$D"},
    {"the same in hexadecimal digits", "name,phone,email", "$F&#x20;$L,$A&#xA0;$X&#xa0;$N,$M&#x40;$D"},
    {"lines of JSON, escaped", "note,rest", "{\"text\": \"Lead:\\n$F $L\\n+1$A$X$N\\n$M@$D\"},x"},
    {"the signs of a link", "name,phone,email", "$F%20$L,%2B1$A$X$N,$M%40$D"},
    {"title and extension", "name,phone", "Mr. $F $L,($A) $X-$N x12"},
    {"a sentence", "customer,note", "4711,\"spoke to $F ($L) on $A/$X $N, wants mail to $M at $D\""},
    {"the mailbox alone", "name,user", "$F $L,$M"},
    {"a tag behind the mailbox", "name,email", "$F $L,$M+promo@$D"},
    {"a label before the mailbox", "name,email", "$F $L,del_$M@$D"},
    {"a mailbox cut at its sign", "name,first,last,domain", "$F $L,$U,$W,$D"},
    {"capitals", "name,contact", "$L $F,E-MAIL $M@$D TEL $A$X$N"},
    {"full-width digits and spaces that show nothing", "name,note",
	"$F\xE3\x80\x80$L,\xE9\x9B\xBB\xE8\xA9\xB1\xEF\xBC\x9A$A\xE2\x80\x8B$X\xE2\x80\x8B$N"},
    {"signs by name", "name,email", "$F $L,$U&period;$W&commat;$D"},
    {"signs in words", "name,email", "$F $L,$U[dot]$W[at]$D"},
    {"the same in round brackets", "name,email", "$F $L,$U (dot) $W (at) $D"},
    {"the same between blanks", "name,email", "$F $L,$U dot $W at $D"},
    {"commas for dots", "name,email", "$F $L,\"$U,$W@$D\""},
    {"backslashes before dots", "name,email", "$F $L,$U\\.$W@$D"},
    {"blanks for dots", "name,email", "$F $L,$U $W@$D"},
    {"other full stops", "name,email,again", "$F $L,$U\xE2\x80\xA4$W@$D,$U\xE3\x80\x82$W@$D"},
    {"accents", "name,phone", "$^F $^L,$A-$X-$N"},
    {"a letter behind the number of a house", "name,address", "$F $L,$HA $R"},
    {"a word behind it", "name,address", "$F $L,$H Old $R"},
    {"letters before it", "name,address", "$F $L,No$H $R"},
    {"accents on an address", "name,address", "$F $L,$H $^R"},
    {"markup within words, signs by number alone", "name,email", "$F <!-- x -->$L,<b>$U</b>&#46<i>$W</i>&#64$D"},
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* What docs/EVIDENCE.md, 4.2, says is not seen, in its order. Whatever is seen after all must leave that list. */
static const struct shape unseen[] = {
    {"letters that stand apart", "name,address", "$F $L,$!H $!R"},
    {"words written as one", "name,phone", "$F$L,$A$X$N"},
    {"house and street written as one", "name,address", "$F $L,$H$R"},
    {"a mailbox cut between letters and digits", "name,user,domain", "$F $L,x$M,$D"},
    {"parts of a telephone number in another order", "name,exchange,area,line", "$F $L,$X,$A,$N"},
    {"half a house", "name,address", "$F $L,$H 1/2 $R"},
    {"two words behind the house's number", "name,address", "$F $L,$H Old Town $R"},
    {"text backwards", "name,phone", "$~F $~L,$~N-$~X-$~A"},
    {"numerals of another script", "name,phone", "$F $L,$=A-$=X-$=N"},
    {"numbers in words", "name,phone", "$F $L,five five five one two three"},
    {"a letter behind a name", "name,phone", "$F $Ls,$A-$X-$N"},
    {"text encoded as a whole", "name,phone", "$F $L,\\u0033$A"},
};

#define UNSEEN (sizeof(unseen) / sizeof(unseen[0]))

static const char *
part_of(const struct person * p, char sign)
{
	static const char signs[] = "FLAXNMDHRCUW";
	static char user[sizeof(p->mailbox)];
	size_t n = strcspn(p->mailbox, "._-");
	bool cut = p->mailbox[n] != '\0';
	const char * parts[] = {p->first, p->last, p->area, p->exchange, p->line, p->mailbox, p->domain, p->house,
	    p->road, p->town, user, p->mailbox + (cut ? n + 1 : 0)};

	(void)snprintf(user, sizeof(user), "%.*s", cut ? (int)n : 0, p->mailbox);
	return parts[strchr(signs, sign) - signs];
}

static void
write_sign(struct dye_buffer * out, char manner, char c)
{
	static const char vowels[] = "aeio";
	static const char * const accented[] = {"\xC3\xA1", "\xC3\xA9", "\xC3\xAD", "o\xCC\x81"};
	static const char * const digits[] = {"\xE3\x80\x87", "\xE4\xB8\x80", "\xE4\xBA\x8C", "\xE4\xB8\x89",
	    "\xE5\x9B\x9B", "\xE4\xBA\x94", "\xE5\x85\xAD", "\xE4\xB8\x83", "\xE5\x85\xAB", "\xE4\xB9\x9D"};
	const char * vowel = manner == '^' ? strchr(vowels, c) : NULL;

	if (vowel != NULL)
		OK(dye_buffer_printf(out, NULL, "%s", accented[vowel - vowels]));
	else if (manner == '=' && c >= '0' && c <= '9')
		OK(dye_buffer_printf(out, NULL, "%s", digits[c - '0']));
	else
		OK(dye_buffer_append_byte(out, c, NULL));
	if (manner == '!')
		OK(dye_buffer_append_byte(out, ' ', NULL));
}

static void
write_part(struct dye_buffer * out, char manner, const char * part)
{
	size_t i, n = strlen(part);

	for (i = 0; i < n; i++)
		write_sign(out, manner, part[manner == '~' ? n - 1 - i : i]);
}

static void
write_row(struct dye_buffer * out, const struct shape * shape, const struct person * p)
{
	const char * s;

	for (s = shape->row; *s != '\0'; s++)
		if (*s == '$' && strchr("^~=!", s[1]) != NULL) {
			write_part(out, s[1], part_of(p, s[2]));
			s += 2;
		} else if (*s == '$') {
			write_part(out, ' ', part_of(p, *++s));
		} else {
			OK(dye_buffer_append_byte(out, *s, NULL));
		}
	OK(dye_buffer_append_byte(out, '\n', NULL));
}

/* Someone; the same number is the same person. */
static void
invent(struct person * p, unsigned number)
{
	unsigned x = number * 2654435761u, y = (number + 7919) * 2246822519u;
	const char *g = given[x >> 28], *s = surnames[x >> 24 & 15];

	memset(p, 0, sizeof(*p));
	(void)snprintf(p->first, sizeof(p->first), "%s", g);
	(void)snprintf(p->last, sizeof(p->last), "%s", s);
	(void)snprintf(p->area, sizeof(p->area), "%u", 312 + y % 4 * 101);
	(void)snprintf(p->exchange, sizeof(p->exchange), "%u", 220 + y / 4 % 700);
	(void)snprintf(p->line, sizeof(p->line), "%04u", x % 10000);
	(void)snprintf(p->mailbox, sizeof(p->mailbox), "%c.%s%u", g[0] | 32, s, 10000 + (x ^ y) % 89999);
	p->mailbox[2] = (char)(p->mailbox[2] | 32);
	(void)snprintf(p->domain, sizeof(p->domain), "example.org");
	(void)snprintf(p->house, sizeof(p->house), "%u", 10000 + y % 89999);
	(void)snprintf(p->road, sizeof(p->road), "%s Street", roads[x >> 20 & 7]);
	(void)snprintf(p->town, sizeof(p->town), "%s", towns[y >> 30]);
}

static void
write_table(struct dye_buffer * out, const struct shape * shape)
{
	struct person p;
	unsigned i;

	OK(dye_buffer_printf(out, NULL, "%s\n", shape->header));
	for (i = 0; i < ROWS; i++) {
		invent(&p, i);
		write_row(out, shape, &p);
	}
}

/* The records of a copy of the plain table that the table does not have, at most BACK. */
static unsigned
born(const struct dye_buffer * table, const struct dye_buffer * copy, struct person people[BACK])
{
	const char *at = copy->data, *end = copy->data + copy->len;
	unsigned n = 0;

	while (at < end && n < BACK) {
		const char * next = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)(next + 1 - at);
		struct person * p = &people[n];

		if (memmem(table->data, table->len, at, len) == NULL) {
			ck_assert_int_eq(sscanf(at,
					     "%31[^ ] %31[^,],(%3[0-9]) %3[0-9]-%4[0-9],%47[^@]@%31[^,],%7[^ ] "
					     "%63[^,],%31[^\n]",
					     p->first, p->last, p->area, p->exchange, p->line, p->mailbox, p->domain,
					     p->house, p->road, p->town),
			    10);
			n++;
		}
		at += len;
	}
	return n;
}

/* The plain table of which a01 has a copy; and ${shaped}: the same people in this shape, and then those of a01's canaries. */
static void
come_back(const struct shape * shape, struct dye_buffer * shaped, struct person people[BACK])
{
	struct dye_buffer table = {0}, copy = {0};
	unsigned i;

	write_table(&table, &plain);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(born(&table, &copy, people), BACK);
	write_table(shaped, shape);
	for (i = 0; i < BACK; i++)
		write_row(shaped, shape, &people[i]);
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}

/* Nobody leaked from a01's copy: the rows went through the source. */
static void
check_innocent(const struct person people[BACK])
{
	struct dye_buffer leak = {0};
	struct dye_trace_report report;
	size_t i;

	OK(dye_buffer_printf(&leak, NULL, "%s\n", plain.header));
	for (i = 0; i < BACK; i++)
		write_row(&leak, &plain, &people[i]);
	report = world_trace("customers", dye_buffer_slice(&leak), 0.5);
	ck_assert_uint_eq(report.accused_count, 0);
	dye_trace_report_release(&report);
	dye_buffer_release(&leak);
}

/* a02 exports the shaped table: as another dataset, or as the first one, of which it has no column. */
static void
check_export(const struct shape * shape, bool unknown)
{
	struct dye_buffer shaped = {0}, copy = {0};
	struct dye_embed_result result = {0};
	struct person people[BACK];
	struct dye_memory memory;
	struct dye_source source;
	struct dye_sink sink = {.write = world_write, .cookie = &copy, .name = "-"};
	struct dye_embed_options options = {.dataset = unknown ? "customers" : "partners",
	    .account = "a02",
	    .marks = "none",
	    .allow_unmarked = true,
	    .pass_unknown = unknown,
	    .wish.header = DYE_YES,
	    .threads = 1};

	world_open();
	world_draw = 700;
	come_back(shape, &shaped, people);
	if (!unknown)
		world_learn("partners", dye_buffer_slice(&shaped), 3277);
	memory = (struct dye_memory){dye_buffer_slice(&shaped)};
	source = dye_memory_source(&memory, "-");
	OK(dye_embed(NULL, &options, &source, &sink, &result, &err));
	ck_assert_msg(result.burned == BACK, "%s: %u of %u burned", shape->name, (unsigned)result.burned, BACK);
	check_innocent(people);
	world_close();
	dye_buffer_release(&shaped);
	dye_buffer_release(&copy);
}

START_TEST(in_an_export_of_another_dataset)
{

	check_export(&shapes[_i], false);
}
END_TEST

START_TEST(in_columns_that_nobody_knows)
{

	check_export(&shapes[_i], true);
}
END_TEST

/* The shaped table is learned: how many are burned. */
static uint64_t
learn_shaped(const struct shape * shape, struct person people[BACK])
{
	struct dye_learn_sieve sieve = {.dataset_name = "partners"};
	struct dye_learn_options options = {.dataset = "partners", .dialect.header = DYE_YES, .intake = &sieve.hook};
	struct dye_learned learned = {0};
	struct dye_buffer shaped = {0};
	const char * files[1];
	uint64_t count;
	char path[96];
	FILE * f;

	sieve.store = world_store;
	come_back(shape, &shaped, people);
	(void)snprintf(path, sizeof(path), "%s/shaped.csv", folder);
	files[0] = path;
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert_uint_eq(fwrite(shaped.data, 1, shaped.len, f), shaped.len);
	ck_assert_int_eq(fclose(f), 0);
	dye_learn_sieve_start(&sieve);
	OK(dye_learn(&options, files, 1, &learned, &err));
	dye_learned_release(&learned);
	OK(dye_learn_sieve_end(&sieve, &count, &err));
	dye_buffer_release(&shaped);
	return count;
}

START_TEST(in_what_is_learned)
{
	struct person people[BACK];
	uint64_t count;

	world_open();
	world_draw = 700;
	count = learn_shaped(&shapes[_i], people);
	ck_assert_msg(count == BACK, "%s: %u of %u burned", shapes[_i].name, (unsigned)count, BACK);
	check_innocent(people);
	world_close();
}
END_TEST

START_TEST(is_listed_as_unseen)
{
	struct person people[BACK];
	uint64_t count;

	world_open();
	world_draw = 700;
	count = learn_shaped(&unseen[_i], people);
	ck_assert_msg(count < BACK, "%s: seen now, so it leaves the list of 4.2", unseen[_i].name);
	world_close();
}
END_TEST

/* What nobody put back does not come back. */
START_TEST(nothing_comes_back)
{
	struct dye_buffer table = {0}, copy = {0}, shaped = {0};
	struct dye_embed_result result = {0};

	world_open();
	world_draw = 700;
	write_table(&table, &plain);
	world_learn("customers", dye_buffer_slice(&table), 3277);
	(void)world_embed("customers", "a01", dye_buffer_slice(&table), &copy);
	write_table(&shaped, &shapes[0]);
	world_learn("partners", dye_buffer_slice(&shaped), 3277);
	OK(world_try("partners", "a02", "none", dye_buffer_slice(&shaped), &copy, &result));
	ck_assert_uint_eq(result.burned, 0);
	ck_assert_uint_eq(result.rows, ROWS);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
	dye_buffer_release(&shaped);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("canary shapes");

	tcase_add_loop_test(t, in_an_export_of_another_dataset, 0, SHAPES);
	tcase_add_loop_test(t, in_columns_that_nobody_knows, 0, SHAPES);
	tcase_add_loop_test(t, in_what_is_learned, 0, SHAPES);
	tcase_add_loop_test(t, is_listed_as_unseen, 0, UNSEEN);
	tcase_add_test(t, nothing_comes_back);
	return suite_run("canary shapes", t);
}
