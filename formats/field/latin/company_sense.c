#include "formats/field/latin/company_sense.h"

#include <string.h>

#include "formats/field/latin/company_slots.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* form_lexicon says one of ${what} of word i. */
static bool
says(const struct dye_latin * l, uint32_t i, uint8_t what)
{
	const struct dye_word * w = &l->words[i];

	return (dye_latin_look_up(dye_form_lexicon, dye_latin_folded(l, w), w->folded_len) & what) != 0;
}

const struct dye_company_letters dye_company_letters[] = {{"srl", T_SRL, true}, {"sa", T_SA, false},
    {"bv", T_BV, false}, {"spa", T_SPA, false}, {"sro", T_SRO, true}, {"sl", T_SL, false}, {"nv", T_NV, false},
    {"doo", T_DOO, false}, {"sas", T_SAS, false}, {"lp", T_LP, false}, {"kk", T_KK, false}, {"llc", T_LLC, true},
    {NULL, 0, false}};

/* The words from word i on are the letters of ${letters}, one by one. */
static bool
spelt_out(const struct dye_latin * l, uint32_t i, const char * letters)
{
	char one[2] = "";

	for (; *letters != '\0'; letters++, i++) {
		one[0] = *letters;
		if (!dye_latin_is(l, i, one))
			return false;
	}
	return true;
}

/* Another form, which this one repeats in another tongue, ends before word i: "S.A. / N.V.", "Ltee / Ltd.". The letters of U.S.A. are none. */
static bool
after_form(const struct dye_latin * l, uint32_t i)
{
	uint8_t before = dye_company_means(l, i - 1);
	const struct dye_company_letters * form;
	uint32_t n;

	if (before == OTHER_FORM || (before >= LTD && before <= LTDA && before != CORP) ||
	    (before == LETTERS_2 && !dye_latin_is(l, i - 1, "spa")))
		return true;
	for (form = dye_company_letters; form->letters != NULL; form++)
		if ((n = (uint32_t)strlen(form->letters)) < i && spelt_out(l, i - n, form->letters))
			return l->words[i - n - 1].folded_len > 1;
	return false;
}

/*
 * The letters before word i are a part of the form, one by one: "O.P.C. LLC" is a company of one person, "S.P.C. Ltd" one of segregated
 * portfolios. So is "One Person Company LLC".
 */
static bool
is_half_in_letters(const struct dye_latin * l, uint32_t i)
{
	static const char * const letters[] = {
	    "cic", "dac", "dmcc", "dwc", "epe", "fze", "fzc", "ifza", "opc", "plc", "qfc", "slu", "soc", "spc", "wll"};
	static const char * const owners[] = {"owner", "partner", "person", "shareholder", "zone"};
	size_t k, n;

	if (dye_company_means(l, i - 1) == CO)
		return i > 1 && dye_latin_is_one_of(l, i - 2, owners, COUNT(owners));
	if (l->words[i - 1].folded_len > 1)
		return false;
	for (k = 0; k < COUNT(letters); k++)
		if ((n = strlen(letters[k])) < i && spelt_out(l, i - (uint32_t)n, letters[k]))
			return true;
	return false;
}

/* The word before word i is a part of the form: "(P) Ltd", "FZ LLC", "Cia. Ltda.", "Nonprofit Corporation". */
static bool
is_half(const struct dye_latin * l, uint32_t i)
{
	static const char * const limitada[] = {"c", "cia", "comp", "companhia", "compania", "c\303\255a",
	    "compa\303\261ia", "compa\303\261\303\255a", "coop", "cooperativa", "sociedad", "sociedade", "unipessoal"};
	static const char * const limited[] = {"p", "rf", "lt\303\251e"}; /* of India, South Africa, Quebec */

	return dye_company_means(l, i - 1) == HALF || is_half_in_letters(l, i) ||
	       (dye_company_means(l, i) == LTDA && dye_latin_is_one_of(l, i - 1, limitada, COUNT(limitada))) ||
	       (dye_company_means(l, i) == LTD && dye_latin_is_one_of(l, i - 1, limited, COUNT(limited)));
}

bool
dye_company_continues(const struct dye_latin * l, uint32_t i)
{

	return after_form(l, i) || is_half(l, i);
}

uint32_t
dye_company_letters_at_end(const struct dye_latin * l, uint32_t i, const char * letters, bool in_one)
{
	uint32_t n = (uint32_t)strlen(letters);

	if (in_one && dye_latin_is(l, i, letters))
		return i + 1 == l->count;
	return i + n == l->count && spelt_out(l, i, letters) ? n : 0;
}

bool
dye_company_after_article(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	for (k = i > 4 ? i - 4 : 1; k < i; k++)
		if (l->words[k - 1].folded_len > 1 && (dye_latin_is(l, k, "a") || dye_latin_is(l, k, "an")))
			return true;
	return false;
}

bool
dye_company_before_letters(const struct dye_latin * l, uint32_t i)
{

	return says(l, i, NAME);
}

bool
dye_company_is_trade(const struct dye_latin * l, uint32_t i)
{

	return says(l, i, TRADE);
}

bool
dye_company_has_of(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	for (k = 0; k < i; k++)
		if (dye_company_means(l, k) == OF)
			return true;
	return false;
}

/* One of the words from ${first} on and before ${i} is in the list. */
static bool
stands_before(const struct dye_latin * l, uint32_t first, uint32_t i, const char * const * words, size_t count)
{
	uint32_t k;

	for (k = first; k < i; k++)
		if (dye_latin_is_one_of(l, k, words, count))
			return true;
	return false;
}

bool
dye_company_after_of(const struct dye_latin * l, uint32_t i)
{
	static const char * const words[] = {"of"};

	return stands_before(l, 0, i, words, COUNT(words));
}

bool
dye_company_after_colorado(const struct dye_latin * l, uint32_t i)
{
	static const char * const towns[] = {"alamosa", "arvada", "aspen", "aurora", "boulder", "breckenridge",
	    "broomfield", "centennial", "collins", "denver", "durango", "englewood", "evergreen", "golden", "greeley",
	    "gunnison", "junction", "lakewood", "littleton", "longmont", "loveland", "montrose", "northglenn", "parker",
	    "pueblo", "rock", "springs", "steamboat", "telluride", "thornton", "trinidad", "vail", "westminster"};

	return dye_latin_is_one_of(l, i - 1, towns, COUNT(towns));
}

bool
dye_company_is_of_singapore(const struct dye_latin * l, uint32_t i)
{
	static const char * const words[] = {"apac", "asean", "s", "sea", "sg", "singapore", "spore"};

	return stands_before(l, 0, i, words, COUNT(words));
}

bool
dye_company_is_romance(const struct dye_latin * l, uint32_t i)
{
	static const char * const words[] = {"comercial", "comercio", "componentes", "da", "das", "del", "della", "di",
	    "dos", "empresa", "equipamentos", "industria", "industrias", "informatica", "para", "servicos", "sistemas",
	    "tecnologia", "y"};

	return stands_before(l, 1, i, words, COUNT(words));
}

bool
dye_company_is_form(const struct dye_latin * l, uint32_t i)
{
	uint8_t m = dye_company_means(l, i);

	const struct dye_company_letters * form;
	uint32_t n;

	/* Of U.S.A. the last two are none, nor the first two of "System-S L.L.C.". */
	if (m == LETTER && l->words[i - 1].folded_len > 1)
		for (form = dye_company_letters; form->letters != NULL; form++)
			if ((n = (uint32_t)strlen(form->letters)) + i < l->count && l->words[i + n].folded_len > 1 &&
			    spelt_out(l, i, form->letters))
				return true;
	/* "Foo Corp of America, Inc." is one firm, "Foo Corp / Bar Corp" are two. */
	return (m >= LTD && m <= LTDA && m != CORP && m != KG) ||
	       (m == CORP && dye_company_means(l, l->count - 1) == CORP);
}

bool
dye_company_is_corps(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	if (says(l, i - 1, CORPS) || dye_company_means(l, i - 1) == OF)
		return true;
	for (k = 0; k < i; k++)
		if (says(l, k, ARMS))
			return true;
	return false;
}

bool
dye_company_is_taxed(const struct dye_latin * l, uint32_t i)
{
	static const char * const letters[] = {"b", "c", "s"};
	uint32_t at = l->words[i - 1].offset;

	return dye_latin_is_one_of(l, i - 1, letters, COUNT(letters)) &&
	       (at == 0 || strchr(" ,(-", l->text.data[at - 1]) != NULL);
}

bool
dye_company_is_loud(const struct dye_latin * l, uint32_t i)
{
	const char * p = l->text.data;
	uint32_t k;

	for (k = l->words[i].offset; k < l->words[i].end; k++)
		if (p[k] < 'A' || p[k] > 'Z')
			return false;
	for (k = 0; k < l->words[i].offset; k++)
		if (p[k] >= 'a' && p[k] <= 'z')
			return true;
	return false;
}

static bool
is_irish_county(const struct dye_latin * l, uint32_t i)
{
	static const char * const counties[] = {"antrim", "armagh", "carlow", "cavan", "clare", "cork", "derry",
	    "donegal", "down", "dublin", "fermanagh", "galway", "kerry", "kildare", "kilkenny", "laois", "leitrim",
	    "limerick", "londonderry", "longford", "louth", "mayo", "meath", "monaghan", "offaly", "roscommon", "sligo",
	    "tipperary", "tyrone", "waterford", "westmeath", "wexford", "wicklow"};

	return dye_latin_is_one_of(l, i, counties, COUNT(counties));
}

bool
dye_company_is_noun(const struct dye_latin * l, uint32_t i)
{
	static const char * const bodies[] = {
	    "city", "crown", "mahanagar", "municipal", "native", "statutory", "the", "town", "township", "tribal"};

	/* "Dublin Corporation" is the town, and so is "Greater Chennai Corporation". */
	return dye_latin_is_one_of(l, i - 1, bodies, COUNT(bodies)) || dye_latin_is(l, 0, "greater") ||
	       (i == 1 && is_irish_county(l, 0)) || dye_company_after_article(l, i) ||
	       (dye_latin_is(l, 0, "city") && dye_company_has_of(l, i));
}

bool
dye_company_is_inclusive(const struct dye_latin * l, uint32_t i)
{

	return says(l, i - 1, PRICE);
}

bool
dye_company_is_county(const struct dye_latin * l, uint32_t i)
{

	return dye_company_means(l, i) == CO && is_irish_county(l, i + 1);
}

bool
dye_company_is_model(const struct dye_latin * l, uint32_t i)
{
	static const char * const makes[] = {"ford", "kawasaki"};
	const struct dye_word * first = &l->words[0];
	bool year = (first->flags & DYE_WORD_DIGITS) != 0 && first->folded_len == 4;

	return dye_latin_is_one_of(l, i - 1, makes, COUNT(makes)) ||
	       (year && i > 1 && dye_latin_is_one_of(l, 1, makes, COUNT(makes))) ||
	       ((l->words[i - 1].flags & DYE_WORD_NUMERIC) != 0 && dye_latin_is_one_of(l, 0, makes, COUNT(makes)));
}

bool
dye_company_is_restricted(const struct dye_latin * l, uint32_t i)
{

	return says(l, i - 1, FEW);
}

bool
dye_company_is_french(const struct dye_latin * l, uint32_t i)
{
	uint32_t k, m;

	for (k = 0; k < i; k++) {
		const char * folded = dye_latin_folded(l, &l->words[k]);

		if (says(l, k, FRENCH))
			return true;
		for (m = 0; m < l->words[k].folded_len; m++)
			if ((uint8_t)folded[m] >= 0x80)
				return true;
	}
	return false;
}

bool
dye_company_is_registered_number(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	for (k = 1; k < i; k++)
		if ((l->words[k].flags & DYE_WORD_DIGITS) == 0 && !says(l, k, PROVINCE))
			return false;
	return i > 1 && (l->words[0].flags & DYE_WORD_DIGITS) != 0;
}
