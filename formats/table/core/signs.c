#include "formats/table/core/signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/table/core/encoding.h"

#define LINES 1000
/* The lines whose signs are tried. */
#define SHOWN 3
#define TIMES_MAX 255

/* ASCII signs that stand for nothing in names, addresses, numbers, dates and addresses of the net. */
static const char rare_signs[] = "~^|`\x7F";

static bool
is_plain(unsigned char c)
{

	/* A NUL would be a sign of no length, which stands everywhere; whoever decodes the row complains of it. */
	return c == '\0' || c == ' ' || c == '"' || c == '\n' || c == '\r' || dye_is_alnum(c);
}

size_t
dye_sign_len(struct dye_slice s)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (s.len == 0)
		return 0;
	if ((unsigned char)s.data[0] < 0x80)
		return !is_plain((unsigned char)s.data[0]);
	n = utf8proc_iterate((const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &c);
	if (n <= 0)
		return 0;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_PC:
	case UTF8PROC_CATEGORY_PD:
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PO:
	case UTF8PROC_CATEGORY_SM:
	case UTF8PROC_CATEGORY_SC:
	case UTF8PROC_CATEGORY_SK:
	case UTF8PROC_CATEGORY_SO:
	case UTF8PROC_CATEGORY_CC:
		return (size_t)n;
	default:
		return 0;
	}
}

bool
dye_sign_line(struct dye_slice * rest, struct dye_slice * line)
{

	while (rest->len > 0) {
		const char * end = rest->data;

		while (end < rest->data + rest->len && *end != '\n' && *end != '\r')
			end++;
		*line = (struct dye_slice){rest->data, (size_t)(end - rest->data)};
		rest->len -= line->len + (line->len < rest->len);
		rest->data = end + (rest->len > 0);
		if (line->len > 0)
			return true;
	}
	return false;
}

static bool
is_rare(const struct dye_sign * sign, size_t characters)
{
	unsigned char c = (unsigned char)sign->text[0];

	if (characters > 1 || c < ' ' || strchr(rare_signs, (char)c) != NULL)
		return true;
	/* Of what is not ASCII, signs that sentences have: full stops, commas, colons, dashes, brackets and quotes of any script. */
	return c >= 0xC2 && c < 0xE2 && strcmp(sign->text, "\xC2\xB0") != 0 && strcmp(sign->text, "\xC2\xB7") != 0;
}

/* Add ${text}, in which the sign is of so many characters. */
static void
add(struct dye_sign * signs, size_t * count, struct dye_slice text, size_t characters, bool spaced)
{
	struct dye_sign sign = {.spaced = spaced};

	if (*count == DYE_SIGNS_MAX || text.len >= sizeof(sign.text))
		return;
	memcpy(sign.text, text.data + spaced, text.len - 2 * spaced);
	sign.rare = is_rare(&sign, characters);
	memcpy(sign.text, text.data, text.len);
	for (size_t i = 0; i < *count; i++)
		if (strcmp(signs[i].text, sign.text) == 0)
			return;
	signs[(*count)++] = sign;
}

/* Every sign of a line, every run of several, and either with a space on both sides. */
static void
add_signs(struct dye_sign * signs, size_t * count, struct dye_slice line)
{
	size_t i = 0, n;

	while (i < line.len) {
		size_t start = i, characters = 0;

		while ((n = dye_sign_len((struct dye_slice){line.data + i, line.len - i})) > 0) {
			add(signs, count, (struct dye_slice){line.data + i, n}, 1, false);
			i += n;
			characters++;
		}
		/* ="..." is a cell of a spreadsheet. */
		if (characters > 1 && line.data[i - 1] != '=')
			add(signs, count, (struct dye_slice){line.data + start, i - start}, characters, false);
		if (characters > 0 && start > 0 && line.data[start - 1] == ' ' && i < line.len && line.data[i] == ' ')
			add(signs, count, (struct dye_slice){line.data + start - 1, i - start + 2}, characters, true);
		i += characters == 0;
	}
}

static uint32_t
count_in(struct dye_slice line, const char * sign)
{
	size_t len = strlen(sign);
	uint32_t n = 0;

	while (n < TIMES_MAX && line.len >= len) {
		const char * at = memmem(line.data, line.len, sign, len);

		if (at == NULL)
			break;
		n++;
		line.len -= (size_t)(at - line.data) + len;
		line.data = at + len;
	}
	return n;
}

/* How often the sign stands in the lines. */
static void
weigh(struct dye_sign * sign, struct dye_slice text)
{
	uint32_t counts[TIMES_MAX + 1] = {0};
	struct dye_slice line;

	while (sign->lines < LINES && dye_sign_line(&text, &line)) {
		sign->lines++;
		counts[count_in(line, sign->text)]++;
	}
	for (uint32_t i = 1; i <= TIMES_MAX; i++)
		if (counts[i] > counts[sign->times] || sign->times == 0)
			sign->times = i;
	sign->share = sign->lines == 0 ? 0 : counts[sign->times] * 1000 / sign->lines;
}

/* What stands at one place of the lines: how many parts hold digits only, and how many letters only. */
struct sort {
	uint32_t digits, letters, all;
};

static void
see_part(struct sort * sort, struct dye_slice part)
{
	bool digit = false, other = false;

	for (size_t i = 0; i < part.len; i++) {
		if (dye_is_digit((uint8_t)part.data[i]))
			digit = true;
		else if (part.data[i] != ' ')
			other = true;
	}
	sort->all += digit || other;
	sort->digits += digit && !other;
	sort->letters += other && !digit;
}

/* Whether nine in ten parts at one place are of digits, and at another of letters. The first line may hold names. */
static bool
is_telling(const struct dye_sign * sign, struct dye_slice text)
{
	struct sort sorts[16] = {{0}};
	struct dye_slice line;
	bool digits = false, letters = false;

	for (uint32_t n = 0; n < 200 && dye_sign_line(&text, &line); n++) {
		for (size_t i = 0; n > 0 && i < 16; i++) {
			const char * at = memmem(line.data, line.len, sign->text, strlen(sign->text));
			size_t len = at == NULL ? line.len : (size_t)(at - line.data);

			see_part(&sorts[i], (struct dye_slice){line.data, len});
			if (at == NULL)
				break;
			line.len -= len + strlen(sign->text);
			line.data = at + strlen(sign->text);
		}
	}
	for (size_t i = 0; i < 16; i++) {
		digits |= sorts[i].all > 0 && 10 * sorts[i].digits >= 9 * sorts[i].all;
		letters |= sorts[i].all > 0 && 10 * sorts[i].letters >= 9 * sorts[i].all;
	}
	return digits && letters;
}

static int
by_worth(const void * a, const void * b)
{
	const struct dye_sign * x = a;
	const struct dye_sign * y = b;

	if (x->rare != y->rare)
		return x->rare ? -1 : 1;
	if (x->times != y->times)
		return x->times > y->times ? -1 : 1;
	if (strlen(x->text) != strlen(y->text))
		return strlen(x->text) > strlen(y->text) ? -1 : 1;
	return strcmp(x->text, y->text);
}

static uint32_t
times_inside(const struct dye_sign * longer, const struct dye_sign * shorter)
{

	if (strlen(longer->text) <= strlen(shorter->text))
		return 0;
	return count_in((struct dye_slice){longer->text, strlen(longer->text)}, shorter->text) * longer->times;
}

/* Whether the run is of several different signs. */
static bool
is_mixed(const struct dye_sign * sign)
{
	size_t len = strlen(sign->text), first = dye_sign_len((struct dye_slice){sign->text, len});

	if (sign->spaced)
		return false;
	for (size_t i = first; i < len; i += first)
		if (len - i < first || memcmp(sign->text, sign->text + i, first) != 0)
			return true;
	return false;
}

/*
 * Whether another sign says it better: one of which this is a part, where it stands nowhere else ("::" for ":"); or one that is part of
 * this run, and stands elsewhere too ("~" for "~(", "@" for "@(", where some cells begin with a bracket).
 */
static bool
is_spoken_for(const struct dye_sign * sign, const struct dye_sign * signs, size_t count)
{

	for (size_t i = 0; i < count; i++) {
		uint32_t in_longer = times_inside(&signs[i], sign), in_this = times_inside(sign, &signs[i]);

		if (in_longer > 0 && in_longer == sign->times)
			return true;
		if (in_this > 0 && (signs[i].rare || is_mixed(sign)) && signs[i].times > in_this)
			return true;
	}
	return false;
}

/*
 * Whether a run of signs is a usual separator beside the beginning or end of a cell ("," in ",$"; ",," is an empty cell): the separator
 * stands in the lines without the rest too. It need not recur evenly for that, since cells may hold it.
 */
static bool
is_usual_and_more(const struct dye_sign * sign, struct dye_slice text)
{
	static const char * const usual[] = {",", ";", "|", "\t", "\xEF\xBC\x8C", "\xEF\xBC\x9B", "\xE3\x80\x81"};
	struct dye_slice line;
	uint64_t with = 0, all[sizeof(usual) / sizeof(usual[0])] = {0};

	for (uint32_t n = 0; n < LINES && dye_sign_line(&text, &line); n++) {
		with += count_in(line, sign->text);
		for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
			all[i] += count_in(line, usual[i]);
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		uint32_t inside = count_in((struct dye_slice){sign->text, strlen(sign->text)}, usual[i]);

		if (inside > 0 && strcmp(sign->text, usual[i]) != 0 && all[i] > with * inside)
			return true;
	}
	return false;
}

size_t
dye_signs_find(struct dye_slice text, struct dye_sign * signs, size_t max)
{
	struct dye_sign found[DYE_SIGNS_MAX], even[DYE_SIGNS_MAX] = {0};
	struct dye_slice rest = text, line;
	size_t count = 0, kept = 0, n = 0;

	for (uint32_t i = 0; i < SHOWN && dye_sign_line(&rest, &line); i++)
		add_signs(found, &count, line);
	for (size_t i = 0; i < count; i++) {
		weigh(&found[i], text);
		if (found[i].times > 0 && found[i].share >= 900)
			even[kept++] = found[i];
	}
	qsort(even, kept, sizeof(even[0]), by_worth);
	for (size_t i = 0; i < kept && n < max; i++) {
		if (is_spoken_for(&even[i], even, kept) || is_usual_and_more(&even[i], text))
			continue;
		signs[n] = even[i];
		signs[n++].telling = is_telling(&even[i], text);
	}
	return n;
}

const char *
dye_sign_show(const char * sign, char shown[DYE_SIGN_SHOWN])
{
	size_t len = 0;

	if (strcmp(sign, "\t") == 0)
		return "tab";
	for (; *sign != '\0'; sign++) {
		unsigned char c = (unsigned char)*sign;

		if (c < ' ' || c == 0x7F)
			len += (size_t)snprintf(shown + len, DYE_SIGN_SHOWN - len, "\\x%02x", c);
		else
			shown[len++] = *sign;
	}
	shown[len] = '\0';
	return shown;
}
