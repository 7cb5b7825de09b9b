/*
 * What certain rows of a table carry, by hand: "Inc" is one slot of two spellings, drawn with 1/4 and 3/4.
 */
#include <check.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/learn/excerpt.h"
#include "watermark/marks/spelling/expect.h"

static const char text[] = "[profile]\nformat = leakdye-profile-2\ndataset = \"d\"\nrows = 8\n"
			   "[column 1]\nname = \"id\"\nkind = opaque-id\nmark = no\nidentity = yes\nunique = yes\n"
			   "gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 8\n"
			   "[column 2]\nname = \"firm\"\nkind = company\nmark = yes\nidentity = no\nunique = no\n"
			   "gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 7\nrepeats = 5\n"
			   "bits.spelling = 9999 9999\n"
			   "[table 1]\nkind = company\ntype = inc\ncontext = \"*\"\nenabled = yes\n"
			   "units.inc. = 16384\nunits.inc = 49152\n";

/* Of the first four rows two are one firm, and one has nothing to spell; of the others none has. */
static const char * const firms[] = {"Acme Inc", "Beta Inc.", "Beta Inc", "Gamma", "Delta", "", "Eta", "Theta"};

static struct dye_slice
cell(const void * cookie, uint64_t row, uint32_t column)
{

	ck_assert_ptr_eq(cookie, firms);
	ck_assert_uint_eq(column, 1);
	ck_assert_uint_lt(row, 8);
	return (struct dye_slice){firms[row], strlen(firms[row])};
}

static void
measure(size_t blocks, uint32_t mean, uint32_t spread)
{
	static const uint64_t firsts[] = {0, 4};
	const struct dye_excerpt excerpt = {cell, firms, 4, firsts, blocks};
	struct dye_error err = {0};
	struct dye_profile * p;
	const struct dye_figure * f;

	ck_assert_int_eq(dye_profile_parse((struct dye_slice){text, strlen(text)}, &p, &err), DYE_OK);
	ck_assert_int_eq(dye_excerpt_measure(&excerpt, p, &err), DYE_OK);
	ck_assert_ptr_nonnull(f = dye_profile_figure(&p->columns[1], DYE_SPELLING_FIGURE));
	ck_assert_uint_eq(f->mean, mean);
	ck_assert_uint_eq(f->spread, spread);
	ck_assert_uint_eq(p->columns[1].repeats, 0);
	ck_assert_uint_eq(p->columns[0].figure_count, 0);
	dye_profile_free(p);
}

/*
 * A slot gives 2 bits with the chance 1/4 and 0.41504 with 3/4: mean 0.81128, variance 1.12920 - 0.65817 = 0.47103. Two of them in four rows: 0.40564 a row, and
 * a variance of 0.23551, whose root is 0.48530.
 */
START_TEST(one_block)
{

	measure(1, 406, 485);
}
END_TEST

/* Either block: totals of 1.62256 and 0, mean 0.81128, so 0.20282 a row; variance (0.94206 + 2.63270) / 2 - 0.65817 = 1.12921, of which a row has a fourth: 0.28230. */
START_TEST(two_blocks)
{

	measure(2, 203, 531);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("excerpt");

	tcase_add_test(tests, one_block);
	tcase_add_test(tests, two_blocks);
	return suite_run("excerpt", tests);
}
