#include "formats/field/core/freetail.h"

#include <stdlib.h>
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"

/* Different values, and pairs of them that agree so far, from which something can be told. */
#define VALUES_LEAST 100
#define PAIRS_LEAST 100
#define ONE_IN 5
/* A list of beginnings: so many values have each, and each goes on in at most so many tenths of the ways. */
#define LISTED_VALUES 20
#define LISTED_TENTHS 6

struct value {
	uint8_t signs[DYE_FREE_PLACES];
};

/* 0 to 9, then letters; -1 for what is no place. */
static int
sign_of(uint32_t c)
{

	if (dye_is_digit(c))
		return (int)(c - '0');
	return dye_is_alpha(c) ? (int)((c | 32) - 'a') + 10 : -1;
}

/* The places of a cell; false where there are more than can be looked at. */
static bool
read_value(struct dye_slice cell, struct value * v, uint32_t * places)
{
	struct dye_glyphs scan;
	uint32_t i;

	*places = 0;
	memset(v, 0, sizeof(*v));
	dye_glyphs_text(cell, &scan);
	for (i = 0; i < scan.n; i++) {
		int sign = sign_of(scan.cp[i]);

		if (sign < 0)
			continue;
		if (*places == DYE_FREE_PLACES)
			return false;
		v->signs[(*places)++] = (uint8_t)sign;
	}
	return *places > 0 && !scan.cut;
}

static uint32_t
commonest_places(const struct dye_slice * cells, size_t count)
{
	size_t seen[DYE_FREE_PLACES + 1] = {0}, i, most = 0;
	uint32_t places;
	struct value v;

	for (i = 0; i < count; i++)
		if (read_value(cells[i], &v, &places))
			seen[places]++;
	for (i = 1; i <= DYE_FREE_PLACES; i++)
		most = seen[i] > seen[most] ? i : most;
	return (uint32_t)most;
}

static int
compare_values(const void * a, const void * b)
{

	return memcmp(a, b, sizeof(struct value));
}

static size_t
distinct(struct value * values, size_t count)
{
	size_t i, n = 0;

	if (count == 0)
		return 0;
	qsort(values, count, sizeof(*values), compare_values);
	for (i = 1; i < count; i++)
		if (compare_values(&values[n], &values[i]) != 0)
			values[++n] = values[i];
	return n + 1;
}

/* Pairs of sorted values that agree in the first ${n} places. */
static uint64_t
agreeing(const struct value * values, size_t count, size_t n)
{
	uint64_t pairs = 0, same = 0;
	size_t i;

	for (i = 1; i < count; i++) {
		same = memcmp(&values[i - 1], &values[i], n) == 0 ? same + 1 : 0;
		pairs += same;
	}
	return pairs;
}

/* How many different beginnings of ${n} places there are. */
static size_t
beginnings(const struct value * values, size_t count, size_t n)
{
	size_t found = 1;

	for (size_t i = 1; i < count; i++)
		found += memcmp(&values[i - 1], &values[i], n) != 0;
	return found;
}

static size_t
signs_at(const struct value * values, size_t count, uint32_t place)
{
	bool seen[DYE_FREE_SIGNS] = {false};
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		found += !seen[values[i].signs[place]];
		seen[values[i].signs[place]] = true;
	}
	return found;
}

/* Whether the beginnings up to the place are a closed list (153 and 155, and no 154): each goes on in far fewer ways than there are signs there, and many values have it. */
static bool
is_listed(const struct value * values, size_t count, uint32_t place)
{
	size_t before = beginnings(values, count, place), now = beginnings(values, count, (size_t)place + 1);

	return now * LISTED_VALUES <= count && now * 10 < before * signs_at(values, count, place) * LISTED_TENTHS;
}

static void
find_tail(const struct value * values, size_t count, struct dye_free * tail)
{
	uint64_t before = (uint64_t)count * (count - 1) / 2, now;
	uint32_t i;

	tail->from = 0;
	for (i = 0; i < tail->places && before >= PAIRS_LEAST; i++) {
		now = agreeing(values, count, i + 1);
		if (now * ONE_IN > before || is_listed(values, count, i))
			tail->from = i + 1;
		before = now;
	}
}

static void
count_signs(const struct value * values, size_t count, struct dye_free * tail)
{
	uint32_t place, sign, digits, letters;
	size_t i;
	bool beyond = false;

	for (i = 0; i < count; i++)
		for (place = 0; place < tail->places; place++)
			tail->counts[place][values[i].signs[place]]++;
	for (place = tail->from; place < tail->places; place++) {
		for (sign = digits = letters = 0; sign < DYE_FREE_SIGNS; sign++) {
			digits += sign < 10 ? tail->counts[place][sign] : 0;
			letters += sign >= 10 ? tail->counts[place][sign] : 0;
			beyond = beyond || (sign >= 16 && tail->counts[place][sign] > 0);
		}
		tail->mixed = tail->mixed || (digits > count / 5 && letters > count / 5);
	}
	tail->mixed = tail->mixed && !beyond;
}

/* More small letters than capitals. */
static bool
are_small(const struct dye_slice * cells, size_t count)
{
	size_t small = 0, capital = 0, i, k;

	for (i = 0; i < count; i++)
		for (k = 0; k < cells[i].len; k++) {
			small += dye_is_lower((uint8_t)cells[i].data[k]);
			capital += dye_is_upper((uint8_t)cells[i].data[k]);
		}
	return small > capital;
}

enum dye_code
dye_free_find(
    const struct dye_slice * cells, size_t count, struct dye_free * tail, bool * found, struct dye_error * err)
{
	struct value * values = calloc(count + 1, sizeof(*values));
	uint32_t places;
	size_t i, n = 0;

	*tail = (struct dye_free){0};
	*found = false;
	if (values == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	tail->places = commonest_places(cells, count);
	for (i = 0; i < count; i++)
		if (read_value(cells[i], &values[n], &places) && places == tail->places)
			n++;
	n = distinct(values, n);
	if (n >= VALUES_LEAST) {
		find_tail(values, n, tail);
		count_signs(values, n, tail);
		tail->small = are_small(cells, count);
		*found = true;
	}
	explicit_bzero(values, (count + 1) * sizeof(*values));
	free(values);
	return DYE_OK;
}

/* ---- drawing ---- */

bool
dye_free_fits(const struct dye_forge * forge)
{
	uint32_t places;
	struct value v;

	return forge->tail != NULL && forge->tail->from < forge->tail->places &&
	       read_value(forge->parent, &v, &places) && places == forge->tail->places;
}

char
dye_free_draw(struct dye_forge * forge, uint32_t node, uint32_t place, char old)
{
	const struct dye_free * t = forge->tail;
	uint32_t weights[DYE_FREE_SIGNS], sum = 0;
	size_t sign;

	for (sign = 0; sign < DYE_FREE_SIGNS; sign++) {
		bool may = t->mixed || (sign < 10) == dye_is_digit((uint8_t)old);

		weights[sign] = may ? t->counts[place][sign] : 0;
		sum += weights[sign];
	}
	if (sum == 0)
		return old;
	sign = dye_forge_weighted(forge, node, weights, DYE_FREE_SIGNS);
	if (sign < 10)
		return (char)('0' + sign);
	return (char)((t->small || dye_is_lower((uint8_t)old) ? 'a' : 'A') + (int)sign - 10);
}

enum dye_code
dye_free_write(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	uint32_t node = dye_forge_node(forge), place = 0, done = 0, i;
	struct dye_glyphs scan;

	dye_glyphs_text(p, &scan);
	for (i = 0; i < scan.n; i++) {
		bool wide = (uint8_t)p.data[scan.at[i]] >= 0x80;
		char drawn;

		if (sign_of(scan.cp[i]) < 0 || place++ < forge->tail->from)
			continue;
		drawn = dye_free_draw(forge, node, place - 1, (char)scan.cp[i]);
		DYE_TRY(dye_buffer_append(out, p.data + done, scan.at[i] - done, err));
		DYE_TRY(dye_append_cp(out, (uint32_t)(uint8_t)drawn + (wide ? 0xFEE0u : 0u), err));
		done = scan.at[i] + (wide ? 3 : 1);
	}
	return dye_buffer_append(out, p.data + done, p.len - done, err);
}
