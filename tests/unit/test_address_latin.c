/* Addresses: what is a slot, what never is, and what is equal. Expected values by hand. */
#include "tests/pairs.h"
#include "tests/suite.h"

extern const struct dye_kind dye_kind_address_latin;
static const struct dye_kind * const kind = &dye_kind_address_latin;

START_TEST(test_golden)
{
	ck_assert_uint_ge(pairs_check("tests/data/equivalents.tsv", kind, true), 80);
	ck_assert_uint_ge(pairs_check("tests/data/non-equivalents.tsv", kind, false), 350);
}
END_TEST

START_TEST(test_slots)
{
	slots_check(kind, "7F., No. 105, Zhongcheng Rd., Tucheng Dist., New Taipei City TW 23674",
	    "floor:F.|comma:, |number:No. |comma:, |road:Rd.|comma:, |district:Dist.|comma:, ");
	slots_check(kind, "100 E. Main Street, Suite #200, Springfield IL US 62701",
	    "east:E.|street:Street|suite:Suite #|comma:, ");
	slots_check(kind, "P.O. Box 12,Example Town", "po-box:P.O. Box|comma:,");
	/* A letter behind it is none of its own, whichever way it is spelt. */
	slots_check(kind, "P.O. Box 12 P", "po-box:P.O. Box");
	slots_check(kind, "PO Box 12 P", "po-box:PO Box");
	slots_check(kind, "P.O. Box 12 PO", "po-box:P.O. Box");
	slots_check(kind, "PO Box 12 PO", "po-box:PO Box");
	slots_check(kind, "Unit P, O. Box 5", "comma:, ");
	slots_check(kind, "Hauptstr. 5 Berlin DE 10115", "strasse-suffix:str.");
	slots_check(kind, "12,14 Main", "");
	slots_check(kind, "12 N. Manzoni St Milano MI 20121", "");
	slots_check(kind, "Foo ,Bar, , Baz,", "");
	slots_check(kind, "", "");
}
END_TEST

/* What is marked still, so that a rule that forbids too much is seen. */
START_TEST(test_kept_slots)
{
	slots_check(kind, "1701 VETERANS DR", "drive:DR");
	slots_check(kind, "2505 U S HIGHWAY 431 NORTH", "highway:HIGHWAY|north:NORTH");
	slots_check(kind, "12 Elm Rd Ste 5", "road:Rd|suite:Ste ");
	slots_check(kind, "12 Elm St Boston MA 02110", "street:St");
	slots_check(kind, "12 N Elm St Boston MA 02110", "north:N|street:St");
	slots_check(kind, "12 N. Elm St Wilmington DE 19801-1234", "north:N.|street:St");
	slots_check(kind, "12 N Elm St Bangor ME 04401", "north:N|street:St");
	slots_check(kind, "12 N Elm St Chicago IL US 60601", "north:N|street:St");
	slots_check(kind, "12 N Elm St Chicago IL 60601", "street:St");
	slots_check(kind, "12 N Elm St Boise ID 83702", "street:St");
	slots_check(kind, "12 N Elm St Toronto ON M5V 1A1", "north:N|street:St");
	slots_check(kind, "12 Elm Dr Ste 5 Springfield IL 62701", "drive:Dr|suite:Ste ");
	slots_check(kind, "12 High St Leeds LS1 1AA UK", "street:St");
	slots_check(kind, "5 Queen St Sydney NSW 2000", "street:St");
	slots_check(kind, "5 King St Toronto ON M5V 1A1", "street:St");
	slots_check(kind, "12 Foo Rd. 5 Shenzhen CN 518000", "road:Rd.");
	slots_check(kind, "5 Hauptstr. Wien AT 1010", "strasse-suffix:str.");
	slots_check(kind, "5 hauptstr. wien AT 1010", "strasse-suffix:str.");
	slots_check(kind, "1113# 11/F 12 Nathan Row Hong Kong HK", "floor:/F");
	slots_check(kind, "3-5F 12 Nathan Row Hong Kong HK", "floor:F");
	slots_check(kind, "5 The Old Road Leeds LS1 1AA UK", "road:Road");
	slots_check(kind, "12 Park Road Leeds LS1 1AA UK", "road:Road");
	slots_check(kind, "2nd Floor 12 Oak Road Waco TX 76701", "floor-word:Floor|road:Road");
	slots_check(kind, "Oak Building 12 N Oak St Waco TX 76701", "building:Building|north:N|street:St");
	slots_check(kind, "Oak Building 12 Oak Avenue Leeds LS1 1AA UK", "building:Building|avenue:Avenue");
	slots_check(kind, "Floor 12 Oak Road Waco TX 76701", "floor-number:Floor ");
	slots_check(kind, "201 1st St, Suite 5 Waco TX 76701", "street:St|suite:Suite ");
	slots_check(kind, "201 1st St, Apt 5, Waco TX 76701", "street:St|comma:, ");
	slots_check(kind, "100 Main Street, Suite 5, Leeds LS1 1AA, UK",
	    "street:Street|comma:, |suite:Suite |comma:, |comma:, ");
	slots_check(kind, "Berliner Str. 5, 10115 Berlin, DE", "strasse:Str.|comma:, ");
	slots_check(kind, "North 4th Ring West Road Beijing CN 100080", "road:Road");
	slots_check(kind, "450 S 900 E", "");
	slots_check(kind, "450 S 900 E Ste 5 Provo UT 84601", "south:S|east:E|suite:Ste ");
	slots_check(kind, "12 Oak and Elm Road Tampa FL 33602", "road:Road");
}
END_TEST

/* And what a mark may respell still, beside words that say nothing against it. */
START_TEST(test_free_slots)
{
	static const char * const cells[] = {"Carl-Zeiss-Str. 5 Bonn DE 53111", "Soester Str. 5 Bonn DE 53111",
	    "Hauptstr. 5 Neuss DE 41460", "Michaelstr. 5 Bonn DE 53111", "Unit 5 Foo Road, Leeds LS1 1AA, UK",
	    "Unit 5, Foo Road, Leeds LS1 1AA, UK", "12 Foo Road Leeds LS1 1AA UK",
	    "Foo House, Foo Road, Leeds LS1 1AA, UK", "First Floor, 12 Foo Street, Leeds LS1 1AA, UK"};
	struct dye_parse p = {0};
	uint32_t i, free_slots;
	size_t k;

	for (k = 0; k < sizeof(cells) / sizeof(cells[0]); k++) {
		ck_assert_int_eq(kind->parse(pairs_slice(cells[k]), &p, NULL), DYE_OK);
		for (i = free_slots = 0; i < p.slot_count; i++)
			free_slots += p.slots[i].current != DYE_OTHER &&
				      strcmp(kind->slot_types[p.slots[i].type].name, "comma") != 0;
		ck_assert_msg(free_slots == 1, "%s: %u", cells[k], free_slots);
	}
	dye_parse_release(&p);
}
END_TEST

/* Spaces, marks of direction, hyphens and full-width letters of Unicode hide nothing. */
START_TEST(test_unicode_signs)
{
	slots_check(kind, "100\xC2\xA0Main\xE3\x80\x80St", "street:St");
	slots_check(kind,
	    "\xE2\x80\xAA"
	    "100 Main St\xE2\x80\xAC",
	    "street:St");
	slots_check(kind, "100 Main S\xC2\xADt", "street:S\xC2\xADt");
	slots_check(kind,
	    "100 Main Rd\xE2\x80\x89Ste\xC2\xA0"
	    "5",
	    "road:Rd|suite:Ste\xC2\xA0");
	slots_check(kind,
	    "\xE2\x80\x9C"
	    "100 Main St\xE2\x80\x9D",
	    "street:St");
	slots_check(kind, "100 Main \xEF\xBC\xB2\xEF\xBD\x84", "road:\xEF\xBC\xB2\xEF\xBD\x84");
	slots_check(kind, "\xEF\xBC\x97\xEF\xBC\xA6 Foo Rd. Taipei TW 110", "floor:\xEF\xBC\xA6|road:Rd.");
	slots_check(kind, "100 Main S\xEF\xB8\x8Ft", "street:S\xEF\xB8\x8Ft");
}
END_TEST

/* What is written in full width shows what it shows in ASCII. */
START_TEST(test_widths)
{
	const char * narrow = "7F., No. 105, Zhongcheng Rd., Taipei TW 236";

	width_check(
	    kind, narrow, narrow, "=floor:f.|=comma:space|=number:no.-space|=comma:space|=road:rd.|=comma:space");
	width_check(kind, "７Ｆ．，　Ｎｏ．　１０５，　Ｚｈｏｎｇｃｈｅｎｇ　Ｒｄ．，　Ｔａｉｐｅｉ　ＴＷ　２３６",
	    narrow, "+floor:f.|+comma:space|+number:no.-space|+comma:space|+road:rd.|+comma:space");
	width_check(kind, "７Ｆ，Ｎｏ．１０５，Ｚｈｏｎｇｃｈｅｎｇ　Ｒｏａｄ，Ｔａｉｐｅｉ　ＴＷ　２３６", narrow,
	    "+floor:f|+comma:tight|+number:no.|+comma:tight|+road:road|+comma:tight");
	width_check(kind, "7F.，No．105，Zhongcheng Rd，Taipei TW 236", narrow,
	    "=floor:f.|comma:tight?|number:no.?|comma:tight?|=road:rd|comma:tight?");
	width_check(kind, "7F.， No. 105、Zhongcheng Rd。、Taipei TW 236", narrow,
	    "=floor:f.|comma:space|=number:no.-space|comma:tight?|road:rd.|comma:tight?");
	width_check(kind, "１００　Ｍａｉｎ　ＳＴ　Ｓｔｅ　＃５", "100 Main St Ste #5", "+street:st|+suite:ste-sign");
	width_check(kind, "7 Foo Road. Hsin Tien Taipei TW 231", "7 Foo Road Hsin Tien Taipei TW 231", "road:road~");
	width_check(kind, "7 Foo Road! Hsin Tien Taipei TW 231", "7 Foo Road Hsin Tien Taipei TW 231", "=road:road");
	width_check(kind, "ＢＵＩＬＤＩＮＧ＃３　Ｆｏｏ　Ｒｄ", "BUILDING#3 Foo Rd", "building-number:-|+road:rd");
}
END_TEST

START_TEST(test_contexts)
{
	context_check(kind, "1 Foo Rd Hangzhou CN 310053 ", "CN");
	context_check(kind, "1 Foo Rd Cambridge  GB CB23 4JQ", "GB");
	context_check(kind, "1 Foo Rd San Jose CA US 94568", "US");
	context_check(kind, "1 Foo Rd San Jose CA 94568", "US");
	context_check(kind, "Foo 1 Eindhoven NL 5656 AE", "NL");
	context_check(kind, "Foo 1 Oslo NO 0667", "NO");
	context_check(kind, "1 Main St", "");
	context_check(kind, "1 Main St SE", "");
	context_check(kind, "1 Foo Pl", "");
}
END_TEST

START_TEST(test_case)
{
	render_check(kind, "100 MAIN ST", 0, "street", "STREET");
	render_check(kind, "100 Main St", 0, "street", "Street");
	render_check(kind, "100 main st", 0, "street", "street");
	render_check(kind, "100 N MAIN ST", 0, "north", "NORTH");
	render_check(kind, "100 N Main St", 0, "north", "North");
	render_check(kind, "100 N MAIN St", 0, "north", "North");
	render_check(kind, "100 N ELM ST Waco TX 76701", 0, "north", "NORTH");
	render_check(kind, "2107 N 1ST ST STE 660 Waco TX 76701", 0, "north", "NORTH");
	render_check(kind, "2107 N 1ST ST, STE 660 Waco TX 76701", 0, "north", "NORTH");
	render_check(kind, "2107 N 1ST ST, STE 660 Waco TX 76701", 2, "suite-space", "SUITE ");
	render_check(kind, "12 S A ST STE 5 Waco TX 76701", 0, "street", "STREET");
	render_check(kind, "12 S A ST STE 5 Waco TX 76701", 1, "suite-space", "SUITE ");
	render_check(kind, "12 Oak Dr NE STE 5 Waco TX 76701", 1, "northeast", "Northeast");
	render_check(kind, "12 Oak Dr NE STE 5 Waco TX 76701", 2, "suite-space", "Suite ");
	render_check(kind, "100 NE Main St", 0, "northeast", "Northeast");
	render_check(kind, "100 NE MAIN ST", 0, "northeast", "NORTHEAST");
	render_check(kind, "100 NE main st", 0, "northeast", "Northeast");
	render_check(kind, "4500 NE 45th St, Portland OR 97213", 0, "northeast", "Northeast");
	render_check(kind, "100 Maryland Ave NE", 1, "northeast", "Northeast");
	render_check(kind, "100 Main St STE 5, Denver CO US 80201", 1, "suite-space", "Suite ");
	render_check(kind, "100 Main St Suite 5, Denver CO US 80201", 1, "ste-space", "Ste ");
	render_check(kind, "100 Main St SUITE 5, Denver CO US 80201", 1, "ste-space", "Ste ");
	render_check(kind, "100 MAIN ST STE 5, DENVER CO US 80201", 1, "suite-space", "SUITE ");
	render_check(kind, "100 Main St STE 5, Denver CO US 80201", 1, "ste.-sign", "Ste. #");
	render_check(kind, "5155 IRONSIDES RD Santa Clara CA US 95054", 0, "road", "ROAD");
	render_check(kind, "5155 Ironsides RD SANTA CLARA CA US 95054", 0, "road", "Road");
	render_check(kind, "12 McDONALD RD, CANTON OH 44708", 0, "road", "ROAD");
	/* Signs beyond ASCII are no letters. */
	render_check(kind, "12\xC2\xBD N Main St, Reno NV 89511", 0, "north", "North");
	render_check(kind,
	    "12\xE2\x80\x93"
	    "14 NE Main St, Portland OR 97204",
	    0, "northeast", "Northeast");
	render_check(kind,
	    "\xE2\x80\x9C"
	    "12 N Main St\xE2\x80\x9D, Reno NV 89511",
	    0, "north", "North");
	render_check(kind, "12\xC2\xA0N Main St, Reno NV 89511", 0, "north", "North");
	render_check(kind,
	    "\xE2\x80\x8F"
	    "12 N Main St, Reno NV 89511",
	    0, "north", "North");
	render_check(kind, "12 McRAE RD Canton OH 44708", 0, "road", "ROAD");
	render_check(kind, "12 KING's HWY, CANTON OH 44708", 0, "highway", "HIGHWAY");
	render_check(kind, "12 MAIN ST, Canton OH US 44708", 0, "street", "STREET");
	render_check(kind, "12 ELM ST, Canton OH US 44708", 0, "street", "STREET");
	render_check(kind, "12 ELM ST Canton OH US 44708", 0, "street", "STREET");
	render_check(kind, "12 N ELM ST, Canton OH US 44708", 0, "north", "NORTH");
	render_check(kind, "12 N MLK Blvd, Canton OH US 44708", 0, "north", "North");
	render_check(kind, "12 E 5TH ST, Canton OH US 44708", 0, "east", "EAST");
	render_check(kind, "12 E 5th ST, Canton OH US 44708", 1, "street", "Street");
	render_check(kind, "12 MAIN ST c/o JONES, Canton OH US 44708", 0, "street", "STREET");
	render_check(kind, "12 MARKET ST c/o Jones, Canton OH US 44708", 0, "street", "STREET");
	render_check(kind, "12 Lover's LN, Canton OH US 44708", 0, "lane", "Lane");
	render_check(kind, "Foo, Bar", 0, "tight", ",");
}
END_TEST

START_TEST(test_recognise)
{
	ck_assert_int_ge(kind->recognise(DYE_SLICE("7F., No. 105, Zhongcheng Rd., Taipei TW 236")), 800);
	ck_assert_int_ge(kind->recognise(DYE_SLICE("100 Main St")), 400);
	ck_assert_int_le(kind->recognise(DYE_SLICE("Example, Inc.")), 200);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("04 88 47 97 89")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("978-9-2666-4607-3")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("DE89 3704 0044 0532 0130 00")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("192.168.12.5")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("Tel. 744 5667 Ext. 76")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("Row 5 Seat 12 E")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("Case No. 12-3456")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("Sec. 5, T. 3 N., R. 4 W.")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("Lot 5 Sec 3 Block 7")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("078-05-1120")), 0);
	ck_assert_int_eq(kind->recognise(DYE_SLICE("40.7128 N, 74.0060 W")), 0);
}
END_TEST

START_TEST(test_lossy)
{
	lossy_check(kind, DYE_SLICE("13F-1, No. 5, Foo Rd., Taipei TW 110"));
	lossy_check(kind, DYE_SLICE("5F-3 Foo Rd. Taipei TW 110"));
	lossy_check(kind, DYE_SLICE("9/F ,3 Building Foo Shenzhen CN 518000"));
	lossy_check(kind, DYE_SLICE("1 Foo BLVD.-STE#200"));
	lossy_check(kind, DYE_SLICE("Foo Building #3, Hong Kong HK"));
	lossy_check(kind, DYE_SLICE("Foo Building, 3 Bar Rd. Shenzhen CN 518000"));
	lossy_check(kind, DYE_SLICE("Foo Building, 5F Shenzhen CN 518000"));
	lossy_check(kind, DYE_SLICE("St. Mary's Rd. 5"));
	lossy_check(kind, DYE_SLICE("1 Main St., N, Foo"));
	lossy_check(kind, DYE_SLICE("P/O Box 12"));
	lossy_check(kind, DYE_SLICE("Friedrich-Ebert-Str. 5 Berlin DE 10115"));
	slots_check(kind, "Ebert-Str. 5 Berlin DE 10115", "strasse:Str.");
	tied_check(kind, "Foo Building #3, Hong Kong HK", 0);
	tied_check(kind, "10 Sub-Street", 0);
	tied_check(kind, "5 Foo Road's End, Leeds GB LS1 1AA", 0);
	tied_check(kind, "#5F, 12 Nathan Row, Hong Kong HK", 0);
	tied_check(kind, "B-5F, 12 Sejong Row, Seoul KR 06236", 0);
	slots_check(kind, "3 Bldg. PO BOX 7, Oak Rd", "building:Bldg.|po-box:PO BOX|comma:, |road:Rd");
	slots_check(kind, "3 Bldg. P O BOX 7, Oak Rd", "building:Bldg.|po-box:P O BOX|comma:, |road:Rd");
	slots_check(kind, "12 Foo St, NE", "street:St|comma:, ");
	slots_check(kind, "12 Foo St NE", "street:St|northeast:NE");
	tied_check(kind, "5F-3 Foo Taipei TW 110", 0);
	tied_check(kind, "5FL.-3 Foo Taipei TW 110", 0);
	tied_check(kind, "HAUPTSTRASSE 5 BONN DE 53111", 0);
	tied_check(kind, "GROSSE STR. 5 BONN DE 53111", 0);
	tied_check(kind,
	    "GROSSE STRA\xC3\x9F"
	    "E 5 BONN DE 53111",
	    0);
	tied_check(kind, "1 Foo BLVD.-STE 5", 0);
	tied_check(kind, "9 F Foo Rd. Taipei TW 110", 0);
}
END_TEST

START_TEST(test_lossy_real)
{
	lossy_check_file(kind, "/usr/share/ieee-data/oui.csv", 4);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("address-latin");

	tcase_add_test(t, test_golden);
	tcase_add_test(t, test_slots);
	tcase_add_test(t, test_kept_slots);
	tcase_add_test(t, test_free_slots);
	tcase_add_test(t, test_unicode_signs);
	tcase_add_test(t, test_widths);
	tcase_add_test(t, test_contexts);
	tcase_add_test(t, test_case);
	tcase_add_test(t, test_recognise);
	tcase_add_test(t, test_lossy);
	tcase_add_test(t, test_lossy_real);
	return suite_run("address-latin", t);
}
