/* Companies: what is a slot, what never is, and what is equal. Expected values by hand. */
#include "tests/pairs.h"
#include "tests/suite.h"

extern const struct dye_kind dye_kind_company;
static const struct dye_kind * const kind = &dye_kind_company;

START_TEST(test_golden)
{
	ck_assert_uint_ge(pairs_check("tests/data/equivalents.tsv", kind, true), 50);
	ck_assert_uint_ge(pairs_check("tests/data/non-equivalents.tsv", kind, false), 90);
}
END_TEST

START_TEST(test_slots)
{
	slots_check(kind, "Shenzhen Example Technology Co., Ltd.", "co-ltd:Co., Ltd.");
	slots_check(kind, "Example(Shenzhen)Co.,Ltd", "co-ltd:Co.,Ltd");
	slots_check(kind, "Example, Inc.", "inc:, Inc.");
	slots_check(kind, "Example Electric Co., Inc.", "co: Co.|inc:, Inc.");
	slots_check(kind, "Foo,Bar (USA) LLC", "comma:,|llc:) LLC");
	slots_check(kind, "Example GmbH & Co. KG", "gmbh-co-kg:GmbH & Co. KG");
	slots_check(kind, "Example S. r. l.", "srl: S. r. l.");
	slots_check(kind, "Example Sp. z o.o.", "sp-zoo: Sp. z o.o.");
	slots_check(kind, "Foo  Inc.", "inc:  Inc");
	slots_check(kind, "Example\xC2\xA0Ltd", "ltd:\xC2\xA0Ltd");
	slots_check(kind, "Smith and Co., Inc.", "inc:, Inc.");
	slots_check(kind, "Foo Corp., Inc.", "corp: Corp.|inc:, Inc.");
	slots_check(kind, "Grand Spa Ltd", "ltd: Ltd");
	slots_check(kind, "Foo (India) Ltd", "ltd:) Ltd");
	slots_check(kind, "Foo U.S.A. Inc.", "inc: Inc.");
	slots_check(kind, "Total RF, LLC", "llc:, LLC");
	slots_check(kind,
	    "Foo y C\xC3\xAD"
	    "a. S.A.",
	    "sa: S.A.");
	slots_check(kind, "Inc.", "");
	slots_check(kind, "Limited Partnership", "");
}
END_TEST

/* What is written in full width shows what it shows in ASCII. */
START_TEST(test_widths)
{
	const char * narrow = "Hangzhou Example Technology Co., Ltd.";

	width_check(kind, narrow, narrow, "=co-ltd:co.-c-space-ltd.");
	width_check(kind, "Ｈａｎｇｚｈｏｕ　Ｅｘａｍｐｌｅ　Ｔｅｃｈｎｏｌｏｇｙ　Ｃｏ．，　Ｌｔｄ．", narrow,
	    "+co-ltd:co.-c-space-ltd.");
	width_check(kind, "Ｈａｎｇｚｈｏｕ　Ｅｘａｍｐｌｅ　Ｔｅｃｈｎｏｌｏｇｙ　Ｃｏ．，Ｌｔｄ", narrow,
	    "+co-ltd:co.-c-ltd");
	width_check(kind, "Hangzhou Example Technology Co.，Ltd", narrow, "co-ltd:co.-c-ltd?");
	width_check(kind, "Hangzhou Example Technology Co.， Ltd", narrow, "co-ltd:co.-c-space-ltd");
	width_check(kind, "Hangzhou Example Technology Co．，Ltd．", narrow, "co-ltd:co.-c-ltd.?");
	width_check(kind, "Ｅｘａｍｐｌｅ　ＬＬＣ", "Example LLC", "+llc:llc");
	ck_assert(kind->glued(DYE_SLICE("Ｅｘａｍｐｌｅ　ＣｏＬｔｄ")));
	ck_assert(!kind->glued(DYE_SLICE("Ｅｘａｍｐｌｅ　Ｃｏ　Ｌｔｄ")));
	ck_assert_int_ge(kind->recognise(DYE_SLICE("Ｅｘａｍｐｌｅ　ＬＬＣ")), 850);
}
END_TEST

START_TEST(test_contexts)
{
	context_check(kind, "Shenzhen Example Technology Co., Ltd.", "CN");
	context_check(kind, "SHENZHEN EXAMPLE", "CN");
	context_check(kind, "Example Shenzhen Co., Ltd.", "");
}
END_TEST

START_TEST(test_case)
{
	render_check(kind, "FOO CO.,LTD", 0, "co.-c-space-ltd.", "CO., LTD.");
	render_check(kind, "Foo Co.,Ltd", 0, "company-limited", "Company Limited");
	render_check(kind, "foo inc", 0, "c-space-inc.", ", inc.");
	render_check(kind, "Foo SRL", 0, "dots", " S.r.l.");
	render_check(kind, "Foo Bar LTD", 0, "limited", " Limited");
	render_check(kind, "Foo Bar LTD", 0, "ltd.", " Ltd.");
	render_check(kind, "FOO BAR LTD", 0, "limited", " LIMITED");
	render_check(kind, "Foo COMPUTER LTD", 0, "limited", " LIMITED");
	render_check(kind, "Foo IBM LTD", 0, "limited", " Limited");
	render_check(kind, "foo bar LTD", 0, "limited", " Limited");
	render_check(kind, "foo bar ltd", 0, "limited", " limited");
	render_check(kind, "mh acoustics LLC", 0, "l.l.c.", " L.L.C.");
	render_check(kind, "FOO and SONS LTD", 0, "ltd.", " Ltd.");
	render_check(kind, "E-foo LTD", 0, "limited", " Limited");
	render_check(kind, "iFoo LTD", 0, "limited", " Limited");
	render_check(kind, "x-io LTD", 0, "limited", " Limited");
	render_check(kind, "Foo's LTD", 0, "limited", " Limited");
	render_check(kind, "McDONALD LTD", 0, "limited", " LIMITED");
	render_check(kind, "KING's BAR LTD", 0, "limited", " LIMITED");
	render_check(kind, "Foo ATMs LTD", 0, "limited", " Limited");
	render_check(kind, "Foo Bar CO., LTD.", 0, "company-limited", "Company Limited");
	render_check(kind, "Foo Bar CO., LTD.", 0, "co.-c-ltd", "Co.,Ltd");
	render_check(kind, "Foo Bar Limited", 0, "ltd", " Ltd");
	render_check(kind, "Foo Bar INC", 0, "incorporated", " Incorporated");
	render_check(kind, "Foo Bar PTY LTD", 0, "pty-limited", "Pty Limited");
	render_check(kind, "Foo Bar LLC", 0, "l.l.c.", " L.L.C.");
	render_check(kind, "\xC3\x89lan LTD", 0, "limited", " Limited");
}
END_TEST

START_TEST(test_recognise)
{
	ck_assert_int_ge(kind->recognise(DYE_SLICE("Example Technology Co., Ltd.")), 800);
	ck_assert_int_lt(kind->recognise(DYE_SLICE("13800138000")), 100);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("")), 0);
}
END_TEST

START_TEST(test_lossy)
{
	lossy_check(kind, DYE_SLICE("Plustek.INC"));
	lossy_check(kind, DYE_SLICE("Foo PTE, LTD."));
	lossy_check(kind, DYE_SLICE("Foo GmbH & Co. KG"));
	lossy_check(kind, DYE_SLICE("Foo GmbH Co. KG"));
	lossy_check(kind, DYE_SLICE("Foo S/A"));
	lossy_check(kind, DYE_SLICE("Foo (Pty) Ltd"));
	lossy_check(kind, DYE_SLICE("Foo Co,.Ltd"));
	lossy_check(kind, DYE_SLICE("Foo Inc. (Bar)"));
	lossy_check(kind, DYE_SLICE("Macy's, Inc."));
	tied_check(kind, "Plustek.INC", 0);
	tied_check(kind, "Foo PTE, LTD.", 0);
	lossy_check(kind, DYE_SLICE("Foo GmbH Co. KG"));
	tied_check(kind, "Foo  Inc.", 0);
	tied_check(kind, "Denver Electric CO Inc", 0);
	tied_check(kind, "Foo (U) Ltd", 0);
	tied_check(kind, "Foo:, Ltd", 0);
	tied_check(kind, "Acme S Corp", 0);
	lossy_check(kind, DYE_SLICE("Macy's Corp"));
	lossy_check(kind, DYE_SLICE("Foo S.A. / N.V."));
	lossy_check(kind, DYE_SLICE("Foo /Slovakia/ s.r.o."));
}
END_TEST

START_TEST(test_lossy_real)
{
	lossy_check_file(kind, "/usr/share/ieee-data/oui.csv", 3);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("company");

	tcase_add_test(t, test_golden);
	tcase_add_test(t, test_slots);
	tcase_add_test(t, test_widths);
	tcase_add_test(t, test_contexts);
	tcase_add_test(t, test_case);
	tcase_add_test(t, test_recognise);
	tcase_add_test(t, test_lossy);
	tcase_add_test(t, test_lossy_real);
	return suite_run("company", t);
}
