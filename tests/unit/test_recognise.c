/*
 * Columns as they really look, and the kind each must be recognised as. Values are invented, or public facts about organisations (IEEE
 * registry, CMS hospital list); telephone numbers are in ranges kept for fiction where there are any; identity numbers are of births
 * in the 19th century, with check digits computed apart from this code, and the example of GB 11643.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/core/recognise.h"
#include "tests/suite.h"

#define CELLS 10

struct column {
	const char * name;
	const char * kinds; /* separated by | */
	const char * cells[CELLS];
};

static const struct column columns[] = {
    {"ieee_registry", "category", {"MA-L", "MA-L", "MA-M", "MA-S", "MA-L", "IAB", "MA-L", "MA-S", "MA-L", "MA-M"}},
    {"ieee_assignment", "opaque-id",
	{"002272", "00D0EF", "086195", "F4BD9E", "5885E9", "BC2392", "405582", "A41752", "8C1F64A2B", "70B3D5C17"}},
    {"ieee_name", "company",
	{"American Micro-Fuel Device Corp.", "IGT", "Rockwell Automation", "Cisco Systems, Inc",
	    "Realme Chongqing MobileTelecommunications Corp Ltd", "BYD Precision Manufacture Company Ltd.", "Nokia",
	    "Hifocus Electronics India Private Limited", "Shenzhen YEESON Technology Co.,Ltd",
	    "Huawei Technologies Co.,Ltd"}},
    {"ieee_address", "address-latin",
	{"2181 Buchanan Loop Ferndale WA US 98248 ", "9295 PROTOTYPE DRIVE RENO NV US 89511 ",
	    "1 Allen-Bradley Dr. Mayfield Heights OH US 44124-6118 ", "80 West Tasman Drive San Jose CA US 94568 ",
	    "No.178 Yulong Avenue, Yufengshan, Yubei District, Chongqing. Chongqing China CN 401120 ",
	    "No.3001, Bao He Road, Baolong Industrial, Longgang Street Shenzhen Guangdong CN 518116 ",
	    "600 March Road Kanata Ontario CA K2K 2E6 ", "Kanakia Road Mumbai Maharashtra IN 401107 ",
	    "12F, Building A, Science Park, Nanshan District Shenzhen Guangdong CN 518057 ",
	    "D1-4, Huawei Industrial Base, Bantian Shenzhen Guangdong CN 518129 "}},
    {"cms_id", "opaque-id",
	{"010001", "010005", "100072", "131314", "450107", "400044", "230146", "351304", "521311", "05072F"}},
    {"cms_name", "company|text",
	{"SOUTHEAST ALABAMA MEDICAL CENTER", "MARSHALL MEDICAL CENTER SOUTH", "MIZELL MEMORIAL HOSPITAL",
	    "ST VINCENT'S EAST", "SHOSHONE MEDICAL CENTER", "LAS PALMAS MEDICAL CENTER", "OUR LADY OF VICTORY HOSPITAL",
	    "SAN LUKE'S MEMORIAL HOSPITAL INC", "PIEDMONT HOSPITAL", "THE MEDICAL CENTER AT ALBANY"}},
    {"cms_address", "address-latin",
	{"1108 ROSS CLARK CIRCLE", "2505 U S HIGHWAY 431 NORTH", "205 MARENGO STREET", "702 N MAIN ST",
	    "101 HOSPITAL CIRCLE", "50 MEDICAL PARK EAST DRIVE", "200 MED CENTER DRIVE", "1000 FIRST STREET NORTH",
	    "1720 UNIVERSITY BLVD", "TITO CASTRO AVE #917"}},
    {"irish_address", "address-latin",
	{"12 Main St., Naas, Co. Kildare", "3 Church St, Trim, Co. Meath, C15 AX20", "8 The Square, Gorey, Co. Wexford",
	    "21 Abbey Rd, Sligo, Co. Sligo", "5 Bridge Street, Ennis, Co Clare",
	    "17 Castle St, Tralee, Co. Kerry, V92 X2E4", "2 Mill Road, Mallow, Co. Cork",
	    "40 Dublin Road, Bray, Co Wicklow", "9 Main Street, Athy, Co. Kildare",
	    "66 Station Rd., Carlow, Co. Carlow"}},
    {"german_plate", "opaque-id|plate|text",
	{"B-AB 1234", "M-AB 77", "HH-AB 901", "K-AB 4512", "F-AB 33", "S-AB 7788", "D-AB 120", "N-AB 65", "L-AB 9001",
	    "DD-AB 12"}},
    {"cms_city", "text|category",
	{"DOTHAN", "BOAZ", "FLORENCE", "OPP", "LUVERNE", "BIRMINGHAM", "FORT PAYNE", "ALABASTER", "TURTLE LAKE",
	    "EL PASO"}},
    {"cms_state", "category", {"AL", "ID", "WI", "CA", "MI", "GA", "TX", "PR", "TN", "ND"}},
    {"cms_zip", "postcode", {"36301", "35957", "35631", "36467", "36049", "83837", "54768", "00733", "95355", "58575"}},
    {"cms_county", "text|category",
	{"HOUSTON", "MARSHALL", "LAUDERDALE", "COVINGTON", "CRENSHAW", "SHOSHONE", "DE KALB", "WAYNE", "EL PASO",
	    "ORANGE"}},
    {"cms_phone", "phone",
	{"2025550101", "3015550102", "4045550103", "7135550104", "2135550105", "6025550106", "9195550107", "5035550108",
	    "2065550109", "6175550110"}},
    {"cms_type", "category",
	{"Acute Care Hospitals", "Acute Care Hospitals", "Critical Access Hospitals", "Acute Care Hospitals",
	    "Childrens", "Acute Care Hospitals", "Critical Access Hospitals", "Acute Care Hospitals",
	    "Acute Care Hospitals", "Critical Access Hospitals"}},
    {"cn_customer_id", "opaque-id",
	{"10000004", "10000016", "10000021", "10000038", "10000040", "10000057", "10000063", "10000079", "10000088",
	    "10000091"}},
    {"cn_name", "person-name",
	{"王芳", "李建国", "欧阳明", "张伟", "陈　静", "刘洋", "赵子轩", "周秀英", "司马英", "黄佳"}},
    {"cn_name_starred", "person-name", {"王*", "李*国", "张**", "陈*", "刘*", "赵**", "周**", "黄*", "徐**", "孙*"}},
    {"cn_phone", "phone",
	{"13900000101", "139 0000 0102", "+86 139-0000-0103", "8613900000104", "025-80000105", "0086 13900000106",
	    "１３９０００００１０７", "139****0108", "(010) 80000109", "13900000110"}},
    {"cn_id", "cn-id",
	{"320102188012031016", "310101188506151386", "440106187909221752", "510105188211302127", "110108189107042491",
	    "330106188610092860", "420106188302283237", "370202189008173600", "110105491231002", "3201**********1234"}},
    {"cn_gender", "category", {"男", "女", "女", "男", "男", "女", "男", "女", "男", "男"}},
    {"sex_letters", "category", {"M", "F", "F", "M", "M", "F", "M", "F", "F", "M"}},
    {"cn_birth", "datetime",
	{"1986-08-02", "1966/2/10", "1984年5月29日", "19900817", "1979.01.22", "1985-11-30", "1991-07-04", "1986-10-09",
	    "1983-02-28", "1990-08-17"}},
    {"cn_province", "category",
	{"江苏省", "浙江省", "北京市", "上海市", "广东省", "四川省", "湖南省", "江苏省", "浙江省", "内蒙古自治区"}},
    {"cn_city", "category",
	{"南京市", "杭州市", "苏州市", "上海市", "深圳市", "成都市", "长沙市", "无锡市", "宁波市", "包头市"}},
    {"cn_address", "address-cn",
	{"湖南长沙市芙蓉区紫金一巷197号龙湾公馆12栋5单元1507室", "浙江省杭州市上城区胜利西路1465号金色新村57号楼2501室",
	    "江苏省南京市玄武区学府路12号3栋2单元501", "上海市徐汇区桂林路88弄6号702室", "广东省深圳市福田区彩田路9号",
	    "北京朝阳区建国路甲92号1号楼", "成都市青羊区朝阳三路1826号", "江苏省苏州市昆山市花桥镇光明村5组",
	    "天津市南开区长江道10号", "西安市雁塔区小寨东路3号"}},
    {"email", "email",
	{"wang.fang@example.com", "li83@example.org", "zhang_wei@example.net", "LIU.Y@EXAMPLE.COM",
	    "10086001@example.com", "a.smith+x@mail.example", "j-doe@post.example", "zhao@example.com",
	    "sun99@example.org", "x.y@example.net"}},
    {"vehicle_model", "text|category",
	{"Fenwick Comet Hybrid", "Dorado Halo Sport", "Aurelia Halo 2.0T", "Cassia Nomad", "Galvan Ridge EV",
	    "Borealis Swift", "Hestia Lumen Estate", "Elsinor Orbit", "Dorado Vista", "Cassia Terra"}},
    {"plate", "plate",
	{"苏A12345", "浙A·TU130", "川A·261EA", "京AD12345", "粤B-88K01", "沪C 3F567", "湘A03975", "陕A1234学",
	    "鲁B99D10", "津AF12345"}},
    {"order_time", "datetime",
	{"2019-02-02 22:29:02", "2019/3/31 23:53", "2021-06-03T23:17:22", "2020年1月2日 3时4分5秒", "20210603231722",
	    "2021-06-03 23:17:22.123", "2021-06-03T23:17:22Z", "6/13/2021 11:17:22 PM", "2021-06-03 23:17",
	    "2 Jan 2021 03:04"}},
    {"amount", "number",
	{"9257.00", "346.00", "22.58", "¥1,280.00", "1,234", "12.5", "0.99", "88", "$45.10", "3999元"}},
    {"whole_numbers", "number", {"12", "4580", "7", "129", "30210", "99", "1", "560", "15", "2048"}},
    {"intl_name", "person-name",
	{"Mary Smith", "SMITH, JOHN A.", "Robert Garcia", "Linda Nguyen", "james brown", "Patricia A. Moore",
	    "Michael O'Hara", "Anna Kowalska", "David Lee", "Jennifer Clark"}},
    {"intl_phone", "phone",
	{"+44 20 7946 0101", "(202) 555-0102", "+1-202-555-0103", "+86 25 8000 0104", "202.555.0105",
	    "+49 30 23125 106", "1-202-555-0107", "+33 1 99 00 01 08", "+65 6000 0109", "202-555-0110 ext 12"}},
    /* The blocks that Arcep keeps for fiction; area codes of towns; Ofcom's and the Bundesnetzagentur's blocks for fiction. */
    {"fr_phone", "phone",
	{"01 99 00 10 21", "02 61 91 22 33", "03.53.01.44.55", "04 65 71 66 77", "05-36-49-88-99", "01 99 00 33 12",
	    "02 61 91 45 09", "03 53 01 76 61", "04 65 71 80 17", "０５ ３６ ４９ ２１ ２３"}},
    {"jp_phone", "phone",
	{"(0285)37-7111", "0285-37-7112", "(0166)61-7113", "(0742)34-7114", "03-5555-0115", "(0852)22-7116",
	    "(0776)21-7117", "(0138)23-7118", "(0234)26-7119", "(0942)30-7120"}},
    {"de_uk_phone", "phone",
	{"030 23125 012", "0221 4710 123", "020 7946 0101", "0114 496 0123", "(089) 99998 456", "0161 496 0456",
	    "\xE2\x80\xAA"
	    "030\xC2\xA0"
	    "23125\xC2\xA0"
	    "078\xE2\x80\xAC",
	    "0700 123 1234", "0121 496 0789", "040 66969 123"}},
    {"iban", "opaque-id",
	{"DE89 3704 0044 0532 0130 00", "GB82 WEST 1234 5698 7654 32", "FR14 2004 1010 0505 0001 3M02 606",
	    "CH93 0076 2011 6238 5295 7", "BE68 5390 0754 7034", "ES91 2100 0418 4502 0005 1332",
	    "NL91 ABNA 0417 1643 00", "AT61 1904 3002 3457 3201", "SE45 5000 0000 0583 9825 7466",
	    "NO93 8601 1117 947"}},
    {"card_number", "opaque-id",
	{"4111 1111 1111 1111", "5555 5555 5555 4444", "4012 8888 8888 1881", "5105 1051 0510 5100",
	    "6011 1111 1111 1117", "3530 1113 3330 0000", "4222 2222 2222 0002", "5200 8282 8282 8210",
	    "6011 0009 9013 9424", "3566 0020 2036 0505"}},
    {"isbn", "opaque-id",
	{"978-0-306-40615-7", "978-3-16-148410-0", "978-1-86197-876-9", "978-0-19-852663-6", "978-2-123-45680-3",
	    "978-4-87311-336-4", "978-7-302-01234-9", "978-0-7475-3269-9", "978-0-596-52068-7", "978-3-446-19313-8"}},
    {"ssn", "opaque-id",
	{"078-05-1120", "219-09-9999", "987-65-4320", "987-65-4321", "987-65-4322", "987-65-4323", "987-65-4324",
	    "987-65-4325", "987-65-4326", "987-65-4327"}},
    /* RFC 5737. */
    {"ip", "text|opaque-id",
	{"192.0.2.1", "192.0.2.77", "198.51.100.14", "198.51.100.250", "203.0.113.9", "203.0.113.44", "192.0.2.130",
	    "203.0.113.201", "198.51.100.3", "192.0.2.99"}},
    {"coordinates", "text",
	{"48.8566, 2.3522", "51.5074, -0.1278", "52.5200, 13.4050", "40.4168, -3.7038", "41.9028, 12.4964",
	    "59.3293, 18.0686", "55.6761, 12.5683", "60.1699, 24.9384", "47.4979, 19.0402", "50.0755, 14.4378"}},
    {"zip4", "postcode",
	{"36301-0001", "35957-1234", "10001", "94105-4321", "60601", "02115-0007", "73301-0001", "98101", "30301-5555",
	    "20001"}},
    {"uk_postcode", "postcode",
	{"SW1A 1AA", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "EC1A 1BB", "W1A 0AX", "L1 8JQ", "G2 8DY", "K1A 0B1"}},
    {"cn_postcode", "postcode",
	{"210000", "100020", "200030", "518000", "610041", "310012", "430070", "266071", "710061", "110001"}},
    {"uuid", "opaque-id",
	{"550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440001",
	    "550e8400-e29b-41d4-a716-446655440002", "550e8400-e29b-41d4-a716-446655440003",
	    "550e8400-e29b-41d4-a716-446655440004", "550e8400-e29b-41d4-a716-446655440005",
	    "550e8400-e29b-41d4-a716-446655440006", "550e8400-e29b-41d4-a716-446655440007",
	    "550e8400-e29b-41d4-a716-446655440008", "550e8400-e29b-41d4-a716-446655440009"}},
    {"remarks", "text",
	{"Customer asked to be called back after the holidays about the invoice",
	    "left a message, nobody answered the door", "wants blue",
	    "prefers delivery before noon because of the children", "none", "paid in cash",
	    "see the note of last week about the broken handle", "will come by himself", "ask again in spring",
	    "complained about the paint near the left rear door"}},
};

static bool
kind_listed(const char * kinds, const char * name)
{
	size_t len = strlen(name);
	const char * at;

	for (at = kinds; (at = strstr(at, name)) != NULL; at += len)
		if ((at == kinds || at[-1] == '|') && (at[len] == '|' || at[len] == '\0'))
			return true;
	return false;
}

/* The kinds that are asked for must exist, so that a missing one is not taken for a wrong answer. */
static bool
kinds_exist(const char * kinds)
{
	size_t i;

	for (i = 0; dye_kinds[i] != NULL; i++)
		if (kind_listed(kinds, dye_kinds[i]->name))
			return true;
	return false;
}

START_TEST(test_columns)
{
	const struct column * column = &columns[_i];
	struct dye_slice cells[CELLS];
	struct dye_kind_rank ranks[3];
	size_t i, n;

	ck_assert_msg(kinds_exist(column->kinds), "no kind %s", column->kinds);
	for (i = 0; i < CELLS; i++)
		cells[i] = (struct dye_slice){column->cells[i], strlen(column->cells[i])};
	n = dye_recognise_column(cells, CELLS, ranks, 3);
	ck_assert_uint_ge(n, 1);
	ck_assert_msg(kind_listed(column->kinds, ranks[0].kind->name), "%s: %s %d, %s %d", column->name,
	    ranks[0].kind->name, ranks[0].score, n > 1 ? ranks[1].kind->name : "", n > 1 ? ranks[1].score : 0);
	for (i = 1; i < n; i++)
		ck_assert_int_ge(ranks[i - 1].score, ranks[i].score);
	ck_assert_int_le(ranks[0].score, 1000);
}
END_TEST

/* A kind whose cells are not among the columns above might take those of another, or lose its own to one. */
START_TEST(test_every_kind)
{

	for (size_t i = 0; dye_kinds[i] != NULL; i++) {
		size_t k = 0;

		while (k < sizeof(columns) / sizeof(columns[0]) && strcmp(columns[k].kinds, dye_kinds[i]->name) != 0)
			k++;
		ck_assert_msg(k < sizeof(columns) / sizeof(columns[0]),
		    "no column of this test is of the kind %s alone", dye_kinds[i]->name);
	}
}
END_TEST

START_TEST(test_empty)
{
	struct dye_slice cells[3] = {DYE_SLICE(""), DYE_SLICE("  "), DYE_SLICE("")};
	struct dye_kind_rank ranks[2];

	ck_assert_uint_eq(dye_recognise_column(cells, 3, ranks, 2), 0);
	ck_assert_uint_eq(dye_recognise_column(NULL, 0, ranks, 2), 0);
}
END_TEST

/* Codes of four capitals: all different they are keys; each four times they are categories. Words of several lengths are no keys. */
START_TEST(test_codes_of_letters)
{
	static const char * const words[] = {"AURORA", "COMET", "HALO", "NOMAD", "RIDGE", "SWIFT", "LUMEN", "ORBIT",
	    "VISTA", "TERRA", "FJORD", "DELTA", "EMBER", "QUARTZ", "SABLE", "TUNDRA", "UMBER", "WILLOW", "YARROW",
	    "ZEPHYR"};
	char texts[40][5];
	struct dye_slice cells[40];
	struct dye_kind_rank best;
	size_t i;

	for (i = 0; i < 40; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "A%c%c%c", (char)('A' + i / 2), (char)('A' + i % 26),
		    (char)('Z' - i % 7));
		cells[i] = (struct dye_slice){texts[i], 4};
	}
	ck_assert_uint_eq(dye_recognise_column(cells, 40, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "opaque-id");
	for (i = 0; i < 40; i++)
		cells[i] = (struct dye_slice){texts[i % 10], 4};
	ck_assert_uint_eq(dye_recognise_column(cells, 40, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "category");
	for (i = 0; i < 20; i++)
		cells[i] = (struct dye_slice){words[i], strlen(words[i])};
	ck_assert_uint_eq(dye_recognise_column(cells, 20, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "text");
}
END_TEST

/* Every kind, on every cell, answers 0..1000, and 0 for nothing. */
START_TEST(test_range)
{
	size_t i, j, k;

	for (k = 0; dye_kinds[k] != NULL; k++) {
		ck_assert_int_eq(dye_kinds[k]->recognise(DYE_SLICE("")), 0);
		ck_assert_int_eq(dye_kinds[k]->recognise(DYE_SLICE("  ")), 0);
		for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
			for (j = 0; j < CELLS; j++) {
				const char * s = columns[i].cells[j];
				int score = dye_kinds[k]->recognise((struct dye_slice){s, strlen(s)});

				ck_assert_int_ge(score, 0);
				ck_assert_int_le(score, 1000);
			}
	}
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("recognise");

	tcase_add_loop_test(tcase, test_columns, 0, (int)(sizeof(columns) / sizeof(columns[0])));
	tcase_add_test(tcase, test_every_kind);
	tcase_add_test(tcase, test_empty);
	tcase_add_test(tcase, test_codes_of_letters);
	tcase_add_test(tcase, test_range);
	return suite_run("recognise", tcase);
}
