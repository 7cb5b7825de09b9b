/*
 * gen_customers: invented customers as CSV on standard output, as many as wanted, with the mess that real clerks make.
 *
 * Nothing here is about anybody: every name, address and number is drawn from the small lists below. Names of cities, GB/T 2260
 * district codes and plate prefixes are public facts; everything under them is invented. E-mail addresses are in domains that
 * RFC 2606 reserves.
 *
 * A row is a function of (seed, index) alone, so that the same seed gives the same people in any order and any encoding.
 */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define OUT_SIZE (1U << 20)
#define ROW_MAX (1U << 15) /* COLUMNS cells of 1,024 bytes, every one a quote that is doubled, and more */

/* ---- chance ---- */

/* SplitMix64 (Steele, Lea and Flood 2014): small, fast, and can start anywhere. */
struct chance {
	uint64_t state;
};

static uint64_t
mix64(uint64_t z)
{

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
	return z ^ (z >> 31);
}

static uint64_t
next64(struct chance * c)
{

	c->state += 0x9E3779B97F4A7C15U;
	return mix64(c->state);
}

/* A whole number below n. The bias is below n / 2^32 and does not matter here. */
static unsigned
below(struct chance * c, size_t n)
{

	return (unsigned)(((next64(c) >> 32) * (uint64_t)n) >> 32);
}

/* True in permille of 1000 cases. */
static bool
happens(struct chance * c, unsigned permille)
{

	return below(c, 1000) < permille;
}

/* An index by weights that sum to 100. */
static unsigned
weighted(struct chance * c, const uint8_t * weights, size_t n)
{
	unsigned u = below(c, 100);
	unsigned i;

	for (i = 0; i + 1 < n; i++) {
		if (u < weights[i])
			return i;
		u -= weights[i];
	}
	return i;
}

/* A permutation of 0..n-1 without memory: four rounds of a Feistel network, walked until it lands inside. */
static uint64_t
permute(uint64_t i, uint64_t n, uint64_t key)
{
	unsigned half = 1, k;
	uint64_t mask, left, right, swap;

	while ((UINT64_C(1) << (2 * half)) < n)
		half++;
	mask = (UINT64_C(1) << half) - 1;
	do {
		left = i >> half;
		right = i & mask;
		for (k = 0; k < 4; k++) {
			swap = left ^ (mix64(right + key + ((uint64_t)k << 56)) & mask);
			left = right;
			right = swap;
		}
		i = left << half | right;
	} while (i >= n);
	return i;
}

/* ---- text ---- */

struct text {
	char data[1024];
	size_t len;
};

static void
add_bytes(struct text * t, const char * s, size_t len)
{

	if (len > sizeof(t->data) - t->len)
		len = sizeof(t->data) - t->len;
	memcpy(t->data + t->len, s, len);
	t->len += len;
}

static void
add(struct text * t, const char * s)
{

	add_bytes(t, s, strlen(s));
}

static void
add_char(struct text * t, char c)
{

	add_bytes(t, &c, 1);
}

/* A number of at least that many digits. */
static void
add_number(struct text * t, uint64_t n, unsigned digits)
{
	char buf[24];
	size_t i = sizeof(buf);

	while (i > 0 && (n > 0 || digits > 0)) {
		buf[--i] = (char)('0' + (char)(n % 10));
		n /= 10;
		if (digits > 0)
			digits--;
	}
	add_bytes(t, buf + i, sizeof(buf) - i);
}

#define PICK(c, list) ((list)[below((c), COUNT(list))])

/* ASCII digits become full-width ones (U+FF10..U+FF19). */
static void
widen_digits(struct text * t)
{
	struct text wide = {.len = 0};
	char utf8[3] = {(char)0xEF, (char)0xBC, 0};

	for (size_t i = 0; i < t->len; i++) {
		if (t->data[i] < '0' || t->data[i] > '9') {
			add_char(&wide, t->data[i]);
			continue;
		}
		utf8[2] = (char)(0x90 + (t->data[i] - '0'));
		add_bytes(&wide, utf8, sizeof(utf8));
	}
	*t = wide;
}

/* ASCII letters to capitals (up) or small ones. */
static void
change_case(struct text * t, bool up)
{

	for (size_t i = 0; i < t->len; i++) {
		char ch = t->data[i];

		if (up && ch >= 'a' && ch <= 'z')
			t->data[i] = (char)(ch - 'a' + 'A');
		else if (!up && ch >= 'A' && ch <= 'Z')
			t->data[i] = (char)(ch - 'A' + 'a');
	}
}

/* The first space is typed twice. */
static void
double_space(struct text * t)
{
	char * at = memchr(t->data, ' ', t->len);

	if (at == NULL || t->len == sizeof(t->data))
		return;
	memmove(at + 1, at, t->len - (size_t)(at - t->data));
	t->len++;
}

/* ---- days ---- */

/* Year, month and day of a day counted from 1 March of year 0 (proleptic Gregorian). */
static void
civil(unsigned day, unsigned * y, unsigned * m, unsigned * d)
{
	unsigned era = day / 146097, in_era = day % 146097;
	unsigned year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * in_year + 2) / 153;

	*d = in_year - (153 * month + 2) / 5 + 1;
	*m = month < 10 ? month + 3 : month - 9;
	*y = year + era * 400 + (*m <= 2);
}

#define DAY_1940 708495U /* 1 January 1940 in that count */
#define DAY_2019 737350U /* 1 January 2019 */

static void
add_date(struct text * t, unsigned day, const char * between)
{
	unsigned y, m, d;

	civil(day, &y, &m, &d);
	add_number(t, y, 4);
	add(t, between);
	add_number(t, m, 2);
	add(t, between);
	add_number(t, d, 2);
}

/* ---- what is asked for, and where it goes ---- */

enum order { BY_ID, BY_TIME, SHUFFLED };

struct options {
	bool chinese, crlf, bom, mess, gapless, header;
	enum order order;
	uint64_t rows, bytes, seed;
	char delimiter;
	const char * encoding; /* NULL: UTF-8 */
};

struct out {
	const struct options * options;
	char * data; /* OUT_SIZE and one row more. Owned. */
	size_t len;
	uint64_t written;
	iconv_t cd;	  /* (iconv_t)-1: none */
	char * converted; /* Owned. */
};

static bool
write_all(struct out * o, const char * data, size_t len)
{

	o->written += len;
	return fwrite(data, 1, len, stdout) == len;
}

/* Only whole rows are ever flushed, so that no character is cut. */
static bool
flush(struct out * o)
{
	char *from = o->data, *to = o->converted;
	size_t left = o->len, room = 2 * (OUT_SIZE + ROW_MAX);

	o->len = 0;
	if (o->cd == (iconv_t)-1)
		return write_all(o, from, left);
	if (iconv(o->cd, &from, &left, &to, &room) == (size_t)-1)
		return false;
	return write_all(o, o->converted, (size_t)(to - o->converted));
}

static void
put(struct out * o, const char * s, size_t len)
{

	memcpy(o->data + o->len, s, len);
	o->len += len;
}

/* One cell, quoted where it must be or where somebody's program thought so; the quotes within are doubled. */
static void
put_cell(struct out * o, const struct text * t, bool quote)
{

	if (!quote && memchr(t->data, o->options->delimiter, t->len) == NULL && memchr(t->data, '"', t->len) == NULL &&
	    memchr(t->data, '\n', t->len) == NULL && memchr(t->data, '\r', t->len) == NULL) {
		put(o, t->data, t->len);
		return;
	}
	put(o, "\"", 1);
	for (size_t i = 0; i < t->len; i++) {
		if (t->data[i] == '"')
			put(o, "\"", 1);
		put(o, t->data + i, 1);
	}
	put(o, "\"", 1);
}

/* ---- one customer ---- */

enum column {
	CUSTOMER_ID,
	NAME,
	PHONE,
	ID_CARD,
	GENDER,
	BIRTH,
	PROVINCE,
	CITY,
	ADDRESS,
	EMAIL,
	VEHICLE,
	PLATE,
	ORDER_TIME,
	AMOUNT,
	COLUMNS
};

static const char * const column_names[COLUMNS] = {"customer_id", "name", "phone", "id_card", "gender", "birth",
    "province", "city", "address", "email", "vehicle_model", "plate", "order_time", "amount"};

struct customer {
	struct text cells[COLUMNS];
	bool female;
	bool company;
	unsigned born; /* day */
};

/* What a clerk enters who has nothing to enter. */
static void
leave_empty(struct chance * c, struct text * t)
{

	t->len = 0;
	if (happens(c, 300))
		add_char(t, '-');
}

static void
make_time(struct chance * c, struct text * t, uint64_t place, uint64_t of, bool mess)
{
	/* Four years of orders; place/of moves through them, the rest is chance within one step. */
	const uint64_t span = UINT64_C(4) * 365 * 86400;
	uint64_t at = of > span ? place % span : place * (span / of) + below(c, span / of);
	unsigned day = DAY_2019 + (unsigned)(at / 86400), second = (unsigned)(at % 86400);
	bool slashes = mess && happens(c, 20);

	add_date(t, day, slashes ? "/" : "-");
	add_char(t, ' ');
	add_number(t, second / 3600, 2);
	add_char(t, ':');
	add_number(t, second / 60 % 60, 2);
	if (slashes)
		return;
	add_char(t, ':');
	add_number(t, second % 60, 2);
}

/* Mostly small sums, some large ones. */
static void
make_amount(struct chance * c, struct text * t)
{
	unsigned long whole = 20;

	for (unsigned i = below(c, 6); i > 0; i--)
		whole *= 2 + below(c, 3);
	whole += below(c, whole);
	add_number(t, whole, 1);
	add_char(t, '.');
	add_number(t, happens(c, 600) ? 0 : below(c, 100), 2);
}

static const char * const makers[] = {
    "Aurelia", "Borealis", "Cassia", "Dorado", "Elsinor", "Fenwick", "Galvan", "Hestia"};
static const char * const models[] = {
    "Comet", "Vista", "Nomad", "Pioneer", "Swift", "Terra", "Orbit", "Lumen", "Ridge", "Halo"};
static const char * const trims[] = {"", " Sport", " Estate", " EV", " Hybrid", " 2.0T"};

static void
make_vehicle(struct chance * c, struct text * t)
{

	add(t, PICK(c, makers));
	add_char(t, ' ');
	add(t, PICK(c, models));
	add(t, PICK(c, trims));
}

/* Letters and digits without I and O, as on plates. */
static void
add_plate_signs(struct chance * c, struct text * t, unsigned n)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

	for (; n > 0; n--)
		add_char(t, signs[below(c, happens(c, 700) ? 10 : sizeof(signs) - 1)]);
}

static const char * const mail_domains[] = {
    "example.com", "example.org", "example.net", "mail.example", "post.example"};

static void
make_email(struct chance * c, struct text * t, const char * given, const char * family, uint64_t number)
{

	add(t, given);
	add(t, happens(c, 500) ? "." : happens(c, 500) ? "_" : "");
	add(t, family);
	add_number(t, number % 10000, 1);
	add_char(t, '@');
	add(t, PICK(c, mail_domains));
	change_case(t, false);
}

/* Stray spaces and full-width digits, in any column but the key. */
static void
soil(struct chance * c, struct customer * p, bool chinese)
{
	struct text * address = &p->cells[ADDRESS];

	if (happens(c, 25))
		add_char(&p->cells[NAME], ' ');
	if (happens(c, 60))
		add_char(address, ' ');
	if (happens(c, chinese ? 5 : 80))
		double_space(address);
	if (happens(c, chinese ? 30 : 3))
		widen_digits(address);
	if (happens(c, chinese ? 8 : 1))
		widen_digits(&p->cells[PHONE]);
	if (happens(c, 70))
		leave_empty(c, &p->cells[EMAIL]);
	if (happens(c, 15))
		leave_empty(c, &p->cells[PHONE]);
	if (happens(c, 30))
		leave_empty(c, &p->cells[ID_CARD]);
	if (happens(c, 8))
		leave_empty(c, address);
	if (happens(c, 200))
		leave_empty(c, &p->cells[PLATE]);
}

/* ---- the international variant ---- */

static const char * const given_female[] = {"Anna", "Maria", "Elena", "Sofia", "Grace", "Priya", "Mei Ling", "Hannah",
    "Olivia", "Zoe", "Nadia", "Clara", "Ruth", "Leila", "Ingrid", "Amelia", "Renée", "Joan", "Tara", "Vera", "Alice",
    "Noor", "Siew Hoon", "Ida"};
static const char * const given_male[] = {"John", "Peter", "Daniel", "Lucas", "Samuel", "Arjun", "Wei Ming", "Thomas",
    "Oliver", "Omar", "Victor", "Martin", "Henry", "Ravi", "Erik", "George", "José", "Simon", "Paul", "Hugo", "Adam",
    "Kenji", "Kok Leong", "Max"};
static const char * const family_start[] = {"Ash", "Black", "Brad", "Carl", "Dun", "East", "Fair", "Green", "Hart",
    "Kings", "Lang", "Marl", "New", "North", "Pem", "Rad", "Shel", "Stan", "Thorn", "Wake", "West", "Whit", "Win",
    "Wood"};
static const char * const family_end[] = {"berg", "bury", "by", "combe", "croft", "den", "don", "field", "ford", "gate",
    "ham", "hurst", "ley", "low", "man", "mere", "more", "sett", "son", "stead", "ton", "well", "wick", "worth"};

/* Spelt in full, short, and short with a full stop. */
struct spelt {
	const char * form[3];
};
static const struct spelt suffixes[] = {{{"Street", "St", "St."}}, {{"Road", "Rd", "Rd."}}, {{"Avenue", "Ave", "Ave."}},
    {{"Drive", "Dr", "Dr."}}, {{"Boulevard", "Blvd", "Blvd."}}, {{"Lane", "Ln", "Ln."}}, {{"Court", "Ct", "Ct."}},
    {{"Parkway", "Pkwy", "Pkwy."}}, {{"Place", "Pl", "Pl."}}, {{"Highway", "Hwy", "Hwy."}}};
static const struct spelt directions[] = {
    {{"North", "N", "N."}}, {{"South", "S", "S."}}, {{"East", "E", "E."}}, {{"West", "W", "W."}}};
static const struct spelt units[] = {{{"Suite", "Ste", "Ste."}}, {{"Apartment", "Apt", "Apt."}},
    {{"Room", "Rm", "Rm."}}, {{"Floor", "Fl", "Fl."}}, {{"Unit", "Unit", "Unit"}}};
static const struct spelt building = {{"Building", "Bldg", "Bldg."}};
static const char * const number_forms[] = {"No. ", "No.", "No ", "NO.", "#"};

struct place {
	const char *region, *city, *code; /* code: telephone area */
};

struct country {
	const char *code, *name, *dial;
	uint8_t share;	     /* of customers, per cent */
	bool asian;	     /* "No. 5, Lane 3, Xinhua Road" and not "5 Maple Street" */
	uint8_t named;	     /* how often the name stands in place of the code, per cent */
	uint8_t common[3];   /* how Street, Road, Avenue and Drive are spelt here */
	uint8_t rarer[3];    /* and how the others are */
	uint8_t short_in[3]; /* directions */
	uint8_t unit[3];     /* units and buildings */
	uint8_t numbers[5];  /* number_forms */
	uint8_t commas[3];   /* ", " and "," and " " */
	uint8_t postcode;    /* digits; 0: none */
	uint8_t place_count;
	const struct place * places;
};

static const struct place us_places[] = {{"CA", "San Jose", "408"}, {"CA", "Fresno", "559"},
    {"TX", "Round Rock", "512"}, {"TX", "Dallas", "214"}, {"WA", "Spokane", "509"}, {"NV", "Reno", "775"},
    {"OH", "Dayton", "937"}, {"IL", "Chicago", "312"}, {"NY", "Albany", "518"}, {"NC", "Durham", "919"},
    {"CO", "Boulder", "303"}, {"GA", "Savannah", "912"}, {"MN", "Duluth", "218"}, {"MA", "Worcester", "508"}};
static const struct place ca_places[] = {{"Ontario", "Kanata", "613"}, {"Ontario", "Hamilton", "905"},
    {"BC", "Burnaby", "604"}, {"Alberta", "Calgary", "403"}, {"Quebec", "Laval", "450"}};
static const struct place gb_places[] = {{"Kent", "Maidstone", "1622"}, {"Cambridgeshire", "Cambridge", "1223"},
    {"West Yorkshire", "Leeds", "113"}, {"Devon", "Exeter", "1392"}, {"Greater Manchester", "Bolton", "1204"}};
static const struct place au_places[] = {{"NSW", "Newcastle", "2"}, {"VIC", "Geelong", "3"}, {"QLD", "Cairns", "7"},
    {"WA", "Fremantle", "8"}, {"SA", "Adelaide", "8"}};
static const struct place in_places[] = {{"Karnataka", "Bangalore", "80"}, {"Maharashtra", "Pune", "20"},
    {"Tamil Nadu", "Chennai", "44"}, {"Telangana", "Hyderabad", "40"}};
static const struct place sg_places[] = {{"Singapore", "Singapore", "6"}};
static const struct place hk_places[] = {
    {"Kowloon", "Kwun Tong", "2"}, {"New Territories", "Sha Tin", "2"}, {"Hong Kong", "Chai Wan", "2"}};
static const struct place tw_places[] = {{"Taiwan", "Taipei City", "2"}, {"Taiwan", "Hsinchu City", "3"},
    {"Taiwan", "Taichung City", "4"}, {"Taiwan", "Tainan City", "6"}, {"Taiwan", "Taoyuan City", "3"},
    {"Taiwan", "New Taipei City", "2"}};
static const struct place cn_places[] = {{"Guangdong", "Shenzhen", "755"}, {"Guangdong", "Dongguan", "769"},
    {"Guangdong", "Guangzhou", "20"}, {"Jiangsu", "Suzhou", "512"}, {"Jiangsu", "Nanjing", "25"},
    {"Zhejiang", "Hangzhou", "571"}, {"Zhejiang", "Ningbo", "574"}, {"Shandong", "Qingdao", "532"},
    {"Hubei", "Wuhan", "27"}, {"Sichuan", "Chengdu", "28"}, {"Fujian", "Xiamen", "592"}};

#define PLACES(list) .place_count = (uint8_t)COUNT(list), .places = list

/* clang-format off */
static const struct country countries[] = {
    {.code = "US", .name = "USA", .dial = "1", .share = 38, .named = 8, .common = {46, 41, 13},
	.rarer = {33, 52, 15}, .short_in = {28, 55, 17}, .unit = {62, 27, 11}, .numbers = {20, 5, 5, 5, 65},
	.commas = {80, 4, 16}, .postcode = 5, PLACES(us_places)},
    {.code = "CA", .name = "Canada", .dial = "1", .share = 7, .named = 25, .common = {63, 26, 11},
	.rarer = {51, 38, 11}, .short_in = {58, 36, 6}, .unit = {70, 22, 8}, .numbers = {30, 10, 5, 5, 50},
	.commas = {84, 4, 12}, .postcode = 0, PLACES(ca_places)},
    {.code = "GB", .name = "United Kingdom", .dial = "44", .share = 8, .named = 35, .common = {88, 9, 3},
	.rarer = {90, 7, 3}, .short_in = {86, 10, 4}, .unit = {78, 18, 4}, .numbers = {50, 20, 20, 5, 5},
	.commas = {90, 4, 6}, .postcode = 0, PLACES(gb_places)},
    {.code = "AU", .name = "Australia", .dial = "61", .share = 8, .named = 22, .common = {66, 27, 7},
	.rarer = {70, 24, 6}, .short_in = {70, 24, 6}, .unit = {66, 28, 6}, .numbers = {40, 20, 20, 5, 15},
	.commas = {80, 5, 15}, .postcode = 4, PLACES(au_places)},
    {.code = "IN", .name = "India", .dial = "91", .share = 6, .asian = true, .named = 30,
	.common = {72, 14, 14}, .rarer = {80, 10, 10}, .short_in = {80, 12, 8}, .unit = {74, 12, 14},
	.numbers = {38, 30, 12, 6, 14}, .commas = {70, 24, 6}, .postcode = 6, PLACES(in_places)},
    {.code = "SG", .name = "Singapore", .dial = "65", .share = 5, .asian = true, .named = 30,
	.common = {74, 18, 8}, .rarer = {70, 22, 8}, .short_in = {72, 24, 4}, .unit = {76, 16, 8},
	.numbers = {30, 15, 15, 5, 35}, .commas = {78, 8, 14}, .postcode = 6, PLACES(sg_places)},
    {.code = "HK", .name = "Hong Kong", .dial = "852", .share = 4, .asian = true, .named = 30,
	.common = {78, 12, 10}, .rarer = {80, 12, 8}, .short_in = {76, 16, 8}, .unit = {70, 18, 12},
	.numbers = {44, 32, 8, 8, 8}, .commas = {82, 12, 6}, .postcode = 0, PLACES(hk_places)},
    {.code = "TW", .name = "Taiwan", .dial = "886", .share = 10, .asian = true, .named = 12,
	.common = {26, 24, 50}, .rarer = {38, 18, 44}, .short_in = {24, 20, 56}, .unit = {50, 18, 32},
	.numbers = {36, 48, 3, 9, 4}, .commas = {72, 24, 4}, .postcode = 3, PLACES(tw_places)},
    {.code = "CN", .name = "P.R.China", .dial = "86", .share = 14, .asian = true, .named = 18,
	.common = {78, 12, 10}, .rarer = {84, 8, 8}, .short_in = {82, 10, 8}, .unit = {74, 12, 14},
	.numbers = {26, 42, 6, 18, 8}, .commas = {52, 42, 6}, .postcode = 6, PLACES(cn_places)}};
/* clang-format on */

static const char * const street_first[] = {"Alder", "Amber", "Apple", "Arbor", "Aspen", "Birch", "Bluff", "Bridge",
    "Brook", "Cedar", "Cherry", "Clay", "Clover", "Copper", "Crest", "Crystal", "Dove", "Eagle", "Elm", "Fern", "Field",
    "Forest", "Fox", "Garden", "Glen", "Granite", "Harbor", "Hazel", "Heron", "Hickory", "Holly", "Iron", "Juniper",
    "Lake", "Laurel", "Linden", "Maple", "Meadow", "Mill", "Moss", "Oak", "Orchard", "Otter", "Pearl", "Pine", "Poplar",
    "Quarry", "Raven", "River", "Rose", "Sage", "Silver", "Spring", "Stone", "Summer", "Sycamore", "Timber", "Valley",
    "Willow", "Winter"};
static const char * const street_second[] = {"", "", "", " Bay", "bank", " Bend", "brook", " Creek", "dale", " Farm",
    "field", "gate", " Grove", " Hill", "hurst", " Hollow", "land", " Mill", " Point", " Ridge", "side", " Spring",
    "stone", " Valley", "view", "ville", " Vista", "water", "wood", "worth"};
static const char * const syllables[] = {"An", "Bao", "Chang", "Chun", "Da", "Dong", "Fu", "Gao", "Guang", "Hai", "He",
    "Hong", "Hua", "Hui", "Jian", "Jin", "Kang", "Ke", "Lan", "Li", "Long", "Mei", "Min", "Nan", "Ning", "Ping", "Qing",
    "Ren", "Sheng", "Shun", "Tai", "Tian", "Wan", "Wen", "Xi", "Xin", "Xing", "Yang", "Yong", "Yuan", "Zhen", "Zhong"};
static const char * const parks[] = {
    "Technology Park", "Industrial Zone", "Science Park", "Business Centre", "Industrial Park", "High-Tech Zone"};
static const char * const trades[] = {
    "Trading", "Logistics", "Motors", "Electronics", "Foods", "Textiles", "Optics", "Machinery", "Travel", "Supplies"};
static const char * const forms_west[] = {
    "Inc", "Inc.", ", Inc.", "LLC", ", LLC", "Ltd", "Ltd.", "Corp.", "Corporation", "Limited"};
static const char * const forms_asia[] = {
    "Co., Ltd.", "Co., Ltd", "Co.,Ltd.", "Co.,Ltd", "Co. Ltd", "Co Ltd", "Co.,LTD", "Company Limited", "Limited"};

static const char *
spell(struct chance * c, const struct spelt * s, const uint8_t weights[3], bool mess)
{

	return s->form[mess ? weighted(c, weights, 3) : 0];
}

static const char *
comma(struct chance * c, const struct country * land, bool mess)
{
	static const char * const forms[] = {", ", ",", " "};

	if (!mess)
		return forms[0];
	return happens(c, 10) ? ",\n" : forms[weighted(c, land->commas, COUNT(forms))];
}

static const struct country *
pick_country(struct chance * c)
{
	unsigned u = below(c, 100), i = 0;

	while (i + 1 < COUNT(countries) && u >= countries[i].share)
		u -= countries[i++].share;
	return &countries[i];
}

/* Street and Road are what most streets are called. */
static void
add_suffix(struct chance * c, struct text * t, const struct country * land, bool mess)
{
	static const uint8_t frequency[] = {26, 28, 14, 9, 6, 6, 3, 3, 3, 2};
	unsigned i = weighted(c, frequency, COUNT(suffixes));

	add_char(t, ' ');
	add(t, spell(c, &suffixes[i], i < 4 ? land->common : land->rarer, mess));
}

static void
add_unit(struct chance * c, struct text * t, const struct country * land, bool mess)
{

	add(t, spell(c, &PICK(c, units), land->unit, mess));
	add_char(t, ' ');
	if (happens(c, 200))
		add_char(t, (char)('A' + (char)below(c, 8)));
	add_number(t, 1 + below(c, 999), 1);
}

static void
add_street_west(struct chance * c, struct text * t, const struct country * land, bool mess)
{

	add_number(t, 1 + below(c, happens(c, 500) ? 999 : 19999), 1);
	add_char(t, ' ');
	if (happens(c, 260)) {
		add(t, spell(c, &PICK(c, directions), land->short_in, mess));
		add_char(t, ' ');
	}
	/* A saint is not a street. */
	if (happens(c, 8))
		add(t, "St. ");
	add(t, PICK(c, street_first));
	add(t, PICK(c, street_second));
	add_suffix(c, t, land, mess);
	if (happens(c, 380)) {
		add(t, comma(c, land, mess));
		add_unit(c, t, land, mess);
	}
	if (happens(c, 90)) {
		add(t, comma(c, land, mess));
		add(t, spell(c, &building, land->unit, mess));
		add_char(t, ' ');
		add_number(t, 1 + below(c, 30), 1);
	}
}

static void
add_house_number(struct chance * c, struct text * t, const struct country * land, bool mess)
{

	add(t, number_forms[mess ? weighted(c, land->numbers, COUNT(number_forms)) : 0]);
	add_number(t, 1 + below(c, happens(c, 500) ? 199 : 2999), 1);
}

static void
add_pinyin(struct chance * c, struct text * t, bool mess)
{
	struct text second = {.len = 0};

	add(t, PICK(c, syllables));
	add(&second, PICK(c, syllables));
	if (mess && happens(c, 120))
		add_char(t, ' ');
	else
		change_case(&second, false);
	add_bytes(t, second.data, second.len);
}

static void
add_street_east(struct chance * c, struct text * t, const struct country * land, bool mess)
{

	if (happens(c, 300)) {
		add_unit(c, t, land, mess);
		add(t, comma(c, land, mess));
	}
	if (happens(c, 250)) {
		add(t, spell(c, &building, land->unit, mess));
		add_char(t, ' ');
		add_number(t, 1 + below(c, 60), 1);
		add(t, comma(c, land, mess));
	}
	add_house_number(c, t, land, mess);
	add(t, comma(c, land, mess));
	add_pinyin(c, t, mess);
	if (happens(c, 240)) {
		add_char(t, ' ');
		add(t, spell(c, &PICK(c, directions), land->short_in, mess));
	}
	add_suffix(c, t, land, mess);
	if (happens(c, 330)) {
		add(t, comma(c, land, mess));
		add_pinyin(c, t, mess);
		add_char(t, ' ');
		add(t, PICK(c, parks));
	}
	if (happens(c, 420)) {
		add(t, comma(c, land, mess));
		add_pinyin(c, t, mess);
		add(t, " District");
	}
}

static void
add_postcode(struct chance * c, struct text * t, const struct country * land)
{
	static const char letters[] = "ABCEGHJKLMNPRSTVXY";
	static const unsigned tens[] = {1, 10, 100, 1000, 10000, 100000};

	if (land->postcode > 0) {
		add_char(t, ' ');
		add_char(t, (char)('1' + (char)below(c, 9)));
		add_number(t, below(c, tens[land->postcode - 1]), land->postcode - 1U);
		return;
	}
	if (strcmp(land->code, "HK") == 0)
		return;
	add_char(t, ' ');
	add_char(t, letters[below(c, sizeof(letters) - 1)]);
	add_number(t, 1 + below(c, 9), 1);
	if (strcmp(land->code, "CA") == 0)
		add_char(t, letters[below(c, sizeof(letters) - 1)]);
	add_char(t, ' ');
	add_number(t, below(c, 10), 1);
	add_char(t, letters[below(c, sizeof(letters) - 1)]);
	if (strcmp(land->code, "CA") == 0)
		add_number(t, below(c, 10), 1);
	else
		add_char(t, letters[below(c, sizeof(letters) - 1)]);
}

/* Street, city, region, country, postcode. */
static void
make_address_intl(struct chance * c, struct text * t, const struct country * land, const struct place * at, bool mess)
{
	bool spaced = mess && happens(c, 450);

	if (land->asian)
		add_street_east(c, t, land, mess);
	else
		add_street_west(c, t, land, mess);
	add(t, spaced ? " " : ", ");
	add(t, at->city);
	if (strcmp(at->city, at->region) != 0) {
		add(t, spaced ? " " : ", ");
		add(t, at->region);
	}
	add(t, spaced ? " " : ", ");
	add(t, below(c, 100) < land->named ? land->name : land->code);
	add_postcode(c, t, land);
	if (mess && happens(c, 60))
		change_case(t, true);
	else if (mess && happens(c, 15))
		change_case(t, false);
}

/* North American numbers: the exchange and the line begin as NANPA's rules want; the area is that of the city. */
static void
make_phone_nanp(struct chance * c, struct text * t, const char * area, bool mess)
{
	/* +1 AAA EEE LLLL; (AAA) EEE-LLLL; AAA-EEE-LLLL; AAAEEELLLL; 1-AAA-EEE-LLLL; AAA.EEE.LLLL */
	static const uint8_t frequency[] = {24, 26, 30, 10, 5, 5};
	static const char * const parts[][3] = {
	    {"+1 ", " ", " "}, {"(", ") ", "-"}, {"", "-", "-"}, {"", "", ""}, {"1-", "-", "-"}, {"", ".", "."}};
	const char * const * form = parts[mess ? weighted(c, frequency, COUNT(parts)) : 2];

	add(t, form[0]);
	add(t, area);
	add(t, form[1]);
	add_number(t, 200 + below(c, 800), 3);
	add(t, form[2]);
	add_number(t, below(c, 10000), 4);
}

static void
make_phone_intl(struct chance * c, struct text * t, const struct country * land, const struct place * at, bool mess)
{
	unsigned form = mess ? below(c, 10) : 0;

	if (strcmp(land->dial, "1") == 0) {
		make_phone_nanp(c, t, at->code, mess);
		return;
	}
	add(t, form == 9 ? "00" : "+");
	add(t, land->dial);
	add(t, form < 6 ? " " : form < 8 ? "" : "-");
	add(t, at->code);
	add(t, form < 6 ? " " : "");
	add_number(t, 200 + below(c, 700), 3);
	add(t, form < 4 ? " " : "");
	add_number(t, below(c, 10000), 4);
}

static void
make_company_intl(struct chance * c, struct text * t, const struct country * land, const char * family)
{
	const char * form = land->asian ? PICK(c, forms_asia) : PICK(c, forms_west);

	add(t, family);
	add_char(t, ' ');
	add(t, PICK(c, trades));
	if (form[0] != ',')
		add_char(t, ' ');
	add(t, form);
}

static void
make_name_intl(struct chance * c, struct text * t, const char * given, const char * family, bool mess)
{
	unsigned form = mess ? below(c, 1000) : 999;

	if (form < 30) { /* Ashton, Maria */
		add(t, family);
		add(t, ", ");
		add(t, given);
		return;
	}
	add(t, given);
	if (form < 34) { /* Maria "Bo" Ashton */
		add(t, " \"");
		add_bytes(t, family, 2);
		add_char(t, '"');
	} else if (form < 120) { /* Maria K. Ashton, or without the full stop */
		add_char(t, ' ');
		add_char(t, (char)('A' + (char)below(c, 26)));
		add(t, form < 90 ? "." : "");
	}
	add_char(t, ' ');
	add(t, family);
	if (form >= 960 && form < 990)
		change_case(t, true);
}

static void
make_gender_birth(struct chance * c, struct customer * p, const char * female, const char * male, bool mess)
{

	if (p->company) {
		leave_empty(c, &p->cells[GENDER]);
		leave_empty(c, &p->cells[BIRTH]);
		return;
	}
	add(&p->cells[GENDER], p->female ? female : male);
	add_date(&p->cells[BIRTH], p->born, mess && happens(c, 40) ? "/" : "-");
}

static void
make_id_intl(struct chance * c, struct text * t, const struct country * land)
{

	add(t, land->code);
	add_char(t, '-');
	add_number(t, next64(c) % 10000000000U, 10);
	add_char(t, (char)('A' + (char)below(c, 26)));
}

static void
make_customer_intl(struct chance * c, struct customer * p, bool mess)
{
	const struct country * land = pick_country(c);
	const struct place * at = &land->places[below(c, land->place_count)];
	struct text * cell = p->cells;
	struct text family = {.len = 0}, plain = {.len = 0};
	const char * given = p->female ? PICK(c, given_female) : PICK(c, given_male);

	p->company = mess && happens(c, 30);
	add(&family, PICK(c, family_start));
	add(&family, PICK(c, family_end));
	add_char(&family, '\0');
	if (p->company)
		make_company_intl(c, &cell[NAME], land, family.data);
	else
		make_name_intl(c, &cell[NAME], given, family.data, mess);
	make_phone_intl(c, &cell[PHONE], land, at, mess);
	make_id_intl(c, &cell[ID_CARD], land);
	make_gender_birth(c, p, mess && happens(c, 60) ? "Female" : "F", mess && happens(c, 90) ? "Male" : "M", mess);
	add(&cell[PROVINCE], at->region);
	add(&cell[CITY], at->city);
	make_address_intl(c, &cell[ADDRESS], land, at, mess);
	/* E-mail wants no spaces or accents. */
	for (const char * s = given; *s != '\0'; s++) {
		if (*s != ' ' && (*s & 0x80) == 0)
			add_char(&plain, *s);
	}
	add_char(&plain, '\0');
	make_email(c, &cell[EMAIL], plain.data, family.data, next64(c));
	add_plate_signs(c, &cell[PLATE], 3);
	add_char(&cell[PLATE], mess && happens(c, 300) ? ' ' : '-');
	add_plate_signs(c, &cell[PLATE], 4);
}

/* ---- the Chinese variant ---- */

/* Districts with their GB/T 2260 codes and the plate prefix of their city. A municipality is its own province. */
struct district {
	unsigned code;
	const char *province, *province_mark, *city, *name, *plate;
	const char * pinyin;
};

/* clang-format off */
static const struct district districts[] = {
    {110101, "北京", "市", "北京", "东城区", "京A", "bj"},
    {110105, "北京", "市", "北京", "朝阳区", "京A", "bj"},
    {110108, "北京", "市", "北京", "海淀区", "京A", "bj"},
    {120101, "天津", "市", "天津", "和平区", "津A", "tj"},
    {120103, "天津", "市", "天津", "河西区", "津A", "tj"},
    {130102, "河北", "省", "石家庄", "长安区", "冀A", "sjz"},
    {140105, "山西", "省", "太原", "小店区", "晋A", "ty"},
    {210102, "辽宁", "省", "沈阳", "和平区", "辽A", "sy"},
    {210202, "辽宁", "省", "大连", "中山区", "辽B", "dl"},
    {220102, "吉林", "省", "长春", "南关区", "吉A", "cc"},
    {230102, "黑龙江", "省", "哈尔滨", "道里区", "黑A", "hrb"},
    {230103, "黑龙江", "省", "哈尔滨", "南岗区", "黑A", "hrb"},
    {310101, "上海", "市", "上海", "黄浦区", "沪A", "sh"},
    {310104, "上海", "市", "上海", "徐汇区", "沪A", "sh"},
    {310115, "上海", "市", "上海", "浦东新区", "沪A", "sh"},
    {320102, "江苏", "省", "南京", "玄武区", "苏A", "nj"},
    {320104, "江苏", "省", "南京", "秦淮区", "苏A", "nj"},
    {320106, "江苏", "省", "南京", "鼓楼区", "苏A", "nj"},
    {320505, "江苏", "省", "苏州", "虎丘区", "苏E", "sz"},
    {320506, "江苏", "省", "苏州", "吴中区", "苏E", "sz"},
    {330102, "浙江", "省", "杭州", "上城区", "浙A", "hz"},
    {330106, "浙江", "省", "杭州", "西湖区", "浙A", "hz"},
    {330108, "浙江", "省", "杭州", "滨江区", "浙A", "hz"},
    {330203, "浙江", "省", "宁波", "海曙区", "浙B", "nb"},
    {330302, "浙江", "省", "温州", "鹿城区", "浙C", "wz"},
    {340102, "安徽", "省", "合肥", "瑶海区", "皖A", "hf"},
    {340104, "安徽", "省", "合肥", "蜀山区", "皖A", "hf"},
    {350102, "福建", "省", "福州", "鼓楼区", "闽A", "fz"},
    {350203, "福建", "省", "厦门", "思明区", "闽D", "xm"},
    {350206, "福建", "省", "厦门", "湖里区", "闽D", "xm"},
    {360102, "江西", "省", "南昌", "东湖区", "赣A", "nc"},
    {370102, "山东", "省", "济南", "历下区", "鲁A", "jn"},
    {370202, "山东", "省", "青岛", "市南区", "鲁B", "qd"},
    {370203, "山东", "省", "青岛", "市北区", "鲁B", "qd"},
    {410102, "河南", "省", "郑州", "中原区", "豫A", "zz"},
    {410105, "河南", "省", "郑州", "金水区", "豫A", "zz"},
    {420102, "湖北", "省", "武汉", "江岸区", "鄂A", "wh"},
    {420106, "湖北", "省", "武汉", "武昌区", "鄂A", "wh"},
    {420111, "湖北", "省", "武汉", "洪山区", "鄂A", "wh"},
    {430102, "湖南", "省", "长沙", "芙蓉区", "湘A", "cs"},
    {430104, "湖南", "省", "长沙", "岳麓区", "湘A", "cs"},
    {440103, "广东", "省", "广州", "荔湾区", "粤A", "gz"},
    {440104, "广东", "省", "广州", "越秀区", "粤A", "gz"},
    {440106, "广东", "省", "广州", "天河区", "粤A", "gz"},
    {440304, "广东", "省", "深圳", "福田区", "粤B", "sz"},
    {440305, "广东", "省", "深圳", "南山区", "粤B", "sz"},
    {440306, "广东", "省", "深圳", "宝安区", "粤B", "sz"},
    {440604, "广东", "省", "佛山", "禅城区", "粤E", "fs"},
    {500103, "重庆", "市", "重庆", "渝中区", "渝A", "cq"},
    {500112, "重庆", "市", "重庆", "渝北区", "渝A", "cq"},
    {510104, "四川", "省", "成都", "锦江区", "川A", "cd"},
    {510105, "四川", "省", "成都", "青羊区", "川A", "cd"},
    {510107, "四川", "省", "成都", "武侯区", "川A", "cd"},
    {520102, "贵州", "省", "贵阳", "南明区", "贵A", "gy"},
    {530102, "云南", "省", "昆明", "五华区", "云A", "km"},
    {610102, "陕西", "省", "西安", "新城区", "陕A", "xa"},
    {610104, "陕西", "省", "西安", "莲湖区", "陕A", "xa"},
    {610113, "陕西", "省", "西安", "雁塔区", "陕A", "xa"},
    {620102, "甘肃", "省", "兰州", "城关区", "甘A", "lz"}};
/* clang-format on */

struct surname {
	const char *hanzi, *pinyin;
};
static const struct surname surnames[] = {{"王", "wang"}, {"李", "li"}, {"张", "zhang"}, {"刘", "liu"}, {"陈", "chen"},
    {"杨", "yang"}, {"黄", "huang"}, {"赵", "zhao"}, {"吴", "wu"}, {"周", "zhou"}, {"徐", "xu"}, {"孙", "sun"},
    {"马", "ma"}, {"朱", "zhu"}, {"胡", "hu"}, {"郭", "guo"}, {"何", "he"}, {"林", "lin"}, {"高", "gao"}, {"罗", "luo"},
    {"郑", "zheng"}, {"梁", "liang"}, {"谢", "xie"}, {"宋", "song"}, {"唐", "tang"}, {"许", "xu"}, {"邓", "deng"},
    {"冯", "feng"}, {"韩", "han"}, {"曹", "cao"}, {"欧阳", "ouyang"}, {"司马", "sima"}};
static const struct surname given_chars_female[] = {{"芳", "fang"}, {"敏", "min"}, {"静", "jing"}, {"丽", "li"},
    {"艳", "yan"}, {"娟", "juan"}, {"霞", "xia"}, {"婷", "ting"}, {"雪", "xue"}, {"琳", "lin"}, {"欣", "xin"},
    {"雅", "ya"}, {"梅", "mei"}, {"兰", "lan"}, {"玉", "yu"}, {"晓", "xiao"}, {"月", "yue"}, {"佳", "jia"},
    {"思", "si"}, {"诗", "shi"}};
static const struct surname given_chars_male[] = {{"伟", "wei"}, {"强", "qiang"}, {"磊", "lei"}, {"军", "jun"},
    {"勇", "yong"}, {"杰", "jie"}, {"涛", "tao"}, {"明", "ming"}, {"超", "chao"}, {"刚", "gang"}, {"平", "ping"},
    {"辉", "hui"}, {"鹏", "peng"}, {"华", "hua"}, {"飞", "fei"}, {"鑫", "xin"}, {"波", "bo"}, {"斌", "bin"},
    {"宇", "yu"}, {"浩", "hao"}};
static const char * const cn_road_first[] = {"建设", "人民", "解放", "中山", "和平", "新华", "胜利", "光明", "长江",
    "黄河", "文化", "青年", "东风", "友谊", "迎宾", "科技", "学府", "滨河", "花园", "金桥", "龙泉", "凤凰", "锦绣",
    "民主", "团结", "兴业", "创新", "朝阳", "幸福", "白云", "清泉", "桂花", "梧桐", "银杏", "紫金", "香山"};
static const char * const cn_road_second[] = {"", "东", "西", "南", "北", "中", "一", "二", "三", "上", "下", "新"};
static const char * const cn_road_type[] = {"路", "路", "路", "路", "街", "街", "大道", "巷"};
static const char * const cn_estate_first[] = {"阳光", "翠湖", "金色", "碧水", "东方", "世纪", "御景", "香榭", "龙湾",
    "枫林", "丽景", "江南", "紫荆", "蓝湾", "银河", "都市", "水岸", "月亮", "绿洲", "天鹅"};
static const char * const cn_estate_second[] = {
    "花园", "家园", "小区", "苑", "华庭", "公馆", "新村", "名城", "雅居", "豪庭", "山庄", "国际"};
static const char * const cn_digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
static const char * const cn_buildings[] = {"号楼", "栋", "幢"};
/* How a block of flats is called differs along the coast: north, middle, south. */
static const uint8_t cn_building_share[3][3] = {{82, 14, 4}, {36, 26, 38}, {20, 74, 6}};

static unsigned
cn_zone(const struct district * d)
{

	return d->code < 300000 || d->code / 10000 == 37 || d->code / 10000 == 41 || d->code >= 600000 ? 0
	       : d->code < 360000								       ? 1
												       : 2;
}

/* GB 11643-1999: ISO 7064 MOD 11-2 over the 17 digits, weights 2^(18-i) mod 11. */
static char
cn_check(const char * digits)
{
	static const unsigned weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	static const char checks[] = "10X98765432";
	unsigned sum = 0;

	for (unsigned i = 0; i < 17; i++)
		sum += weights[i] * (unsigned)(digits[i] - '0');
	return checks[sum % 11];
}

static void
make_id_cn(struct chance * c, struct text * t, const struct district * d, const struct customer * p, bool mess)
{
	unsigned serial = below(c, 500) * 2 + (p->female ? 0 : 1);
	char check;

	add_number(t, d->code, 6);
	add_date(t, p->born, "");
	add_number(t, serial, 3);
	check = cn_check(t->data);
	add_char(t, mess && check == 'X' && happens(c, 150) ? 'x' : check);
}

static void
make_phone_cn(struct chance * c, struct text * t, bool mess)
{
	static const char * const prefixes[] = {"130", "131", "132", "133", "135", "136", "137", "138", "139", "150",
	    "151", "152", "158", "159", "166", "176", "177", "180", "182", "185", "186", "187", "188", "189", "191",
	    "198", "199"};
	static const uint8_t frequency[] = {80, 8, 6, 3, 3};
	static const char * const parts[][2] = {{"", ""}, {"", " "}, {"", "-"}, {"+86", ""}, {"+86 ", " "}};
	const char * const * form = parts[mess ? weighted(c, frequency, COUNT(parts)) : 0];

	add(t, form[0]);
	add(t, PICK(c, prefixes));
	add(t, form[1]);
	add_number(t, below(c, 10000), 4);
	add(t, form[1]);
	add_number(t, below(c, 10000), 4);
}

/* 江苏省南京市, 江苏南京市, 江苏省南京, 南京市; for a municipality 北京市, 北京. */
static void
add_region_cn(struct chance * c, struct text * t, const struct district * d, bool mess)
{
	static const uint8_t frequency[] = {48, 18, 9, 20, 5};
	unsigned form = mess ? weighted(c, frequency, COUNT(frequency)) : 0;
	bool municipal = strcmp(d->province, d->city) == 0;

	if (!municipal && form < 3) {
		add(t, d->province);
		add(t, form == 1 ? "" : d->province_mark);
	}
	add(t, d->city);
	if (form == 0 || form == 1 || form == 3)
		add(t, "市");
	if (mess && happens(c, 30))
		add_char(t, ' ');
	if (!mess || !happens(c, 60))
		add(t, d->name);
}

static void
add_room_cn(struct chance * c, struct text * t, const struct district * d, bool mess)
{
	unsigned house = 1 + below(c, 60), unit = 1 + below(c, 6), room = (1 + below(c, 33)) * 100 + 1 + below(c, 8);

	if (mess && happens(c, 70)) { /* 3-2-501 */
		add_number(t, house, 1);
		add_char(t, '-');
		add_number(t, unit, 1);
		add_char(t, '-');
		add_number(t, room, 1);
		return;
	}
	add_number(t, house, 1);
	add(t, cn_buildings[mess ? weighted(c, cn_building_share[cn_zone(d)], 3) : 0]);
	if (happens(c, 600)) {
		if (mess && happens(c, 180))
			add(t, cn_digits[unit]);
		else
			add_number(t, unit, 1);
		add(t, "单元");
	}
	add_number(t, room, 1);
	add(t, mess && happens(c, 280) ? "" : "室");
}

static void
make_address_cn(struct chance * c, struct text * t, const struct district * d, bool mess)
{

	add_region_cn(c, t, d, mess);
	add(t, PICK(c, cn_road_first));
	add(t, PICK(c, cn_road_second));
	add(t, PICK(c, cn_road_type));
	add_number(t, 1 + below(c, 1999), 1);
	add(t, mess && happens(c, 15) ? "號" : "号");
	if (mess && happens(c, 40))
		add(t, happens(c, 500) ? " " : happens(c, 500) ? "，" : ",");
	if (mess && happens(c, 6))
		add_char(t, '\n');
	add(t, PICK(c, cn_estate_first));
	add(t, PICK(c, cn_estate_second));
	add_room_cn(c, t, d, mess);
	if (mess && happens(c, 20))
		add(t, happens(c, 500) ? "（菜鸟驿站）" : "(请放门口)");
}

static void
make_company_cn(struct chance * c, struct text * t, const struct district * d)
{
	static const char * const forms[] = {"有限公司", "有限责任公司", "（中国）有限公司", "(中国)有限公司"};
	static const char * const lines[] = {"商贸", "物流", "电子", "食品", "科技", "汽车服务", "机械", "建材"};

	add(t, d->city);
	add(t, PICK(c, cn_estate_first));
	add(t, PICK(c, lines));
	add(t, PICK(c, forms));
}

static void
make_customer_cn(struct chance * c, struct customer * p, bool mess)
{
	const struct district * d = &PICK(c, districts);
	const struct surname * family = &PICK(c, surnames);
	const struct surname * given[2];
	struct text * cell = p->cells;
	bool two = happens(c, 800);

	for (unsigned i = 0; i < 2; i++)
		given[i] = p->female ? &PICK(c, given_chars_female) : &PICK(c, given_chars_male);
	p->company = mess && happens(c, 20);
	if (p->company) {
		make_company_cn(c, &cell[NAME], d);
	} else {
		add(&cell[NAME], family->hanzi);
		if (mess && !two && happens(c, 40))
			add(&cell[NAME], "　");
		add(&cell[NAME], given[0]->hanzi);
		if (two)
			add(&cell[NAME], given[1]->hanzi);
		make_id_cn(c, &cell[ID_CARD], d, p, mess);
	}
	make_phone_cn(c, &cell[PHONE], mess);
	make_gender_birth(c, p, "女", "男", mess);
	add(&cell[PROVINCE], d->province);
	add(&cell[PROVINCE], mess && happens(c, 120) ? "" : d->province_mark);
	add(&cell[CITY], d->city);
	add(&cell[CITY], mess && happens(c, 80) ? "" : "市");
	make_address_cn(c, &cell[ADDRESS], d, mess);
	make_email(c, &cell[EMAIL], family->pinyin, happens(c, 300) ? d->pinyin : given[0]->pinyin, next64(c));
	add(&cell[PLATE], d->plate);
	add(&cell[PLATE], mess && happens(c, 100) ? "·" : "");
	add_plate_signs(c, &cell[PLATE], 5);
}

/* ---- the file ---- */

/* Person number i of the seed: ids ascend with i and leave room between them, unless they must not. */
static void
make_row(struct out * o, uint64_t i, uint64_t place)
{
	const struct options * opt = o->options;
	static struct customer p; /* large; one thread */
	struct chance c = {mix64(opt->seed * 0xD1342543DE82EF95U + i)};
	uint64_t times = opt->rows > 0 ? opt->rows : 1;

	for (unsigned k = 0; k < COLUMNS; k++)
		p.cells[k].len = 0;
	p.female = happens(&c, 480);
	p.born = DAY_1940 + below(&c, 24000);
	add_number(&p.cells[CUSTOMER_ID], 10000000 + (opt->gapless ? i : i * 9 + below(&c, 9)), 8);
	make_amount(&c, &p.cells[AMOUNT]);
	make_vehicle(&c, &p.cells[VEHICLE]);
	make_time(
	    &c, &p.cells[ORDER_TIME], opt->order == BY_TIME ? place : permute(i, times, ~opt->seed), times, opt->mess);
	if (opt->chinese)
		make_customer_cn(&c, &p, opt->mess);
	else
		make_customer_intl(&c, &p, opt->mess);
	if (opt->mess)
		soil(&c, &p, opt->chinese);
	for (unsigned k = 0; k < COLUMNS; k++) {
		if (k > 0)
			put(o, &opt->delimiter, 1);
		put_cell(o, &p.cells[k], opt->mess && k == NAME && happens(&c, 50));
	}
	put(o, &"\r\n"[opt->crlf ? 0 : 1], opt -> crlf ? 2 : 1);
}

static void
put_header(struct out * o)
{

	for (unsigned k = 0; k < COLUMNS; k++) {
		if (k > 0)
			put(o, &o->options->delimiter, 1);
		put(o, column_names[k], strlen(column_names[k]));
	}
	put(o, &"\r\n"[o->options->crlf ? 0 : 1], o -> options -> crlf ? 2 : 1);
}

static bool
make_file(struct out * o)
{
	const struct options * opt = o->options;
	uint64_t row, i;

	if (opt->bom)
		put(o, "\xEF\xBB\xBF", 3);
	if (opt->header)
		put_header(o);
	for (row = 0; row < opt->rows; row++) {
		i = opt->order == BY_ID ? row : permute(row, opt->rows, opt->seed);
		make_row(o, i, row);
		if (o->len >= OUT_SIZE && !flush(o))
			return false;
		if (opt->bytes > 0 && o->written + o->len >= opt->bytes)
			break;
	}
	return flush(o) && fflush(stdout) == 0;
}

static int
usage(const char * what)
{

	(void)fprintf(stderr,
	    "gen_customers: %s\n"
	    "usage: gen_customers [--variant intl|cn] [--rows N | --bytes N] [--seed S] [--encoding utf-8|gb18030]\n"
	    "    [--delimiter C|tab] [--crlf] [--bom] [--mess 0|1] [--gapless] [--no-header]\n"
	    "    [--sorted customer_id|order_time | --shuffle]\n",
	    what);
	return 2;
}

static bool
parse_number(const char * s, uint64_t * n)
{
	char * end;

	errno = 0;
	*n = strtoull(s, &end, 10);
	return errno == 0 && end != s && *end == '\0' && s[0] != '-';
}

/* An option without a value; true if it was one. */
static bool
parse_flag(struct options * opt, const char * name)
{

	if (strcmp(name, "--crlf") == 0)
		opt->crlf = true;
	else if (strcmp(name, "--bom") == 0)
		opt->bom = true;
	else if (strcmp(name, "--gapless") == 0)
		opt->gapless = true;
	else if (strcmp(name, "--no-header") == 0)
		opt->header = false;
	else if (strcmp(name, "--shuffle") == 0)
		opt->order = SHUFFLED;
	else
		return false;
	return true;
}

static bool
parse_delimiter(struct options * opt, const char * value)
{

	opt->delimiter = strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0 ? '\t' : value[0];
	return opt->delimiter == '\t' || strlen(value) == 1;
}

static bool
parse_option(struct options * opt, const char * name, const char * value)
{

	if (strcmp(name, "--variant") == 0)
		return (opt->chinese = strcmp(value, "cn") == 0) || strcmp(value, "intl") == 0;
	if (strcmp(name, "--rows") == 0)
		return parse_number(value, &opt->rows);
	if (strcmp(name, "--bytes") == 0)
		return parse_number(value, &opt->bytes) && opt->bytes > 0;
	if (strcmp(name, "--seed") == 0)
		return parse_number(value, &opt->seed);
	if (strcmp(name, "--mess") == 0)
		return (opt->mess = strcmp(value, "1") == 0) || strcmp(value, "0") == 0;
	if (strcmp(name, "--delimiter") == 0)
		return parse_delimiter(opt, value);
	if (strcmp(name, "--encoding") == 0)
		return (opt->encoding = strcmp(value, "gb18030") == 0 ? "GB18030" : NULL) != NULL ||
		       strcmp(value, "utf-8") == 0;
	if (strcmp(name, "--sorted") == 0) {
		opt->order = strcmp(value, "order_time") == 0 ? BY_TIME : BY_ID;
		return opt->order == BY_TIME || strcmp(value, "customer_id") == 0;
	}
	return false;
}

static bool
open_out(struct out * o)
{

	o->cd = (iconv_t)-1;
	if (o->options->encoding != NULL && (o->cd = iconv_open(o->options->encoding, "UTF-8")) == (iconv_t)-1)
		return false;
	o->data = malloc(OUT_SIZE + (size_t)ROW_MAX);
	o->converted = malloc(2 * (OUT_SIZE + (size_t)ROW_MAX));
	return o->data != NULL && o->converted != NULL;
}

int
main(int argc, char ** argv)
{
	struct options opt = {.mess = true, .header = true, .delimiter = ',', .seed = 1, .rows = 1000};
	struct out o = {.options = &opt};
	bool ok;

	for (int i = 1; i < argc; i++) {
		if (parse_flag(&opt, argv[i]))
			continue;
		if (i + 1 >= argc || !parse_option(&opt, argv[i], argv[i + 1]))
			return usage(argv[i]);
		i++;
	}
	/* Rows are longer than 150 bytes, so that this is surely enough to reach the size. */
	if (opt.bytes > 0)
		opt.rows = opt.bytes / 100 + 1;
	ok = open_out(&o) && make_file(&o);
	if (!ok)
		(void)fprintf(stderr, "gen_customers: cannot write: %s\n", strerror(errno));
	free(o.data);
	free(o.converted);
	if (o.cd != (iconv_t)-1)
		(void)iconv_close(o.cd);
	return ok ? 0 : 1;
}
