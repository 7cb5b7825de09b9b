/*
 * company_forms.c: how far the forms of a company reach, and which words are such.
 */
#include <string.h>

#include "formats/field/latin/company_sense.h"
#include "formats/field/latin/company_slots.h"

/* As many letters may be an abbreviation: "Tech.", "Intl.". */
#define ABBREVIATION_MAX 4

/* Where the item ends that word i is the last word of. */
static uint32_t
end_of_item(const struct dye_latin * l, uint32_t i)
{
	uint32_t k = i, first = i;

	for (; k + 6 > i; k--) {
		if (l->words[k].type != DYE_NO_TYPE && k + l->words[k].words > i)
			first = k;
		if (k == 0)
			break;
	}
	return l->words[first].type == DYE_NO_TYPE ? l->words[i].end : l->words[first].span_end;
}

/*
 * The sign before text[at] belongs to what goes before, and no comma stands after it, or hardly one: "Foo & Co. Inc", "S.A. / N.V.", "Foo (HK) Ltd",
 * "Foo! Inc". A stop ends a word that is no abbreviation: "Foo Technologies. Inc", or stands by itself, "Foo . Inc".
 */
static bool
after_sign(const struct dye_latin * l, uint32_t i, uint32_t at, uint32_t least)
{
	const char * p = l->text.data;

	if (at == 0 || dye_latin_inside(l, at - 1) || p[at - 1] == '\'')
		return false;
	if (p[at - 1] != '.')
		return true;
	return at > 1 && at > least &&
	       (p[at - 2] == ')' || p[at - 2] == ' ' ||
		   (l->words[i - 1].type == DYE_NO_TYPE && l->words[i - 1].folded_len > ABBREVIATION_MAX));
}

/*
 * Mark words i..last with the name's ", ", "," or " " before them and the full stop after them; where other signs stand before them, those
 * belong to the slot, too, which is tied then.
 */
static void
mark_suffix(struct dye_latin * l, uint32_t i, uint32_t last, uint8_t type)
{
	const char * p = l->text.data;
	uint32_t start, least, offset = l->words[i].offset;
	bool tied;

	least = end_of_item(l, i - 1);
	for (start = offset; start > least && (p[start - 1] == ' ' || p[start - 1] == ','); start--)
		;
	tied = offset - start == 2 ? memcmp(p + start, ", ", 2) != 0 : offset - start != 1;
	tied = tied || after_sign(l, i, start, least);
	dye_latin_mark_run(l, i, (uint8_t)(last - i + 1), type, tied ? least : start, tied ? NULL : "-'.&@_/+");
}

/*
 * What listed spellings have between two words of a form: a full stop, a comma, a space, each at most once; beside a comma a space only
 * right after it, so that it makes no difference whether it is there.
 */
static bool
pair_gap(const struct dye_latin * l, uint32_t i, const char * signs)
{
	const char * p = l->text.data;
	uint32_t from = l->words[i].end, to = l->words[i + 1].offset, k, m;

	if (!dye_latin_gap(l, i + 1, signs, strlen(signs)))
		return false;
	for (k = from; k < to; k++)
		for (m = from; m < k; m++)
			if (p[m] == p[k] || (p[m] == ' ' && p[k] == ',') ||
			    (p[m] == ',' && (p[k] != ' ' || m + 1 != k)) || (p[m] == ' ' && p[k] == '.'))
				return false;
	return true;
}

/*
 * "Denver CO Ltd", "Denver, CO LTD": Colorado, in capitals that the name has not. Without the comma it is Company all the same with a stop or in
 * capitals throughout, "Foo CO., Ltd", "Foo CO LTD", of which one may become the other.
 */
static bool
may_be_colorado(const struct dye_latin * l, uint32_t i)
{
	uint8_t m = dye_company_means(l, i);

	if ((m != CO && m != CO_LTD) || !dye_company_is_loud(l, i))
		return false;
	return !dye_latin_gap(l, i, " .", UINT32_MAX) ||
	       (m == CO && !dye_company_is_loud(l, i + 1) && dye_latin_gap(l, i + 1, " ", UINT32_MAX));
}

/*
 * Mark word i, or it and the next, which belong together: "Co., Ltd.". In "Foo.co Ltd" a sign makes the first one a part of the name: a domain. Who leaves the
 * space out in "Foo(Suzhou)Co.,Ltd" leaves out all.
 */
static void
mark_form(struct dye_latin * l, uint32_t i, uint8_t words, const char * signs, uint8_t type)
{
	uint32_t at = l->words[i].offset;
	bool tied = strchr("-'.&@_/+)]\"", l->text.data[at - 1]) != NULL || (words == 2 && !pair_gap(l, i, signs)) ||
		    may_be_colorado(l, i);

	dye_latin_mark_run(l, i, words, type, at, tied ? NULL : "-'.&@_");
}

/* Their listed spellings are capitals, or small letters throughout; "S.a.s." is another form, and case is never changed. */
static void
tie_mixed_case(struct dye_latin * l, uint32_t i, uint32_t n)
{
	uint32_t k;

	for (k = 1; k < n; k++)
		if (((l->text.data[l->words[i].offset] ^ l->text.data[l->words[i + k].offset]) & 0x20) != 0)
			l->words[i].flags |= DYE_WORD_TIED;
}

void
dye_company_mark_letters(struct dye_latin * l, uint32_t i)
{
	const struct dye_company_letters * form;
	uint32_t n = 0;

	/* "Bank of S.A." */
	if (i + 4 < l->count || dye_company_means(l, i - 1) == OF || dye_company_continues(l, i) ||
	    dye_company_before_letters(l, i - 1))
		return;
	for (form = dye_company_letters; form->letters != NULL && n == 0; form++) {
		if ((n = dye_company_letters_at_end(l, i, form->letters, form->in_one)) == 0)
			continue;
		/* The simple company of Croatia, "j. d.o.o.", is one form. */
		if (form->type == T_DOO && dye_latin_is(l, i - 1, "j"))
			return;
		/* In Czech and Italian "a" is and, or to: "Novak a syn, s.r.o.". */
		if (form->type != T_SRO && form->type != T_SRL && form->type != T_SPA &&
		    dye_company_after_article(l, i))
			return;
		mark_suffix(l, i, i + n - 1, form->type);
		if (!form->in_one && form->type != T_SPA)
			tie_mixed_case(l, i, n);
	}
}

void
dye_company_mark_gmbh(struct dye_latin * l, uint32_t i)
{

	if (dye_company_means(l, i + 1) != CO || dye_company_means(l, i + 2) != KG || i + 3 != l->count)
		return;
	dye_latin_mark_run(l, i, 3, T_GMBH_CO_KG, l->words[i].offset, "");
	/* No listed spelling has a full stop at its end. */
	l->words[i].span_end = l->words[i + 2].end;
}

void
dye_company_mark_sp_zoo(struct dye_latin * l, uint32_t i)
{
	uint32_t last = i + 3;

	if (!dye_latin_is(l, i + 1, "z"))
		return;
	if (dye_latin_is(l, i + 2, "oo"))
		last = i + 2;
	else if (!dye_latin_is(l, i + 2, "o") || !dye_latin_is(l, i + 3, "o"))
		return;
	if (last + 1 == l->count)
		mark_suffix(l, i, last, T_SP_ZOO);
}

/* The name ends with word i, or with the form that a company has beside this one: "Co., Inc.". */
static bool
last_or_before_form(const struct dye_latin * l, uint32_t i)
{

	return i + 1 == l->count || (dye_company_means(l, i + 1) == INC && i + 2 == l->count) ||
	       dye_company_letters_at_end(l, i + 1, "llc", true) > 0;
}

/* "Co Ltd", or "CoLtd", which becomes it. */
static void
mark_co_ltd(struct dye_latin * l, uint32_t i, uint8_t words)
{

	if (i + words == l->count && !dye_company_after_of(l, i) && !dye_company_after_colorado(l, i))
		mark_form(l, i, words, "., ", T_CO_LTD);
}

void
dye_company_mark_co_ltd(struct dye_latin * l, uint32_t i)
{

	mark_co_ltd(l, i, 1);
}

/*
 * "Co" is Company before Limited where no "of" stands before, and else after a word of trade: it may be Colorado, a county ("Arc of Monroe Co
 * Inc", "Friends of Antrim Co Ltd"), or the partners of a GmbH. In capitals amid small letters it may be Colorado all the same.
 */
void
dye_company_mark_co(struct dye_latin * l, uint32_t i)
{

	if (dye_company_means(l, i + 1) == LTD) {
		mark_co_ltd(l, i, 2);
		return;
	}
	if (!last_or_before_form(l, i) || !dye_company_is_trade(l, i - 1) || dye_company_has_of(l, i) ||
	    dye_company_is_noun(l, i))
		return;
	mark_suffix(l, i, i, T_CO);
	/* Before another form it stands without a comma, and one of its spellings has one. */
	if (i + 1 < l->count || dye_company_is_loud(l, i))
		l->words[i].flags |= DYE_WORD_TIED;
}

void
dye_company_mark_ltd(struct dye_latin * l, uint32_t i)
{
	uint8_t before = dye_company_means(l, i - 1);

	/* "Foo Corporation Ltd" has two forms, and no comma between. */
	if (i + 1 == l->count && before != CO && before != CORP && before != OF && !dye_company_continues(l, i) &&
	    !dye_company_is_restricted(l, i) && !dye_company_is_model(l, i) && !dye_company_after_article(l, i) &&
	    !dye_company_is_registered_number(l, i) && !dye_company_is_romance(l, i))
		mark_suffix(l, i, i, T_LTD);
}

void
dye_company_mark_inc(struct dye_latin * l, uint32_t i)
{

	if (i + 1 == l->count && !dye_company_continues(l, i) && !dye_company_is_french(l, i) &&
	    !dye_company_is_registered_number(l, i) && !dye_latin_is(l, i - 1, "the") &&
	    !dye_company_is_inclusive(l, i) && !dye_company_after_article(l, i))
		mark_suffix(l, i, i, T_INC);
}

void
dye_company_mark_corp(struct dye_latin * l, uint32_t i)
{

	if (!last_or_before_form(l, i) || dye_company_continues(l, i) || dye_company_is_noun(l, i) ||
	    dye_company_is_corps(l, i) || dye_company_means(l, i - 1) == HALF_CORP)
		return;
	mark_suffix(l, i, i, T_CORP);
	if (dye_company_is_taxed(l, i))
		l->words[i].flags |= DYE_WORD_TIED;
}

void
dye_company_mark_ltda(struct dye_latin * l, uint32_t i)
{

	if (i + 1 == l->count && !dye_company_continues(l, i))
		mark_suffix(l, i, i, T_LTDA);
}

void
dye_company_mark_private(struct dye_latin * l, uint32_t i, uint8_t type)
{

	if (type == T_PVT_LTD && dye_company_is_of_singapore(l, i))
		return;
	/* "Going Private Ltd" */
	if (dye_latin_is(l, i - 1, "going") || dye_latin_is(l, i - 1, "semi") || dye_latin_is(l, i - 1, "strictly"))
		return;
	if (dye_company_means(l, i + 1) == LTD && i + 2 == l->count)
		mark_form(l, i, 2, ". ", type);
}

void
dye_company_mark_sdn_bhd(struct dye_latin * l, uint32_t i)
{

	if (dye_company_means(l, i + 1) == BHD && i + 2 == l->count)
		mark_form(l, i, 2, ". ", T_SDN_BHD);
}
