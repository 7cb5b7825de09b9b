/*
 * GB/T 2260 as published by the Ministry of Civil Affairs: the 34 units of province level, their capitals and other
 * large cities. A city here is one whose name singles it out without its province.
 */
#include "formats/field/words/region.h"

#include <string.h>

#include "formats/field/core/glyphs.h"

struct region {
	const char * name; /* without 省 or 市 */
	const char * code;
};

static const struct region provinces[] = {{"北京", "11"}, {"天津", "12"}, {"河北", "13"}, {"山西", "14"},
    {"内蒙古", "15"}, {"辽宁", "21"}, {"吉林", "22"}, {"黑龙江", "23"}, {"上海", "31"}, {"江苏", "32"}, {"浙江", "33"},
    {"安徽", "34"}, {"福建", "35"}, {"江西", "36"}, {"山东", "37"}, {"河南", "41"}, {"湖北", "42"}, {"湖南", "43"},
    {"广东", "44"}, {"广西", "45"}, {"海南", "46"}, {"重庆", "50"}, {"四川", "51"}, {"贵州", "52"}, {"云南", "53"},
    {"西藏", "54"}, {"陕西", "61"}, {"甘肃", "62"}, {"青海", "63"}, {"宁夏", "64"}, {"新疆", "65"}, {"台湾", "71"},
    {"香港", "81"}, {"澳门", "82"}};

static const struct region cities[] = {{"石家庄", "1301"}, {"唐山", "1302"}, {"秦皇岛", "1303"}, {"邯郸", "1304"},
    {"保定", "1306"}, {"太原", "1401"}, {"大同", "1402"}, {"呼和浩特", "1501"}, {"包头", "1502"}, {"沈阳", "2101"},
    {"大连", "2102"}, {"鞍山", "2103"}, {"长春", "2201"}, {"哈尔滨", "2301"}, {"大庆", "2306"}, {"南京", "3201"},
    {"无锡", "3202"}, {"徐州", "3203"}, {"常州", "3204"}, {"苏州", "3205"}, {"南通", "3206"}, {"连云港", "3207"},
    {"淮安", "3208"}, {"盐城", "3209"}, {"扬州", "3210"}, {"镇江", "3211"}, {"泰州", "3212"}, {"宿迁", "3213"},
    {"杭州", "3301"}, {"宁波", "3302"}, {"温州", "3303"}, {"嘉兴", "3304"}, {"湖州", "3305"}, {"绍兴", "3306"},
    {"金华", "3307"}, {"台州", "3310"}, {"合肥", "3401"}, {"芜湖", "3402"}, {"福州", "3501"}, {"厦门", "3502"},
    {"泉州", "3505"}, {"漳州", "3506"}, {"南昌", "3601"}, {"九江", "3604"}, {"赣州", "3607"}, {"济南", "3701"},
    {"青岛", "3702"}, {"淄博", "3703"}, {"烟台", "3706"}, {"潍坊", "3707"}, {"济宁", "3708"}, {"临沂", "3713"},
    {"郑州", "4101"}, {"洛阳", "4103"}, {"南阳", "4113"}, {"武汉", "4201"}, {"宜昌", "4205"}, {"襄阳", "4206"},
    {"长沙", "4301"}, {"株洲", "4302"}, {"衡阳", "4304"}, {"岳阳", "4306"}, {"广州", "4401"}, {"深圳", "4403"},
    {"珠海", "4404"}, {"汕头", "4405"}, {"佛山", "4406"}, {"湛江", "4408"}, {"惠州", "4413"}, {"东莞", "4419"},
    {"中山", "4420"}, {"南宁", "4501"}, {"柳州", "4502"}, {"桂林", "4503"}, {"海口", "4601"}, {"三亚", "4602"},
    {"成都", "5101"}, {"绵阳", "5107"}, {"宜宾", "5115"}, {"贵阳", "5201"}, {"遵义", "5203"}, {"昆明", "5301"},
    {"曲靖", "5303"}, {"大理", "5329"}, {"拉萨", "5401"}, {"西安", "6101"}, {"宝鸡", "6103"}, {"咸阳", "6104"},
    {"兰州", "6201"}, {"西宁", "6301"}, {"银川", "6401"}, {"乌鲁木齐", "6501"}};

static struct dye_slice
skip(struct dye_slice s, size_t n)
{

	return (struct dye_slice){s.data + n, s.len - n};
}

static const struct region *
region_at(const struct region * list, size_t count, struct dye_slice text)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dye_begins(text, list[i].name))
			return &list[i];
	return NULL;
}

/* What follows a province's name before its city's. */
static struct dye_slice
after_province(struct dye_slice text)
{
	static const char * const tails[] = {
	    "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"};
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (dye_begins(text, tails[i])) {
			text = skip(text, strlen(tails[i]));
			break;
		}
	while (text.len > 0 && *text.data == ' ')
		text = skip(text, 1);
	return text;
}

bool
dye_region_of(struct dye_slice text, char region[7])
{
	const struct region * province;
	const struct region * city;

	while (text.len > 0 && *text.data == ' ')
		text = skip(text, 1);
	memset(region, 0, 7);
	if (dye_begins(text, "中国"))
		text = skip(text, strlen("中国"));
	/* 吉林市 is a city of 吉林省; 海南, 河南, ... are no cities' names. */
	province = region_at(provinces, sizeof(provinces) / sizeof(provinces[0]), text);
	if (province != NULL)
		text = after_province(skip(text, strlen(province->name)));
	city = region_at(cities, sizeof(cities) / sizeof(cities[0]), text);
	if (city != NULL && (province == NULL || memcmp(city->code, province->code, 2) == 0))
		memcpy(region, city->code, strlen(city->code));
	else if (province != NULL)
		memcpy(region, province->code, strlen(province->code));
	return region[0] != '\0';
}

bool
dye_province_valid(const char * digits)
{
	size_t i;

	for (i = 0; i < sizeof(provinces) / sizeof(provinces[0]); i++)
		if (memcmp(provinces[i].code, digits, 2) == 0)
			return true;
	return memcmp(digits, "83", 2) == 0; /* residence permits of people from Taiwan */
}

enum dye_sex
dye_sex_of(struct dye_slice text)
{
	static const char * const male[] = {"男", "男性", "m", "male", "man", "先生"};
	static const char * const female[] = {"女", "女性", "f", "female", "woman", "女士"};
	char low[16];
	size_t i, n = 0;

	for (i = 0; i < text.len; i++)
		if (text.data[i] != ' ') {
			if (n + 1 == sizeof(low))
				return DYE_SEX_UNKNOWN;
			low[n++] = dye_lower(text.data[i]);
		}
	low[n] = '\0';
	for (i = 0; i < sizeof(male) / sizeof(male[0]); i++) {
		if (strcmp(low, male[i]) == 0)
			return DYE_MALE;
		if (strcmp(low, female[i]) == 0)
			return DYE_FEMALE;
	}
	return DYE_SEX_UNKNOWN;
}

void
dye_attributes_of_words(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * attributes)
{
	char region[7];

	(void)role;
	dye_attributes_sex(attributes, dye_sex_of(text));
	if (dye_region_of(text, region))
		dye_attributes_region(attributes, region);
}
