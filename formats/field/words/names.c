/*
 * Sources of the lists; weights are rounded and only need to look natural, since the bounds of forge.h follow from these very numbers.
 *   Han surnames: the hundred commonest, in the order of the Ministry of Public Security's report on names of 2020; the weights are in
 *   ten thousand bearers for the first dozens and run down evenly from there.
 *   Latin surnames: United States Census 2010, thousands of bearers. Given names: United States Social Security
 *   Administration, commonest of the last hundred years, hundreds of thousands.
 *   Characters of Han given names: common ones of each sex, all with the same weight.
 */
#include "formats/field/words/names.h"

#include "formats/field/core/glyphs.h"

#define W(s)                     \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct dye_slice surnames_han_words[] = {W("王"), W("李"), W("张"), W("刘"), W("陈"), W("杨"), W("黄"),
    W("赵"), W("吴"), W("周"), W("徐"), W("孙"), W("马"), W("朱"), W("胡"), W("郭"), W("何"), W("林"), W("高"), W("罗"),
    W("郑"), W("梁"), W("谢"), W("宋"), W("唐"), W("许"), W("韩"), W("邓"), W("冯"), W("曹"), W("彭"), W("曾"), W("肖"),
    W("田"), W("董"), W("潘"), W("袁"), W("蔡"), W("蒋"), W("余"), W("于"), W("杜"), W("叶"), W("程"), W("魏"), W("苏"),
    W("吕"), W("丁"), W("任"), W("卢"), W("姚"), W("沈"), W("钟"), W("姜"), W("崔"), W("谭"), W("陆"), W("范"), W("汪"),
    W("廖"), W("石"), W("金"), W("韦"), W("贾"), W("夏"), W("付"), W("方"), W("邹"), W("熊"), W("白"), W("孟"), W("秦"),
    W("邱"), W("侯"), W("江"), W("尹"), W("薛"), W("闫"), W("段"), W("雷"), W("龙"), W("黎"), W("史"), W("陶"), W("贺"),
    W("毛"), W("郝"), W("顾"), W("龚"), W("邵"), W("万"), W("覃"), W("武"), W("钱"), W("戴"), W("严"), W("莫"), W("孔"),
    W("向"), W("常")};
static const uint32_t surnames_han_weights[] = {1013, 1009, 954, 721, 633, 462, 337, 286, 278, 268, 202, 194, 191, 181,
    165, 158, 148, 142, 141, 140, 132, 117, 112, 111, 106, 101, 98, 97, 96, 93, 91, 89, 88, 87, 86, 84, 83, 82, 81, 80,
    79, 78, 77, 76, 75, 74, 73, 72, 71, 70, 69, 68, 67, 66, 65, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51,
    50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22,
    21, 20};
const struct dye_vocabulary dye_surnames_han = {"surname", surnames_han_words, surnames_han_weights, 100};

static const struct dye_slice compounds_han_words[] = {W("欧阳"), W("上官"), W("司马"), W("诸葛"), W("皇甫"), W("尉迟"),
    W("夏侯"), W("司徒"), W("东方"), W("慕容"), W("令狐"), W("端木"), W("长孙"), W("宇文"), W("公孙")};
static const uint32_t compounds_han_weights[] = {112, 9, 2, 5, 6, 1, 2, 3, 1, 1, 6, 1, 1, 1, 1};
const struct dye_vocabulary dye_compounds_han = {"surname-compound", compounds_han_words, compounds_han_weights, 15};

static const struct dye_slice given_han_male_words[] = {W("伟"), W("强"), W("磊"), W("军"), W("勇"), W("杰"), W("涛"),
    W("明"), W("超"), W("刚"), W("平"), W("辉"), W("鹏"), W("华"), W("飞"), W("鑫"), W("波"), W("斌"), W("宇"), W("浩"),
    W("凯"), W("健"), W("俊"), W("帆"), W("龙"), W("亮"), W("建"), W("志"), W("文"), W("国"), W("海"), W("峰"), W("林"),
    W("东"), W("春"), W("成"), W("康"), W("庆"), W("生"), W("宏"), W("新"), W("永"), W("立"), W("云"), W("泽"), W("子"),
    W("轩"), W("博"), W("睿"), W("晨"), W("阳"), W("铭"), W("昊"), W("然"), W("翔"), W("嘉"), W("祥"), W("义"), W("安"),
    W("德"), W("福"), W("金"), W("天"), W("利"), W("达"), W("振"), W("家"), W("荣"), W("胜"), W("学"), W("良"), W("世"),
    W("山"), W("毅"), W("锋")};
static const uint32_t given_han_male_weights[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
const struct dye_vocabulary dye_given_han_male = {"given-male", given_han_male_words, given_han_male_weights, 75};

static const struct dye_slice given_han_female_words[] = {W("芳"), W("娜"), W("敏"), W("静"), W("丽"), W("艳"), W("娟"),
    W("霞"), W("秀"), W("燕"), W("玲"), W("桂"), W("英"), W("红"), W("玉"), W("梅"), W("兰"), W("凤"), W("洁"), W("琳"),
    W("莹"), W("雪"), W("倩"), W("婷"), W("慧"), W("佳"), W("欣"), W("怡"), W("悦"), W("萍"), W("莉"), W("蓉"), W("云"),
    W("琴"), W("颖"), W("露"), W("瑶"), W("珍"), W("贞"), W("雅"), W("菊"), W("淑"), W("惠"), W("珠"), W("翠"), W("香"),
    W("月"), W("莺"), W("媛"), W("瑞"), W("凡"), W("晶"), W("妍"), W("茜"), W("秋"), W("珊"), W("莎"), W("黛"), W("青"),
    W("宁"), W("馨"), W("滢"), W("菲"), W("荔"), W("枝"), W("思"), W("嘉"), W("琼"), W("勤"), W("芬"), W("芝"), W("蓓"),
    W("薇"), W("婉"), W("娴")};
static const uint32_t given_han_female_weights[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
const struct dye_vocabulary dye_given_han_female = {
    "given-female", given_han_female_words, given_han_female_weights, 75};

static const struct dye_slice surnames_latin_words[] = {W("Smith"), W("Johnson"), W("Williams"), W("Brown"), W("Jones"),
    W("Garcia"), W("Miller"), W("Davis"), W("Rodriguez"), W("Martinez"), W("Hernandez"), W("Lopez"), W("Gonzalez"),
    W("Wilson"), W("Anderson"), W("Thomas"), W("Taylor"), W("Moore"), W("Jackson"), W("Martin"), W("Lee"), W("Perez"),
    W("Thompson"), W("White"), W("Harris"), W("Sanchez"), W("Clark"), W("Ramirez"), W("Lewis"), W("Robinson"),
    W("Walker"), W("Young"), W("Allen"), W("King"), W("Wright"), W("Scott"), W("Torres"), W("Nguyen"), W("Hill"),
    W("Flores"), W("Green"), W("Adams"), W("Nelson"), W("Baker"), W("Hall"), W("Rivera"), W("Campbell"), W("Mitchell"),
    W("Carter"), W("Roberts"), W("Gomez"), W("Phillips"), W("Evans"), W("Turner"), W("Diaz"), W("Parker"), W("Cruz"),
    W("Edwards"), W("Collins"), W("Reyes"), W("Stewart"), W("Morris"), W("Morales"), W("Murphy"), W("Cook"),
    W("Rogers"), W("Gutierrez"), W("Ortiz"), W("Morgan"), W("Cooper"), W("Peterson"), W("Bailey"), W("Reed"),
    W("Kelly"), W("Howard"), W("Ramos"), W("Kim"), W("Cox"), W("Ward"), W("Richardson"), W("Watson"), W("Brooks"),
    W("Chavez"), W("Wood"), W("James"), W("Bennett"), W("Gray"), W("Mendoza"), W("Ruiz"), W("Hughes"), W("Price"),
    W("Alvarez"), W("Castillo"), W("Sanders"), W("Patel"), W("Myers"), W("Long"), W("Ross"), W("Foster"), W("Jimenez")};
static const uint32_t surnames_latin_weights[] = {2443, 1933, 1625, 1437, 1425, 1166, 1161, 1116, 1095, 1060, 1043, 875,
    841, 802, 784, 756, 751, 724, 708, 703, 693, 682, 665, 660, 624, 613, 563, 557, 532, 530, 523, 484, 483, 465, 459,
    440, 438, 438, 435, 434, 430, 428, 425, 420, 407, 391, 386, 384, 377, 377, 366, 361, 356, 349, 348, 337, 334, 332,
    330, 328, 324, 319, 314, 308, 303, 302, 293, 287, 286, 281, 278, 277, 277, 268, 265, 264, 262, 261, 260, 260, 253,
    252, 250, 250, 249, 248, 246, 243, 238, 236, 236, 234, 231, 230, 230, 229, 229, 229, 228, 227};
const struct dye_vocabulary dye_surnames_latin = {"surname", surnames_latin_words, surnames_latin_weights, 100};

static const struct dye_slice given_male_words[] = {W("James"), W("Michael"), W("Robert"), W("John"), W("David"),
    W("William"), W("Richard"), W("Joseph"), W("Thomas"), W("Christopher"), W("Charles"), W("Daniel"), W("Matthew"),
    W("Anthony"), W("Mark"), W("Steven"), W("Donald"), W("Andrew"), W("Joshua"), W("Paul"), W("Kenneth"), W("Kevin"),
    W("Brian"), W("Timothy"), W("Ronald"), W("George"), W("Jason"), W("Edward"), W("Jeffrey"), W("Ryan"), W("Jacob"),
    W("Nicholas"), W("Gary"), W("Eric"), W("Jonathan"), W("Stephen"), W("Larry"), W("Justin"), W("Benjamin"),
    W("Scott"), W("Brandon"), W("Samuel"), W("Gregory"), W("Alexander"), W("Patrick"), W("Frank"), W("Jack"),
    W("Raymond"), W("Dennis"), W("Tyler"), W("Aaron"), W("Jerry"), W("Jose"), W("Nathan"), W("Adam"), W("Henry"),
    W("Zachary"), W("Douglas"), W("Peter"), W("Kyle")};
static const uint32_t given_male_weights[] = {46, 44, 43, 43, 36, 35, 24, 23, 22, 21, 20, 19, 17, 14, 13, 13, 12, 12,
    12, 12, 11, 11, 11, 11, 10, 10, 10, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 5, 5, 5, 5, 5};
const struct dye_vocabulary dye_given_male = {"given-male", given_male_words, given_male_weights, 60};

static const struct dye_slice given_female_words[] = {W("Mary"), W("Patricia"), W("Jennifer"), W("Linda"),
    W("Elizabeth"), W("Barbara"), W("Susan"), W("Jessica"), W("Karen"), W("Sarah"), W("Lisa"), W("Nancy"), W("Sandra"),
    W("Ashley"), W("Emily"), W("Kimberly"), W("Betty"), W("Margaret"), W("Donna"), W("Michelle"), W("Carol"),
    W("Amanda"), W("Melissa"), W("Deborah"), W("Stephanie"), W("Rebecca"), W("Sharon"), W("Laura"), W("Cynthia"),
    W("Dorothy"), W("Amy"), W("Kathleen"), W("Angela"), W("Shirley"), W("Emma"), W("Brenda"), W("Pamela"), W("Nicole"),
    W("Anna"), W("Samantha"), W("Katherine"), W("Christine"), W("Debra"), W("Rachel"), W("Carolyn"), W("Janet"),
    W("Maria"), W("Olivia"), W("Heather"), W("Helen"), W("Catherine"), W("Diane"), W("Julie"), W("Victoria"),
    W("Joyce"), W("Lauren"), W("Kelly"), W("Christina"), W("Ruth"), W("Joan")};
static const uint32_t given_female_weights[] = {30, 15, 15, 14, 14, 13, 11, 10, 10, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 8,
    8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    5};
const struct dye_vocabulary dye_given_female = {"given-female", given_female_words, given_female_weights, 60};

#undef W

bool
dye_vocabulary_has(const struct dye_vocabulary * vocabulary, struct dye_slice word)
{
	size_t i, j;

	for (i = 0; i < vocabulary->count; i++) {
		struct dye_slice w = vocabulary->words[i];

		if (w.len != word.len)
			continue;
		for (j = 0; j < w.len && dye_lower(w.data[j]) == dye_lower(word.data[j]); j++)
			;
		if (j == w.len)
			return true;
	}
	return false;
}
