#include "formats/table/core/header.h"

#include <string.h>

/* Words that name columns, in the spelling of tokens: small letters. */
static const char * const words[] = {"account", "addr", "address", "age", "amount", "area", "assignment", "balance",
    "bank", "birth", "birthday", "brand", "car", "card", "category", "cell", "city", "class", "code", "color", "colour",
    "comment", "company", "contact", "country", "county", "created", "currency", "customer", "date", "department",
    "description", "district", "dob", "email", "employer", "facility", "family", "fax", "first", "full", "gender",
    "given", "id", "identity", "idcard", "item", "key", "last", "lat", "latitude", "level", "line", "lng", "locality",
    "location", "lon", "longitude", "mail", "middle", "mobile", "model", "name", "nation", "nationality", "no", "note",
    "notes", "number", "order", "org", "organisation", "organization", "owner", "ownership", "parish", "passport",
    "payment", "phone", "plate", "postal", "postcode", "price", "product", "province", "quantity", "rating", "receiver",
    "region", "registry", "remark", "sender", "sex", "state", "status", "street", "surname", "telephone", "tel", "time",
    "title", "total", "town", "type", "updated", "url", "user", "username", "value", "vehicle", "vin", "website",
    "year", "zip", "zipcode"};

/* The same in Chinese: a cell that ends in one of these and is short names a column. */
static const char * const endings[] = {"姓名", "名字", "名称", "电话", "手机", "手机号", "号码", "地址", "住址",
    "身份证", "证号", "邮箱", "邮件", "邮编", "城市", "省", "省份", "市", "区县", "性别", "生日", "出生", "日期",
    "时间", "金额", "价格", "编号", "序号", "单位", "公司", "车牌", "车型", "车牌号", "品牌", "型号", "订单号", "类型",
    "类别", "状态", "备注", "账号", "帐号", "银行", "卡号", "年龄", "民族", "学校", "职业", "客户", "数量", "收件人",
    "寄件人", "商品"};

static bool
is_digit(char c)
{

	return c >= '0' && c <= '9';
}

static bool
has_digit(struct dye_slice s)
{

	for (size_t i = 0; i < s.len; i++)
		if (is_digit(s.data[i]))
			return true;
	return false;
}

static bool
is_word(const char * token, size_t len)
{

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], token, len) == 0)
			return true;
	return false;
}

/* Between the words of a name. */
static bool
is_between(char c)
{

	return c == ' ' || c == '_' || c == '-' || c == '.' || c == '/' || is_digit(c);
}

/* "Organization Name", "order_time", "customerId", "address1": few tokens, the last of them a word that names columns. */
static bool
names_latin(struct dye_slice s)
{
	size_t tokens = 0, start = 0, i = 0;
	bool known = false;

	while (i < s.len) {
		while (i < s.len && is_between(s.data[i]))
			i++;
		if ((start = i) == s.len)
			break;
		for (i++; i < s.len && !is_between(s.data[i]); i++)
			if (s.data[i] >= 'A' && s.data[i] <= 'Z' && s.data[i - 1] >= 'a')
				break;
		known = is_word(s.data + start, i - start);
		tokens++;
	}
	return known && tokens <= 4;
}

static bool
names_chinese(struct dye_slice s)
{

	if (s.len > 24 || has_digit(s))
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t len = strlen(endings[i]);

		/* 北京市 is a value; of the endings of one character, the whole cell must be it. */
		if (len <= s.len && memcmp(s.data + s.len - len, endings[i], len) == 0 && (len > 3 || s.len == len))
			return true;
	}
	return false;
}

/* Could be a name: starts with a letter, is short, holds none of the signs of values. */
static bool
name_like(struct dye_slice s)
{
	size_t spaces = 0, digits = 0;

	if (s.len == 0 || s.len > 40 || is_digit(s.data[0]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("@,.:;#&+\n", s.data[i]) != NULL)
			return false;
		spaces += s.data[i] == ' ';
		digits += is_digit(s.data[i]);
	}
	return spaces <= 3 && digits <= 2;
}

void
dye_header_see(struct dye_header * header, const struct dye_slice * cells, uint32_t count)
{
	uint32_t kept = count < DYE_HEADER_COLUMNS ? count : DYE_HEADER_COLUMNS;

	if (header->count == 0) {
		memcpy(header->names, cells, kept * sizeof(*cells));
		header->count = count;
		return;
	}
	header->rows++;
	for (uint32_t i = 0; i < kept; i++) {
		header->filled[i] += cells[i].len > 0;
		header->digits[i] += has_digit(cells[i]);
	}
}

static uint32_t
kept_columns(const struct dye_header * header)
{

	return header->count < DYE_HEADER_COLUMNS ? header->count : DYE_HEADER_COLUMNS;
}

bool
dye_header_known(const struct dye_header * header)
{
	uint32_t kept = kept_columns(header), known = 0;

	for (uint32_t i = 0; i < kept; i++)
		known += names_latin(header->names[i]) || names_chinese(header->names[i]);
	return known > 0 && 2 * known >= kept;
}

bool
dye_header_likely(const struct dye_header * header)
{
	uint32_t kept = kept_columns(header), contrast = 0;

	if (dye_header_known(header))
		return true;
	if (kept == 0 || header->rows == 0)
		return false;
	for (uint32_t i = 0; i < kept; i++) {
		if (!name_like(header->names[i]))
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (dye_slice_equal(header->names[i], header->names[k]))
				return false;

		/* Nearly all values below have digits and the name has none. */
		contrast += !has_digit(header->names[i]) && header->filled[i] > 0 &&
			    header->digits[i] * 10ull >= header->filled[i] * 9ull;
	}

	/* With little to go by, more columns must say so. */
	return (header->rows < 3 ? 2 : 3) * contrast >= kept;
}
