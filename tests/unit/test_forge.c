/*
 * What forging promises: a bound that is never below the true probability, whichever cells of the record are seen (enumerated exactly, every
 * path of the random choices, weighted by its probability; cells are one where their canonical values are, which is what a leak is compared by); never the parent's own text; cells that agree with each other and
 * are recognised; the same random stream gives the same record.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/core/forge.h"
#include "tests/suite.h"

/* Where millions are asked, only what fails is told to Check. */
#define DEMAND(truth) ((truth) ? (void)0 : ck_abort_msg("%s", #truth))

/* ---- every path of the choices, one after the other ---- */

#define DEPTH_MAX 24

struct walk {
	uint32_t n[DEPTH_MAX];
	uint32_t at[DEPTH_MAX];
	uint32_t depth; /* of the present path */
	uint32_t known; /* choices fixed for the present path */
	uint32_t limit; /* deeper paths (draws repeated after a rejection) are given up */
	bool given_up;
	double probability;
};

static uint32_t
walk_below(void * cookie, uint32_t n)
{
	struct walk * w = cookie;
	uint32_t d = w->depth++;

	DEMAND(n >= 1);
	if (d >= w->limit) {
		/* Anything that ends the loop: the path does not count. */
		w->given_up = true;
		return (w->depth * 7 + 1) % n;
	}
	if (d >= w->known) {
		w->n[d] = n;
		w->at[d] = 0;
		w->known = d + 1;
	}
	w->probability /= n;
	return w->at[d];
}

/* The next path; false after the last. */
static bool
walk_next(struct walk * w)
{

	while (w->known > 0) {
		if (++w->at[w->known - 1] < w->n[w->known - 1])
			return true;
		w->known--;
	}
	return false;
}

/* SplitMix64, for the tests that sample. The bias of % is below n / 2^64. */
static uint32_t
mix_below(void * cookie, uint32_t n)
{
	uint64_t * state = cookie;
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ (z >> 31)) % n);
}

/* ---- records ---- */

#define CELLS_MAX 4

struct record {
	const char * name;
	uint32_t limit; /* choices in a path, the repeated ones of one rejection included */
	const char * kinds[CELLS_MAX];
	const char * parents[CELLS_MAX];
	bool small_words; /* with the vocabulary below */
	bool of_column;	  /* with the lists of words further below, the parent's name being read before */
	bool spellings;	  /* with lists of which several words are one value */
	bool anew;	  /* values are nearly unique */
	enum dye_sex sex;
	struct dye_date birth;
	enum dye_forge_role role; /* of all cells */
};

/* Twenty words are the fewest that are taken in the place of the built-in lists. */
static const struct dye_slice small_words[20] = {{"一", 3}, {"丁", 3}, {"七", 3}, {"万", 3}, {"丈", 3}, {"三", 3},
    {"上", 3}, {"下", 3}, {"不", 3}, {"与", 3}, {"丑", 3}, {"专", 3}, {"且", 3}, {"丕", 3}, {"世", 3}, {"丘", 3},
    {"丙", 3}, {"业", 3}, {"丛", 3}, {"东", 3}};
static const struct dye_slice other_words[20] = {{"一", 3}, {"丝", 3}, {"丞", 3}, {"两", 3}, {"严", 3}, {"丧", 3},
    {"个", 3}, {"中", 3}, {"丰", 3}, {"串", 3}, {"临", 3}, {"丸", 3}, {"丹", 3}, {"为", 3}, {"主", 3}, {"丽", 3},
    {"举", 3}, {"乃", 3}, {"久", 3}, {"么", 3}};
static const uint32_t heavy[20] = {5, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const uint32_t light[20] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3};
static const struct dye_vocabulary vocabularies[] = {{"surname-han", small_words, heavy, 20},
    {"given-han-male", small_words, heavy, 20}, {"given-han-female", other_words, light, 20}};

/* Of two surnames and of given names with the same letters; xian is one character or two; Ann Asmith writes annasmith, as Anna Smith does. */
#define W(s)                     \
	{                        \
		s, sizeof(s) - 1 \
	}
static const struct dye_slice surnames[20] = {W("王"), W("汪"), W("李"), W("黎"), W("力"), W("丁"), W("万"), W("丘"),
    W("东"), W("冬"), W("丝"), W("严"), W("丰"), W("临"), W("丹"), W("主"), W("乐"), W("于"), W("余"), W("解")};
static const struct dye_slice given_male[20] = {W("明"), W("鸣"), W("先"), W("西安"), W("仙"), W("明明"), W("晓明"),
    W("小明"), W("一"), W("安"), W("西"), W("力"), W("立"), W("丽"), W("勇"), W("永"), W("敏"), W("民"), W("军"),
    W("君")};
static const struct dye_slice given_female[20] = {W("鸣"), W("明"), W("敏"), W("芳"), W("方"), W("西"), W("安"),
    W("先"), W("丽"), W("立"), W("娜"), W("那"), W("静"), W("婷"), W("庭"), W("小"), W("晓"), W("晓婷"), W("一"),
    W("依")};
static const struct dye_slice surnames_latin[20] = {W("Smith"), W("Asmith"), W("Nasmith"), W("Lee"), W("Li"),
    W("O'Neil"), W("Oneil"), W("Roe"), W("Doe"), W("Poe"), W("Moe"), W("Coe"), W("Low"), W("Row"), W("Bow"), W("Tow"),
    W("Weiß"), W("Weiss"), W("WEISS"), W("García")};
static const struct dye_slice given_latin[20] = {W("Ann"), W("Anna"), W("An"), W("Al"), W("Ali"), W("Bo"), W("Bob"),
    W("Cy"), W("Di"), W("Ed"), W("Flo"), W("Gus"), W("Hal"), W("Ian"), W("Jo"), W("Kim"), W("Lou"), W("Meg"), W("Ned"),
    W("Oli")};
static const struct dye_slice nearby[] = {W("pair"), W("chain"), W("digits")};
static const uint32_t rare[] = {4, 3, 5};
static const struct dye_slice heads[] = {W("中"), W("中山"), W("北")}, tails[] = {W("山路"), W("路"), W("京路")};
static const struct dye_slice roads[] = {W("中山路"), W("南路"), W("西路"), W("东路"), W("大路")};
static const struct dye_slice chain[] = {
    W("..a"), W("..o"), W(".ac"), W(".oa"), W("ac."), W("ack"), W("ck."), W("oa."), W("oak")};
static const struct dye_slice streets[] = {W("Oak"), W("Oa"), W("Elm St")};
/* Spellings of one value, in one piece and across two; a word of the chain that is one of a slot; Strasse at the end of a word. */
static const struct dye_slice avenues[] = {W("Oak Ave"), W("Oak Avenue"), W("OAK Ave."), W("Oak"), W("St. Oak"),
    W("Hill Rd"), W("Rd"), W("Oakstr."),
    W("Oakstra\xC3\x9F"
      "e")};
static const struct dye_slice slots_chain[] = {
    W("..a"), W("..s"), W(".av"), W(".st"), W("ave"), W("st."), W("str"), W("tr."), W("ve.")};
static const struct dye_slice firsts[] = {W("Weiß"), W("WEISS"), W("Weiss-Oak"), W("Elm")};
static const struct dye_slice nexts[] = {
    W("Oak"), W("Oak-Elm"), W("Elm"), W("LTD"), W("\xC3\x89lan"), W("E\xCC\x81lan")};
static const struct dye_slice begins[] = {W("1."), W("2.."), W("3..")}, ends[] = {W(".5"), W("..0"), W("..5")};
static const struct dye_slice doors[] = {W("15"), W("101"), W("1")};
static const struct dye_vocabulary of_column[] = {{"surname-han", surnames, heavy, 20},
    {"given-han-male", given_male, heavy, 20}, {"given-han-female", given_female, light, 20},
    {"surname-latin", surnames_latin, heavy, 20}, {"given-latin-male", given_latin, heavy, 20},
    {"given-latin-female", given_latin, light, 20}, {"road-cn", roads, heavy, 5}, {"road-cn/rare", nearby, rare, 1},
    {"road-cn/head", heads, heavy, 3}, {"road-cn/tail", tails, heavy, 3}, {"street-latin", streets, heavy, 3},
    {"street-latin/rare", nearby, rare, 2}, {"street-latin/chain", chain, heavy, 9},
    {"street-latin/letters", begins + 1, heavy, 1}, {"company-first", streets, heavy, 3},
    {"company-first/rare", nearby, rare, 2}, {"company-first/chain", chain, light, 9}, {"door-cn", doors, heavy, 3},
    {"door-cn/rare", nearby, rare, 3}, {"door-cn/begin", begins, heavy, 3}, {"door-cn/end", ends, light, 3},
    {"number-cn", doors, heavy, 3}, {"number-latin", doors, heavy, 3}};
#define OF_COLUMN (sizeof(of_column) / sizeof(of_column[0]))

static const struct dye_vocabulary of_spellings[] = {{"street-latin", avenues, heavy, 9},
    {"street-latin/rare", nearby, rare, 2}, {"street-latin/chain", slots_chain, light, 9},
    {"number-latin", doors, heavy, 3}, {"company-first", firsts, heavy, 4}, {"company-first/rare", nearby, rare, 2},
    {"company-first/chain", slots_chain, heavy, 9}, {"company-next", nexts, light, 6},
    {"company-next/rare", nearby, rare, 2}, {"company-next/chain", chain, heavy, 9}};
#define OF_SPELLINGS (sizeof(of_spellings) / sizeof(of_spellings[0]))

#define TEXT_MAX 96

/* What some of the cells show after one path. */
struct outcome {
	char text[TEXT_MAX];
	double probability;
	double log2_bound;
};

/* One path: what each cell shows, one behind the other, and the bound of every choice of cells. */
struct path {
	char text[TEXT_MAX];
	uint8_t end[CELLS_MAX];
	double probability;
	double log2_bound[1u << CELLS_MAX];
};

/* A cell that shows the sex and draws nothing: in the place of an identity number, with a space that can be walked. */
static enum dye_code
forge_sex(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{

	forge->revealed |= forge->attributes.sex_nodes;
	return dye_buffer_append_byte(out, forge->attributes.sex == DYE_MALE ? 'M' : 'F', err);
}

static const struct dye_kind sex_kind = {.name = "sex", .forge = forge_sex};

static void
forge_record(const struct record * r, uint32_t (*below)(void *, uint32_t), void * cookie, struct dye_forge * forge,
    uint64_t revealed[CELLS_MAX], struct dye_buffer texts[CELLS_MAX])
{
	size_t c;

	*forge = (struct dye_forge){.below = below, .cookie = cookie};
	if (r->small_words) {
		forge->vocabularies = vocabularies;
		forge->vocabulary_count = 3;
	}
	if (r->spellings) {
		forge->vocabularies = of_spellings;
		forge->vocabulary_count = OF_SPELLINGS;
	}
	forge->attributes.sex = r->sex;
	forge->attributes.birth = r->birth;
	if (r->of_column) {
		forge->vocabularies = of_column;
		forge->vocabulary_count = OF_COLUMN;
		for (c = 0; c < CELLS_MAX && r->kinds[c] != NULL; c++)
			if (strcmp(r->kinds[c], "sex") != 0)
				dye_attributes_read_parent(dye_kind_find(r->kinds[c]), r->role,
				    (struct dye_slice){r->parents[c], strlen(r->parents[c])}, &forge->attributes);
	}
	for (c = 0; c < CELLS_MAX && r->kinds[c] != NULL; c++) {
		const struct dye_kind * kind = strcmp(r->kinds[c], "sex") == 0 ? &sex_kind : dye_kind_find(r->kinds[c]);

		DEMAND(kind != NULL);
		forge->parent = (struct dye_slice){r->parents[c], strlen(r->parents[c])};
		forge->role = r->role;
		forge->anew = r->anew;
		dye_buffer_reset(&texts[c]);
		DEMAND(dye_forge_cell(kind, forge, &texts[c], NULL) == DYE_OK);
		revealed[c] = forge->revealed;
	}
}

/* What a leak's cell is compared by. */
static struct dye_slice
value_of(const char * kind, struct dye_slice text)
{
	static struct dye_parse parse;

	if (strcmp(kind, "sex") == 0)
		return text;
	DEMAND(dye_kind_find(kind)->parse(text, &parse, NULL) == DYE_OK);
	return dye_buffer_slice(&parse.canonical);
}

static void
note(struct path * p, const struct record * r, const struct dye_forge * forge, const uint64_t revealed[CELLS_MAX],
    const struct dye_buffer texts[CELLS_MAX], double probability)
{
	size_t cells, c, n = 0;

	*p = (struct path){.probability = probability};
	for (cells = 0; cells < CELLS_MAX && r->kinds[cells] != NULL; cells++) {
		struct dye_slice value = value_of(r->kinds[cells], dye_buffer_slice(&texts[cells]));

		DEMAND(n + value.len + 1 < sizeof(p->text));
		memcpy(p->text + n, value.data, value.len);
		n += value.len;
		p->text[n++] = '\n';
		p->end[cells] = (uint8_t)n;
	}
	for (uint32_t subset = 1; subset < 1u << cells; subset++) {
		uint64_t nodes = 0;

		for (c = 0; c < cells; c++)
			nodes |= (subset >> c & 1) != 0 ? revealed[c] : 0;
		p->log2_bound[subset] = dye_forge_log2(forge, nodes);
	}
}

/* What the cells of ${subset} show after each of the paths. */
static struct outcome *
outcomes_of(const struct path * paths, size_t count, uint32_t subset)
{
	struct outcome * outcomes = calloc(count + 1, sizeof(*outcomes));

	DEMAND(outcomes != NULL);
	for (size_t i = 0; i < count; i++) {
		size_t n = 0, begin = 0;

		outcomes[i].probability = paths[i].probability;
		outcomes[i].log2_bound = paths[i].log2_bound[subset];
		for (size_t c = 0; c < CELLS_MAX && paths[i].end[c] > 0; begin = paths[i].end[c++]) {
			if ((subset >> c & 1) == 0)
				continue;
			memcpy(outcomes[i].text + n, paths[i].text + begin, paths[i].end[c] - begin);
			n += paths[i].end[c] - begin;
		}
	}
	return outcomes;
}

static int
by_text(const void * a, const void * b)
{

	return memcmp(
	    ((const struct outcome *)a)->text, ((const struct outcome *)b)->text, sizeof(((struct outcome *)0)->text));
}

/* The probability of each text is its paths' sum; every path's bound must reach it. Return the sum of all. */
static double
check_outcomes(const struct record * r, struct outcome * outcomes, size_t count)
{
	double all = 0, sum;
	size_t i, j, k;

	qsort(outcomes, count, sizeof(*outcomes), by_text);
	for (i = 0; i < count; i = j) {
		for (j = i, sum = 0; j < count && by_text(&outcomes[i], &outcomes[j]) == 0; j++)
			sum += outcomes[j].probability;
		for (k = i; k < j; k++)
			if (exp2(outcomes[k].log2_bound) < sum * (1 - 1e-10))
				ck_abort_msg("%s: bound 2^%f for 2^%f", r->name, outcomes[k].log2_bound, log2(sum));
		all += sum;
	}
	return all;
}

static size_t
walk_all(const struct record * r, struct path ** paths)
{
	struct walk w = {.limit = r->limit};
	struct dye_buffer texts[CELLS_MAX] = {{0}};
	struct dye_forge forge;
	uint64_t revealed[CELLS_MAX];
	size_t n = 0, size = 0, c;

	*paths = NULL;
	do {
		w.depth = 0;
		w.given_up = false;
		w.probability = 1;
		forge_record(r, walk_below, &w, &forge, revealed, texts);
		if (w.given_up)
			continue;
		if (n == size) {
			size = size == 0 ? 4096 : 2 * size;
			*paths = realloc(*paths, size * sizeof(**paths));
			DEMAND(*paths != NULL);
		}
		note(&(*paths)[n++], r, &forge, revealed, texts, w.probability);
	} while (walk_next(&w));
	for (c = 0; c < CELLS_MAX; c++)
		dye_buffer_release(&texts[c]);
	return n;
}

/* A record of one cell. */
#define ONE(title, kind, parent, depth) .name = title, .kinds = {kind}, .parents = {parent}, .limit = depth

static const struct record records[] = {
    {ONE("phone", "phone", "139-0000-0101", 1)},
    {ONE("phone, starred", "phone", "139****0101", 1)},
    {ONE("phone, America", "phone", "(202) 555-0102 ext 7", 1)},
    {ONE("zip+4", "postcode", "36301-0001", 1)},
    {ONE("zip, nearly unique", "postcode", "36301", 1), .anew = true},
    {ONE("postcode of China, nearly unique", "postcode", "030012", 1), .anew = true},
    {ONE("key", "opaque-id", "C00123", 8)},
    {ONE("phone of digits", "phone", "163296012", 1)},
    {ONE("phone as a decimal number", "phone", "6567958815.0", 1)},
    {ONE("key as a decimal number", "opaque-id", "1000004.0", 8)},
    {ONE("key of one place", "opaque-id", "C-7", 4)},
    {ONE("key with letters", "opaque-id", "7K2-", 3)},
    {ONE("time", "datetime", "2024-01-02 03:04:05", 2)},
    {ONE("minutes", "datetime", "2024-01-02 03:04", 1)},
    {ONE("birth", "datetime", "1886-08-02", 1), .role = DYE_ROLE_BIRTH},
    {ONE("birth with a time", "datetime", "2 Aug 1886 00:00:00", 1), .role = DYE_ROLE_BIRTH},
    {ONE("day", "datetime", "1886-08-02", 1)},
    {ONE("id of known birth and sex", "cn-id", "11010519491231002X", 1), .sex = DYE_FEMALE, .birth = {1886, 8, 2}},
    {ONE("id of known birth", "cn-id", "unreadable", 2), .birth = {1886, 8, 2}},
    {ONE("id that keeps its person", "cn-id", "11010519491231002X", 1)},
    {ONE("id, its birth starred out", "cn-id", "110105********002X", 1)},
    {ONE("id, of which the last three are seen", "cn-id", "1**************02X", 1)},
    {ONE("name of known sex", "person-name", "一东", 6), .small_words = true, .sex = DYE_MALE},
    {ONE("name of drawn sex", "person-name", "一丁", 5), .small_words = true},
    {ONE("name, starred", "person-name", "一**", 5), .small_words = true},
    {ONE("address", "address-cn", "某市某路9号5栋201室", 4)},
    {ONE("room", "address-cn", "某大厦201室", 8)},
    {ONE("number plate", "plate", "苏A1234学", 8)},
    {ONE("address, Latin", "address-latin", "9 MAIN ST STE 7", 3)},
    {ONE("address without street name", "address-latin", "No.17, Tower 5, Sunny Garden", 1)},
    {ONE("e-mail", "email", "7@example.com", 4)},
    {ONE("company", "company", "Tibemo Ltd", 3)},
    {ONE("amount", "number", "1234.00 EUR", 1)},
    {ONE("amount with decimals", "number", "1,234.56", 2)},
    {ONE("weight", "number", "8.15 kg", 2)},
    {ONE("amount, nearly unique", "number", "61.50", 4), .anew = true},
    {ONE("decimals, nearly unique", "number", "134.56", 4), .anew = true},
    {ONE("time, nearly unique", "datetime", "2024-01-02 03:04:05", 3), .anew = true},
    {ONE("part of a second, nearly unique", "datetime", "03:04:05.6", 3), .anew = true},
    {ONE("day, nearly unique", "datetime", "2 Jan 2024", 1), .anew = true},
    {ONE("surname", "surname", "Jimenez", 1)},
    {ONE("given name", "given-name", "Kyle", 2)},
    {ONE("road and door", "address-cn", "某市中山路101室", 8), .of_column = true},
    {ONE("street of a chain", "address-latin", "15 Elm St", 8), .of_column = true},
    {ONE("company of a chain", "company", "Oak Ltd", 8), .of_column = true},
    {ONE("spellings of a street", "address-latin", "15 Elm St", 8), .spellings = true},
    {ONE("of two streets", "address-latin", "No.5 Elm St, Low Rd", 16), .spellings = true},
    {ONE("of two words of a company", "company", "Foo Bar, Ltd", 16), .spellings = true},
    {.name = "name, mailbox, pinyin and sex",
	.limit = 8,
	.of_column = true,
	.kinds = {"person-name", "email", "person-name", "sex"},
	.parents = {"王明", "wangming@example.com", "WANG Ming", ""}},
    {.name = "mailbox before the name",
	.limit = 8,
	.of_column = true,
	.sex = DYE_MALE,
	.kinds = {"email", "person-name", "email"},
	.parents = {"w.ming7@example.com", "王明", "mw@example.com"}},
    {.name = "surname, given name and mailbox",
	.limit = 8,
	.of_column = true,
	.kinds = {"surname", "given-name", "email"},
	.parents = {"王", "明", "ming_wang@example.com"}},
    {.name = "letters of two names in a run",
	.limit = 8,
	.of_column = true,
	.kinds = {"email", "person-name", "surname", "given-name"},
	.parents = {"annsmith@example.com", "Ann Smith", "Smith", "Ann"}},
    {.name = "first characters",
	.limit = 8,
	.of_column = true,
	.kinds = {"email", "person-name"},
	.parents = {"lixi@example.com", "李西安"}},
    {.name = "a given name of two words in a run",
	.limit = 8,
	.of_column = true,
	.kinds = {"email", "person-name"},
	.parents = {"smithannlee@example.com", "Ann Lee Smith"}},
    {.name = "name and sex",
	.limit = 5,
	.kinds = {"person-name", "sex", "person-name"},
	.parents = {"一丁", "", "世**"},
	.small_words = true},
};

START_TEST(test_bound_exact)
{
	const struct record * r = &records[_i];
	uint32_t subset, cells = 0;
	struct path * paths;
	size_t n = walk_all(r, &paths);

	while (cells < CELLS_MAX && r->kinds[cells] != NULL)
		cells++;
	for (subset = 1; subset < 1u << cells; subset++) {
		struct outcome * outcomes = outcomes_of(paths, n, subset);
		double all = check_outcomes(r, outcomes, n);

		/* What a limit on repeats leaves out is little, so the sums above are the probabilities. */
		ck_assert_msg(all > 0.97 && all < 1 + 1e-9, "%s: the paths sum to %f", r->name, all);
		free(outcomes);
	}
	free(paths);
}
END_TEST

/* ---- values worked out by hand ---- */

/* A birth is one of 2 * 1095 days; a sequence one of 496 of one parity; the id shows the birth, so both together show no more. */
START_TEST(test_birth_shared)
{
	struct record r = {.kinds = {"datetime", "cn-id"},
	    .parents = {"1949年12月31日", "11010519491231002X"},
	    .role = DYE_ROLE_BIRTH};
	struct dye_buffer texts[CELLS_MAX] = {{0}};
	uint64_t state = 1, revealed[CELLS_MAX];
	struct dye_forge forge;
	struct dye_attributes day = {0}, id = {0};

	forge_record(&r, mix_below, &state, &forge, revealed, texts);
	ck_assert_uint_eq(forge.node_count, 2);
	ck_assert_double_eq_tol(dye_forge_log2(&forge, revealed[0]), -log2(2190), 1e-9);
	ck_assert_double_eq_tol(dye_forge_log2(&forge, revealed[1]), -log2(2190) - log2(496), 1e-9);
	ck_assert_uint_eq(revealed[0] | revealed[1], revealed[1]);
	dye_attributes_read(dye_kind_find("datetime"), DYE_ROLE_BIRTH, dye_buffer_slice(&texts[0]), &day);
	dye_attributes_read(dye_kind_find("cn-id"), DYE_ROLE_PLAIN, dye_buffer_slice(&texts[1]), &id);
	ck_assert(id.birth.month != 0 && dye_date_equal(id.birth, day.birth));
	/* 1000: the check digit is right. */
	ck_assert_int_eq(dye_kind_find("cn-id")->recognise(dye_buffer_slice(&texts[1])), 1000);
	ck_assert_int_eq(id.sex, DYE_FEMALE);
	ck_assert_int_eq(memcmp(texts[1].data, "110105", 6), 0);
	dye_buffer_release(&texts[0]);
	dye_buffer_release(&texts[1]);
}
END_TEST

/* Draws ${cookie} each time. */
static uint32_t
fixed_below(void * cookie, uint32_t n)
{
	const uint32_t * value = cookie;

	return *value < n ? *value : n - 1;
}

static enum dye_code
forge_plain(const char * parent, uint32_t draw, struct dye_forge * forge, struct dye_buffer * out)
{

	*forge = (struct dye_forge){.below = fixed_below, .cookie = &draw, .role = DYE_ROLE_PLAIN};
	forge->parent = (struct dye_slice){parent, strlen(parent)};
	dye_buffer_reset(out);
	return dye_forge_cell(dye_kind_find("cn-id"), forge, out, NULL);
}

/*
 * The number of a woman, sequence 002, that keeps its birth and sex: of 497 even sequences, 002 to 994, 496 are left, and no two draws give the same.
 */
START_TEST(test_number_keeps_its_person)
{
	const struct dye_kind * kind = dye_kind_find("cn-id");
	struct dye_buffer out = {0};
	bool seen[1000] = {false};
	struct dye_forge forge;
	uint32_t draw;

	for (draw = 0; draw < 496; draw++) {
		struct dye_attributes a = {0};
		unsigned sequence;

		ck_assert_int_eq(forge_plain("11010519491231002X", draw, &forge, &out), DYE_OK);
		ck_assert_uint_eq(out.len, 18);
		ck_assert_int_eq(memcmp(out.data, "11010519491231", 14), 0);
		ck_assert_int_eq(kind->recognise(dye_buffer_slice(&out)), 1000);
		dye_attributes_read(kind, DYE_ROLE_PLAIN, dye_buffer_slice(&out), &a);
		ck_assert(a.sex == DYE_FEMALE && dye_date_equal(a.birth, (struct dye_date){1949, 12, 31}));
		ck_assert_uint_eq(forge.node_count, 1);
		ck_assert_double_eq_tol(dye_forge_log2(&forge, forge.revealed), -log2(496), 1e-9);
		sequence = (unsigned)(100 * (out.data[14] - '0') + 10 * (out.data[15] - '0') + out.data[16] - '0');
		ck_assert(sequence != 2 && sequence >= 2 && sequence <= 994 && sequence % 2 == 0 && !seen[sequence]);
		seen[sequence] = true;
	}
	dye_buffer_release(&out);
}
END_TEST

/* What the record knows of the person from elsewhere is another's: two numbers of a row have two births. */
START_TEST(test_number_is_its_own)
{
	struct dye_buffer out = {0};
	uint32_t draw = 7;
	struct dye_forge forge = {.below = fixed_below,
	    .cookie = &draw,
	    .parent = DYE_SLICE("11010519491231002X"),
	    .attributes = {.sex = DYE_MALE, .birth = {1980, 1, 2}}};

	ck_assert_int_eq(dye_forge_cell(dye_kind_find("cn-id"), &forge, &out, NULL), DYE_OK);
	ck_assert_int_eq(memcmp(out.data, "11010519491231", 14), 0);
	ck_assert_int_eq((out.data[16] - '0') % 2, 0);
	/* 15 digits stay 15: the year has two, and there is no check. */
	ck_assert_int_eq(forge_plain("110105491231002", 0, &forge, &out), DYE_OK);
	ck_assert_uint_eq(out.len, 15);
	ck_assert_int_eq(memcmp(out.data, "110105491231004", 15), 0);
	/* No birth, and none beside it: no number. */
	ck_assert_int_eq(forge_plain("unreadable", 0, &forge, &out), DYE_EUSAGE);
	ck_assert_uint_eq(out.len, 0);
	dye_buffer_release(&out);
}
END_TEST

/*
 * 8a + 4b + 2c is 4 for 002 and stays 4 modulo 11, c even, 001 to 994: 46 sequences have that, counted by three loops in another program, and one of
 * them is its own; the check stays right whatever the stars hide.
 */
START_TEST(test_starred_number)
{
	struct dye_buffer out = {0};
	bool seen[1000] = {false};
	struct dye_forge forge;
	uint32_t draw;

	for (draw = 0; draw < 45; draw++) {
		unsigned a, b, c;

		ck_assert_int_eq(forge_plain("110105********002X", draw, &forge, &out), DYE_OK);
		ck_assert_int_eq(memcmp(out.data, "110105********", 14), 0);
		ck_assert_int_eq(out.data[17], 'X');
		a = (unsigned)(out.data[14] - '0'), b = (unsigned)(out.data[15] - '0'),
		c = (unsigned)(out.data[16] - '0');
		ck_assert_uint_eq((8 * a + 4 * b + 2 * c) % 11, 4);
		ck_assert(c % 2 == 0 && (a != 0 || b != 0 || c != 2) && !seen[100 * a + 10 * b + c]);
		seen[100 * a + 10 * b + c] = true;
		ck_assert_double_eq_tol(dye_forge_log2(&forge, forge.revealed), -log2(45), 1e-9);
	}
	ck_assert_int_eq(forge_plain("110105195**********", 0, &forge, &out), DYE_EUSAGE);
	ck_assert_int_eq(forge_plain("11010519491231****", 0, &forge, &out), DYE_EUSAGE);
	/* Two of three are seen: five even digits, ten before them, eleven checks, without its own. */
	ck_assert_int_eq(forge_plain("110105*********02X", 0, &forge, &out), DYE_OK);
	ck_assert_double_eq_tol(dye_forge_log2(&forge, forge.revealed), -log2(549), 1e-9);
	dye_buffer_release(&out);
}
END_TEST

/* How a column writes births: ${parent} by order, and what is written for the 5th of December 1979. */
static const struct written {
	enum dye_forge_role role;
	const char * parent;
	bool unpadded;
	struct dye_date birth; /* month 0: not read */
	const char * child;
} births[] = {
    {DYE_ROLE_BIRTH, "03/04/1986", false, {0}, "03/04/1986"},
    {DYE_ROLE_BIRTH_MONTH_FIRST, "03/04/1986", false, {1986, 3, 4}, "12/05/1979"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "03/04/1986", false, {1986, 4, 3}, "05/12/1979"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "04/04/1986", false, {1986, 4, 4}, "05/12/1979"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "25.11.1986", false, {1986, 11, 25}, "05.12.1979"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "3/4/1986", false, {1986, 4, 3}, "5/12/1979"},
    {DYE_ROLE_BIRTH_MONTH_FIRST, "10/11/1986", true, {1986, 10, 11}, "12/5/1979"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "1986-04-04", false, {1986, 4, 4}, "1979-12-05"},
    {DYE_ROLE_BIRTH_MONTH_FIRST, "1986-03-04 00:00:00", false, {1986, 3, 4}, "1979-12-05 00:00:00"},
    {DYE_ROLE_BIRTH_DAY_FIRST,
	"1986\xE5\xB9\xB4"
	"4\xE6\x9C\x88"
	"4\xE6\x97\xA5",
	false, {1986, 4, 4},
	"1979\xE5\xB9\xB4"
	"12\xE6\x9C\x88"
	"5\xE6\x97\xA5"},
    {DYE_ROLE_BIRTH_DAY_FIRST, "19860403", false, {1986, 4, 3}, "19791205"},
};

START_TEST(test_birth_as_the_column_writes_it)
{
	const struct written * w = &births[_i];
	const struct dye_kind * kind = dye_kind_find("datetime");
	struct dye_slice parent = {w->parent, strlen(w->parent)};
	struct dye_attributes read = {0};
	struct dye_buffer out = {0};
	uint64_t seed = 1;
	struct dye_forge forge = {.below = mix_below,
	    .cookie = &seed,
	    .role = w->role,
	    .unpadded = w->unpadded,
	    .parent = parent,
	    .attributes.birth = {1979, 12, 5}};

	dye_attributes_read(kind, w->role, parent, &read);
	ck_assert(dye_date_equal(read.birth, w->birth));
	ck_assert_int_eq(dye_forge_cell(kind, &forge, &out, NULL), DYE_OK);
	ck_assert_msg(out.len == strlen(w->child) && memcmp(out.data, w->child, out.len) == 0, "%s gives %.*s",
	    w->parent, (int)out.len, out.data);
	dye_buffer_release(&out);
}
END_TEST

/*
 * GB 11643-1999 gives the first two numbers as its examples; the others have every check character there is, from ISO 7064: the sum of
 * digit times 2^(place from the right) is 1 modulo 11.
 */
static const char * const numbers[] = {"11010519491231002X", "440524188001010014", "110101188001011030",
    "110101188001011081", "110101188001011022", "110101188001011073", "110101188001011014", "110101188001011065",
    "110101188001011006", "110101188001011057", "110101188001011188", "110101188001011049", "11010118800101109X"};

START_TEST(test_check_digit)
{
	const struct dye_kind * kind = dye_kind_find("cn-id");
	char wrong[19];

	memcpy(wrong, numbers[_i], sizeof(wrong));
	ck_assert_int_eq(kind->recognise((struct dye_slice){wrong, 18}), 1000);
	wrong[15] = wrong[15] == '9' ? '0' : (char)(wrong[15] + 1);
	ck_assert_int_eq(kind->recognise((struct dye_slice){wrong, 18}), 700);
}
END_TEST

/* ---- many samples of many shapes ---- */

struct sample {
	const char * kind;
	const char * parent;
	int least; /* what recognise() must say of every forged text */
};

/* Days are those of birth. */
static const struct sample samples[] = {{"phone", "13900000101", 900}, {"phone", "+86 139 0000 0101", 900},
    {"phone", "１３９０００００１０７", 900}, {"phone", "010-80000109-801", 900}, {"phone", "0086 13900000106", 900},
    {"phone", "+44 20 7946 0101", 900}, {"phone", "2025550101", 700}, {"phone", "025-80000105", 900},
    {"cn-id", "11010519491231002X", 1000}, {"cn-id", "110105491231002", 850}, {"cn-id", "", 1000},
    {"cn-id", "3201**********1234", 1000}, {"person-name", "王芳", 900}, {"person-name", "李建国", 900},
    {"person-name", "欧阳明月", 900}, {"person-name", "王　芳", 900}, {"person-name", "Mary Smith", 900},
    {"person-name", "SMITH, JOHN A.", 900}, {"person-name", "josé garcía", 900},
    {"email", "wang.fang@example.com", 990}, {"email", "10086001@example.com", 990},
    {"email", "jsmith@example.org", 990}, {"email", "7@example.org", 990}, {"opaque-id", "10000004", 450},
    {"opaque-id", "C0001234", 750}, {"opaque-id", "00D0EF", 0},
    {"opaque-id", "550e8400-e29b-41d4-a716-446655440000", 980}, {"opaque-id", "SG-0566578916T", 700},
    {"opaque-id", "978-0-306-40615-7", 350}, {"opaque-id", "GB82 WEST 1234 5698 7654 32", 650},
    {"opaque-id", "4111 1111 1111 1111", 650}, {"opaque-id", "１００００００４", 450}, {"opaque-id", "AAFB", 120},
    {"phone", "02 40 34 21 33", 900}, {"phone", "(0285)37-7111", 760}, {"postcode", "36301-0001", 970},
    {"datetime", "1986-08-02", 900}, {"datetime", "8/22/1886", 900}, {"datetime", "1886年8月2日", 900},
    {"datetime", "19860802", 700}, {"datetime", "2 Jan 1990", 900}, {"datetime", "2021-06-03T23:17:22Z", 900},
    {"datetime", "2020年1月2日 3时4分5秒", 900}, {"datetime", "2 Aug 1986 00:00", 900},
    {"datetime", "20210603231722", 900}, {"plate", "苏A12345", 990}, {"plate", "浙A·TU130", 990},
    {"plate", "京AD12345", 990}, {"address-cn", "湖南长沙市芙蓉区紫金一巷197号龙湾公馆12栋5单元1507室", 800},
    {"address-cn", "江苏省南京市玄武区学府路12号3栋2单元501", 800}, {"address-latin", "1108 ROSS CLARK CIRCLE", 400},
    {"address-latin", "702 N Main St", 400},
    {"address-latin", "No.178 Yulong Avenue, Yubei District, Chongqing China CN 401120", 400},
    {"address-latin", "600 March Road Kanata Ontario CA K2K 2E6", 400}, {"company", "Example Technology Co., Ltd", 500},
    {"surname", "Smith", 900}, {"surname", "王", 700}, {"given-name", "MARY", 900}, {"given-name", "建国", 120},
    {"company", "EXAMPLE INC", 500}, {"company", "Northern Example Systems GmbH", 500}, {"number", "1234.00 EUR", 900}};

/* And days that are not, times of them. */
static const struct sample times[] = {{"datetime", "1986-08-02", 900}, {"datetime", "2 Feb 1990", 900},
    {"datetime", "2021-06-03T23:17:22Z", 900}, {"datetime", "2020年1月2日 3时4分5秒", 900},
    {"datetime", "20210603231722", 900}, {"datetime", "23:17", 700}};

static void
forge_one(
    const struct sample * s, enum dye_forge_role role, uint64_t seed, struct dye_forge * forge, struct dye_buffer * out)
{
	const struct dye_kind * kind = dye_kind_find(s->kind);

	ck_assert_msg(kind != NULL, "no kind %s", s->kind);
	*forge = (struct dye_forge){.below = mix_below, .cookie = &seed, .role = role};
	forge->parent = (struct dye_slice){s->parent, strlen(s->parent)};
	dye_buffer_reset(out);
	ck_assert_int_eq(dye_forge_cell(kind, forge, out, NULL), DYE_OK);
}

static void
check_sample(const struct sample * s, enum dye_forge_role role)
{
	const struct dye_kind * kind = dye_kind_find(s->kind);
	struct dye_buffer a = {0}, b = {0};
	struct dye_forge forge;
	uint64_t seed;

	ck_assert_msg(kind != NULL, "no kind %s", s->kind);
	for (seed = 1; seed <= 500; seed++) {
		int score;

		forge_one(s, role, seed * 1000003, &forge, &a);
		ck_assert(!dye_slice_equal(dye_buffer_slice(&a), forge.parent));
		score = kind->recognise(dye_buffer_slice(&a));
		ck_assert_msg(score >= s->least, "%s like %s: %.*s is recognised with %d", s->kind, s->parent,
		    (int)a.len, a.data, score);
		ck_assert_uint_ne(forge.revealed, 0);
		ck_assert_double_lt(dye_forge_log2(&forge, forge.revealed), -2.9);
		forge_one(s, role, seed * 1000003, &forge, &b);
		ck_assert(dye_slice_equal(dye_buffer_slice(&a), dye_buffer_slice(&b)));
	}
	dye_buffer_release(&a);
	dye_buffer_release(&b);
}

START_TEST(test_samples)
{

	check_sample(&samples[_i], DYE_ROLE_BIRTH);
}
END_TEST

START_TEST(test_times)
{

	check_sample(&times[_i], DYE_ROLE_PLAIN);
}
END_TEST

static bool
in_records(const char * kind)
{

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		for (size_t c = 0; c < CELLS_MAX && records[i].kinds[c] != NULL; c++)
			if (strcmp(records[i].kinds[c], kind) == 0)
				return true;
	return false;
}

static bool
in_samples(const char * kind)
{

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (strcmp(samples[i].kind, kind) == 0)
			return true;
	return false;
}

/* Of a kind that is in neither table nobody knows whether its bound is one, and whether what it invents is of it. */
START_TEST(test_every_kind)
{

	for (size_t i = 0; dye_kinds[i] != NULL; i++) {
		const char * name = dye_kinds[i]->name;

		if (dye_kinds[i]->forge == NULL)
			continue;
		ck_assert_msg(in_records(name),
		    "kind %s can be invented, and no line of records[] of this test is of it: give a parent whose "
		    "draws can be walked through, so that its bound is compared with the probability",
		    name);
		ck_assert_msg(in_samples(name),
		    "kind %s can be invented, and no line of samples[] of this test is of it: give parents of each "
		    "form, and the least that recognise() must say of what is invented",
		    name);
	}
}
END_TEST

/* ---- what a column has in all its cells ---- */

/* How it is written stays: ${head} and ${tail}, and digits where there are digits. */
static const struct form {
	const char * kind;
	const char * parent;
	const char * head;
	const char * tail;
} forms[] = {{"opaque-id", "10000004.0", "1", ".0"}, {"opaque-id", "10000004,00", "1", ",00"},
    {"opaque-id", "10000004.000", "1", ".000"}, {"opaque-id", "10000004-DE", "1", "-DE"},
    {"opaque-id", "12345-DE", "1", "-DE"}, {"opaque-id", "12345A", "1", "A"}, {"opaque-id", "12345/B", "1", "/B"},
    {"opaque-id", "INV-12345-A", "INV-1", "-A"}, {"opaque-id", "10000004 EUR", "1", " EUR"},
    {"opaque-id", "DE-1234567890A", "DE-", "A"}, {"opaque-id", "No. 10000004", "No. 1", ""},
    {"opaque-id", "#10000004", "#1", ""}, {"opaque-id", "'10000004", "'1", ""}, {"opaque-id", "10,000,004", "1", ""},
    {"number", "10000004.0", "1", ".0"}, {"number", "1,234,567.00", "1", ".00"}, {"number", "1.234.567,00", "1", ",00"},
    {"number", "EUR 1234.00", "EUR 1", ".00"}, {"number", "1234.00 EUR", "1", ".00 EUR"},
    {"number", "1,234,000", "1", ""}, {"number", "+1234", "+1", ""}, {"phone", "6567958815.0", "656795", ".0"},
    {"phone", "441632960123.0", "44163296", ".0"}, {"phone", "163296012", "16329", ""},
    {"phone", "441632960123", "44163296", ""}, {"phone", "'2025550101", "'202555", ""},
    {"phone", "Tel. (202) 555-0101", "Tel. (202) 555-", ""}};

START_TEST(test_form)
{
	const struct form * f = &forms[_i];
	size_t i, n = strlen(f->parent), tail = n - strlen(f->tail);
	struct dye_buffer out = {0};
	struct dye_forge forge;
	uint64_t seed;

	for (seed = 1; seed <= 200; seed++) {
		forge_one(&(struct sample){f->kind, f->parent, 0}, DYE_ROLE_PLAIN, seed * 1000003, &forge, &out);
		ck_assert_uint_eq(out.len, n);
		ck_assert_int_ne(memcmp(out.data, f->parent, n), 0);
		ck_assert_int_eq(memcmp(out.data, f->head, strlen(f->head)), 0);
		ck_assert_msg(
		    memcmp(out.data + tail, f->tail, n - tail) == 0, "%s gives %.*s", f->parent, (int)n, out.data);
		for (i = 0; i < n; i++)
			ck_assert_msg(f->parent[i] >= '0' && f->parent[i] <= '9'
					  ? out.data[i] >= '0' && out.data[i] <= '9'
					  : out.data[i] == f->parent[i],
			    "%s gives %.*s", f->parent, (int)n, out.data);
		ck_assert_uint_ne(forge.revealed, 0);
	}
	dye_buffer_release(&out);
}
END_TEST

/* ---- check digits ---- */

/* The whole number modulo 97 as ISO 13616 wants it: 1. */
static unsigned
iban_modulo(const char * s, size_t n)
{
	char turned[64];
	size_t i, k = 0;
	unsigned rest = 0;

	for (i = 4; i < n; i++)
		if (s[i] != ' ')
			turned[k++] = s[i];
	memcpy(turned + k, s, 4);
	for (i = 0; i < k + 4; i++)
		rest = turned[i] >= 'A' ? (rest * 100 + (unsigned)(turned[i] - 'A' + 10)) % 97
					: (rest * 10 + (unsigned)(turned[i] - '0')) % 97;
	return rest;
}

/* The digits from the right, the second, fourth, ... times ${factor}, digits of products added where ${luhn}: modulo 10. */
static unsigned
weighted_modulo(const char * s, size_t n, unsigned factor, bool luhn)
{
	unsigned sum = 0, place = 0;

	while (n-- > 0) {
		unsigned v;

		if (s[n] < '0' || s[n] > '9')
			continue;
		v = (unsigned)(s[n] - '0') * (place++ % 2 == 1 ? factor : 1);
		sum += luhn ? v / 10 + v % 10 : v;
	}
	return sum % 10;
}

/* Published examples: ISBN of the standard's own page, a card number for tests, the IBAN registry's examples. */
START_TEST(test_check_digits_stay_right)
{
	static const char * const isbns[] = {"978-0-306-40615-7", "9783161484100"};
	static const char * const cards[] = {"4111 1111 1111 1111", "378282246310005"};
	static const char * const ibans[] = {"GB82 WEST 1234 5698 7654 32", "DE89370400440532013000",
	    "FR14 2004 1010 0505 0001 3M02 606", "NO93 8601 1117 947"};
	struct dye_buffer b = {0};
	struct dye_forge forge;
	uint64_t seed;

	for (seed = 1; seed <= 600; seed++) {
		forge_one(&(struct sample){"opaque-id", isbns[seed % 2], 0}, DYE_ROLE_PLAIN, seed * 7919, &forge, &b);
		ck_assert_uint_eq(weighted_modulo(b.data, b.len, 3, false), 0);
		ck_assert(memcmp(b.data, "978", 3) == 0);
		forge_one(&(struct sample){"opaque-id", cards[seed % 2], 0}, DYE_ROLE_PLAIN, seed * 7919, &forge, &b);
		ck_assert_uint_eq(weighted_modulo(b.data, b.len, 2, true), 0);
		forge_one(&(struct sample){"opaque-id", ibans[seed % 4], 0}, DYE_ROLE_PLAIN, seed * 7919, &forge, &b);
		ck_assert_uint_eq(iban_modulo(b.data, b.len), 1);
		ck_assert(memcmp(b.data, ibans[seed % 4], 2) == 0);
	}
	dye_buffer_release(&b);
}
END_TEST

/* ---- attributes of kept cells ---- */

START_TEST(test_attributes)
{
	struct dye_attributes a = {0};

	dye_attributes_read(dye_kind_find("category"), DYE_ROLE_PLAIN, DYE_SLICE("女"), &a);
	dye_attributes_read(dye_kind_find("category"), DYE_ROLE_PLAIN, DYE_SLICE("江苏省"), &a);
	ck_assert_str_eq(a.region, "32");
	dye_attributes_read(dye_kind_find("category"), DYE_ROLE_PLAIN, DYE_SLICE("杭州市"), &a);
	ck_assert_str_eq(a.region, "32");
	dye_attributes_read(dye_kind_find("address-cn"), DYE_ROLE_PLAIN, DYE_SLICE("江苏南京市玄武区1号"), &a);
	ck_assert_str_eq(a.region, "3201");
	dye_attributes_read(dye_kind_find("datetime"), DYE_ROLE_PLAIN, DYE_SLICE("2024-01-02"), &a);
	ck_assert_int_eq(a.birth.month, 0);
	dye_attributes_read(dye_kind_find("datetime"), DYE_ROLE_BIRTH, DYE_SLICE("1886-08-02"), &a);
	ck_assert_int_eq(a.birth.year, 1886);
	ck_assert_int_eq(a.sex, DYE_FEMALE);
}
END_TEST

/* More draws than nodes: they are made, and count as probability 1. */
START_TEST(test_nodes_run_out)
{
	uint64_t state = 1;
	struct dye_forge forge = {.below = mix_below, .cookie = &state};
	int i;

	for (i = 0; i < 100; i++)
		(void)dye_forge_uniform(&forge, dye_forge_node(&forge), 2);
	ck_assert_uint_eq(forge.node_count, DYE_FORGE_NODES);
	ck_assert_double_eq_tol(dye_forge_log2(&forge, UINT64_MAX), -64, 1e-9);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("forge");

	tcase_add_loop_test(tcase, test_bound_exact, 0, (int)(sizeof(records) / sizeof(records[0])));
	tcase_add_loop_test(tcase, test_samples, 0, (int)(sizeof(samples) / sizeof(samples[0])));
	tcase_add_loop_test(tcase, test_times, 0, (int)(sizeof(times) / sizeof(times[0])));
	tcase_add_test(tcase, test_every_kind);
	tcase_add_loop_test(tcase, test_form, 0, (int)(sizeof(forms) / sizeof(forms[0])));
	tcase_add_test(tcase, test_birth_shared);
	tcase_add_test(tcase, test_number_keeps_its_person);
	tcase_add_test(tcase, test_number_is_its_own);
	tcase_add_test(tcase, test_starred_number);
	tcase_add_loop_test(tcase, test_birth_as_the_column_writes_it, 0, (int)(sizeof(births) / sizeof(births[0])));
	tcase_add_loop_test(tcase, test_check_digit, 0, (int)(sizeof(numbers) / sizeof(numbers[0])));
	tcase_add_test(tcase, test_check_digits_stay_right);
	tcase_add_test(tcase, test_attributes);
	tcase_add_test(tcase, test_nodes_run_out);
	return suite_run("forge", tcase);
}
