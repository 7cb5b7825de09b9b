/*
 * Traits of cells: what is seen of a cell at a glance. That they hang on the canonical value alone is shown for every kind by
 * conform_kinds; here, that they tell cells apart, and when they cannot be told.
 */
#include <check.h>
#include <string.h>

#include "formats/field/core/trait.h"
#include "formats/field/kind.h"
#include "tests/suite.h"

extern const struct dye_kind dye_kind_address_latin, dye_kind_company, dye_kind_person_name;

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* The last six digits, the last one the highest of as many hexadecimal ones; above them how many they are. */
#define TAIL(count, digits) (UINT64_C(count) << 32 | (digits))

START_TEST(test_tail)
{
	static const struct {
		const char * text;
		uint64_t tail;
	} told[] = {{"", 0}, {"abc", 0}, {"7", TAIL(1, 0x7)}, {"007", TAIL(3, 0x700)},
	    {"+44 20 7946 0958", TAIL(6, 0x859064)}, {"x1y2z3", TAIL(3, 0x321)}, {"12345678", TAIL(6, 0x876543)},
	    {"1234567890123456789", TAIL(6, 0x987654)}, {"/0:9@", TAIL(2, 0x90)},
	    {"2021-07-17 07:34:37", TAIL(6, 0x734370)}};
	static const char * const untold[] = {"138*", "*2345678", "12345678*", "\xEF\xBC\x91", "12345678\xC3\xA9",
	    "123456789012345678901234567890123456789012345678901234567890123456789012345678901"};
	uint64_t trait;
	size_t i;

	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		ck_assert(dye_trait_tail(slice(told[i].text), false, &trait));
		ck_assert_msg(trait == told[i].tail, "%s", told[i].text);
	}
	for (i = 0; i < sizeof(untold) / sizeof(untold[0]); i++)
		ck_assert_msg(!dye_trait_tail(slice(untold[i]), false, &trait), "%s", untold[i]);
}
END_TEST

/* Pairs that share their trait, and pairs that do not. */
static void
check_pair(const struct dye_kind * kind, const char * a, const char * b, bool same)
{
	uint64_t x, y;

	ck_assert(kind->trait(slice(a), false, &x) && kind->trait(slice(b), false, &y));
	ck_assert_msg((x == y) == same, "%s: %s | %s", kind->name, a, b);
}

START_TEST(test_pairs)
{
	uint64_t trait;

	check_pair(&dye_kind_address_latin, "12 Main Street, Dover DE 19901", "12 Main St. Dover DE 19901", true);
	check_pair(&dye_kind_address_latin, "12 Main Street, Dover DE 19901", "13 Main Street, Dover DE 19901", false);
	check_pair(&dye_kind_address_latin, "12 Main Street, Dover DE 19901", "1 Main Street, Dover DE 19901", false);
	check_pair(&dye_kind_address_latin, "12 Main Street, Dover DE 19901", "21 Main Street, Dover DE 19901", false);
	ck_assert(!dye_kind_address_latin.trait(slice("12 Stra\xC3\x9F"
						      "e"),
	    false, &trait));
	check_pair(&dye_kind_company, "Hangzhou Example Co., Ltd.", "HANGZHOU  EXAMPLE Company Limited", true);
	check_pair(&dye_kind_company, "Hangzhou Example Co., Ltd.", "Hangzhou Sample Co., Ltd.", false);
	check_pair(&dye_kind_company, "Hangzhou Example Co., Ltd.", "Hangzhou Exam ple Co., Ltd.", false);
	check_pair(&dye_kind_company, "Limited, Inc.", "Limited Incorporated", true);
	check_pair(&dye_kind_person_name, "O'Brien, Joan M.", "obrien  JOAN m", true);
	check_pair(&dye_kind_person_name, "O'Brien, Joan M.", "OBrien, Joan N.", false);
	check_pair(&dye_kind_person_name, "Lee Ann", "Ann Lee", false);
	ck_assert(!dye_kind_person_name.trait(slice("Ren\xC3\xA9 Dubois"), false, &trait));
	ck_assert(!dye_kind_company.trait(slice("Soci\xC3\xA9t\xC3\xA9 SA"), false, &trait));
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {test_tail, test_pairs};
	TCase * tcase = tcase_create("trait");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("trait", tcase);
}
