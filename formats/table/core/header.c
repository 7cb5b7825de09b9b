#include "formats/table/core/header.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"

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
has_digit(struct dye_slice s)
{

	for (size_t i = 0; i < s.len; i++)
		if (dye_is_digit((uint8_t)s.data[i]))
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

	return c == ' ' || c == '_' || c == '-' || c == '.' || c == '/' || dye_is_digit((uint8_t)c);
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
			if (dye_is_upper((uint8_t)s.data[i]) && s.data[i - 1] >= 'a')
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

/* Could be a name: is short, starts with no digit, holds none of the signs of values. A column may have none. */
static bool
name_like(struct dye_slice s)
{
	size_t spaces = 0, digits = 0;

	if (s.len == 0)
		return true;
	if (s.len > 60 || dye_is_digit((uint8_t)s.data[0]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '@' || s.data[i] == ';' || s.data[i] == '\n')
			return false;
		spaces += s.data[i] == ' ';
		digits += dye_is_digit((uint8_t)s.data[i]);
	}
	return spaces <= 4 && digits <= 2;
}

void
dye_header_see(struct dye_header * header, const struct dye_slice * cells, uint32_t count)
{
	uint32_t kept = count < DYE_HEADER_COLUMNS ? count : DYE_HEADER_COLUMNS;

	for (uint32_t i = 0; i < kept && header->rows < DYE_HEADER_ROWS; i++)
		header->hashes[i][header->count == 0 ? 0 : header->rows + 1] =
		    (uint32_t)dye_hash64(cells[i].data, cells[i].len);
	if (header->count == 0) {
		memcpy(header->names, cells, kept * sizeof(*cells));
		header->count = count;
		return;
	}
	header->rows++;
	for (uint32_t i = 0; i < kept; i++) {
		header->longer[i] += cells[i].len > header->names[i].len;
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

/* How many cells of a column's first rows, the header's included, stand there once. */
static uint32_t
single_cells(const struct dye_header * header, uint32_t column, uint32_t rows)
{
	const uint32_t * h = header->hashes[column];
	uint32_t single = 0;

	for (uint32_t i = 0; i < rows; i++) {
		uint32_t k = 0;

		while (k < rows && (k == i || h[k] != h[i]))
			k++;
		single += k == rows;
	}
	return single;
}

/* The first cell of a column stands there again. */
static bool
recurs(const struct dye_header * header, uint32_t column, uint32_t rows)
{

	for (uint32_t k = 1; k < rows; k++)
		if (header->hashes[column][k] == header->hashes[column][0])
			return true;
	return false;
}

/*
 * How unlike its column the first cell is: were all cells exchangeable, the chance that the first is one of so few with a property is
 * their number by that of all. Three properties are looked at, so three times the least of the chances; in units of 1/1000000.
 */
static uint64_t
chance(const struct dye_header * header, uint32_t column)
{
	uint32_t all = header->rows + 1, rows = all < DYE_HEADER_ROWS ? all : DYE_HEADER_ROWS;
	uint64_t least = 1000000, p;

	/* No digit where the others have one. */
	if (!has_digit(header->names[column])) {
		p = 1000000ull * (all - header->digits[column]) / all;
		least = p < least ? p : least;
	}
	/* Shorter than the others. */
	p = 1000000ull * (all - header->longer[column]) / all;
	least = p < least ? p : least;
	/* Alone where the others recur. */
	if (!recurs(header, column, rows)) {
		p = 1000000ull * single_cells(header, column, rows) / rows;
		least = p < least ? p : least;
	}
	return least * 3 < 1000000 ? least * 3 : 1000000;
}

/* Names that all could be names, no two alike, at least half of them there. */
static bool
all_name_like(const struct dye_header * header, uint32_t kept)
{
	uint32_t given = 0;

	for (uint32_t i = 0; i < kept; i++) {
		if (!name_like(header->names[i]))
			return false;
		given += header->names[i].len > 0;
		for (uint32_t k = 0; k < i && header->names[i].len > 0; k++)
			if (dye_slice_equal(header->names[i], header->names[k]))
				return false;
	}
	return 2 * given >= kept && given > 0;
}

/* Columns of one row may depend on one another, so no more than the three that say most are counted. */
static bool
is_unlike(const struct dye_header * header, uint32_t kept)
{
	uint64_t least[3] = {1000000, 1000000, 1000000};

	for (uint32_t i = 0; i < kept; i++) {
		uint64_t p = header->names[i].len == 0 || header->filled[i] == 0 ? 1000000 : chance(header, i);

		for (size_t k = 0; k < 3; k++) {
			uint64_t other = least[k];

			if (p >= other)
				continue;
			least[k] = p;
			p = other;
		}
	}
	return least[0] * least[1] / 1000000 * least[2] / 1000000 <= 1000;
}

/* With little to go by: nearly all values of enough columns have digits, and their names have none. */
static bool
digits_differ(const struct dye_header * header, uint32_t kept)
{
	uint32_t contrast = 0;

	for (uint32_t i = 0; i < kept; i++)
		contrast += !has_digit(header->names[i]) && header->names[i].len > 0 && header->filled[i] > 0 &&
			    header->digits[i] * 10ull >= header->filled[i] * 9ull;
	return (header->rows < 3 ? 2 : 3) * contrast >= kept;
}

bool
dye_header_likely(const struct dye_header * header)
{
	uint32_t kept = kept_columns(header);

	if (dye_header_known(header))
		return true;
	if (kept == 0 || header->rows == 0 || !all_name_like(header, kept))
		return false;
	return digits_differ(header, kept) || is_unlike(header, kept);
}
