/*
 * company: the name of a company in Latin script: "Hangzhou Example Technology Co., Ltd.", "Example, Inc.".
 *
 * Slots are the words that say which form the company has, with the punctuation before and within them, and the space after
 * a comma. The laws that prescribe these words allow their abbreviations, with or without punctuation
 * (docs/SPELLINGS.md names them). Words that are part of the name proper are never touched, and where a form may be something else
 * it is left alone: a form stands at the end ("Speed Limited Zone Cafe"), after a name ("The Limited"); letters that are a word
 * or the code of a state are one only with their stops ("Grand Hotel & Spa", "Las Vegas NV"); Co is Company only after a word of trade.
 *
 * The context is "CN" where the name begins with a Chinese city or province, as Chinese company names do, else "".
 */
/* file: the forms and the rules that tell each from a word of the name; the rules ask one another. */
#include <string.h>

#include "formats/field/latin/company_lexicon.h"
#include "formats/field/latin/first_words.h"
#include "formats/field/latin/glued.h"
#include "formats/field/latin/forge_latin.h"
#include "formats/field/latin/latin.h"

/* clang-format off */
enum company_type {
	T_CO_LTD, T_INC, T_LTD, T_CORP, T_LLC, T_COMMA, T_CO, T_GMBH_CO_KG,
	T_SRL, T_SA, T_BV, T_SPA, T_PTY_LTD, T_PTE_LTD, T_PVT_LTD, T_SDN_BHD,
	T_SRO, T_SP_ZOO, T_SL, T_LTDA, T_NV, T_DOO, T_SAS, T_LP, T_KK
};

#define LIST(name, ...) static const struct dye_alternative name[] = {__VA_ARGS__}
/*
 * How letters are written after a name. Without their stops they are words (Spa), codes of states and countries (NV, SA, SL), or
 * records (LP), so that spelling is none of them.
 */
#define LETTERS(name, dotted, open) LIST(name, {"dots", " " dotted}, {"comma-dots", ", " dotted}, {"open", " " open})

LIST(co_ltd, {"co.-c-space-ltd.", "Co., Ltd."}, {"co.-c-ltd", "Co.,Ltd"}, {"co.-c-space-ltd", "Co., Ltd"}, {"co.-c-ltd.", "Co.,Ltd."},
    {"co.-space-ltd.", "Co. Ltd."}, {"co.ltd", "Co.Ltd"}, {"co.-space-ltd", "Co. Ltd"}, {"company-limited", "Company Limited"},
    {"co-space-ltd", "Co Ltd"}, {"co.-c-space-limited", "Co., Limited"}, {"co.ltd.", "Co.Ltd."}, {"co.-c-limited", "Co.,Limited"},
    {"co-c-space-ltd.", "Co, Ltd."}, {"co-c-ltd", "Co,Ltd"}, {"co-c-space-ltd", "Co, Ltd"}, {"company-ltd.", "Company Ltd."},
    {"company-ltd", "Company Ltd"}, {"company-c-space-ltd.", "Company, Ltd."}, {"co-space-ltd.", "Co Ltd."},
    {"co.-space-limited", "Co. Limited"}, {"co-c-ltd.", "Co,Ltd."}, {"company-c-space-limited", "Company, Limited"},
    {"co-limited", "Co Limited"});
LIST(inc, {"c-space-inc.", ", Inc."}, {"inc.", " Inc."}, {"inc", " Inc"}, {"c-space-inc", ", Inc"}, {"c-inc.", ",Inc."}, {"c-inc", ",Inc"},
    {"incorporated", " Incorporated"}, {"c-space-incorporated", ", Incorporated"});
LIST(ltd, {"ltd", " Ltd"}, {"limited", " Limited"}, {"ltd.", " Ltd."}, {"c-space-ltd.", ", Ltd."}, {"c-space-ltd", ", Ltd"}, {"c-ltd", ",Ltd"},
    {"c-ltd.", ",Ltd."}, {"limited.", " Limited."}, {"c-space-limited", ", Limited"});
LIST(corp, {"corporation", " Corporation"}, {"corp.", " Corp."}, {"corp", " Corp"}, {"c-space-corp.", ", Corp."}, {"c-space-corp", ", Corp"},
    {"c-space-corporation", ", Corporation"});
LIST(llc, {"llc", " LLC"}, {"c-space-llc", ", LLC"}, {"c-space-llc.", ", LLC."}, {"llc.", " LLC."}, {"l.l.c.", " L.L.C."},
    {"c-space-l.l.c.", ", L.L.C."}, {"c-llc", ",LLC"});
LIST(comma, {"tight", ","}, {"space", ", "});
LIST(co, {"co.", " Co."}, {"company", " Company"}, {"co", " Co"}, {"c-space-co.", ", Co."});
LIST(gmbh_co_kg, {"co.-space-kg", "GmbH & Co. KG"}, {"co-space-kg", "GmbH & Co KG"}, {"co.kg", "GmbH & Co.KG"},
    {"tight-co.kg", "GmbH&Co.KG"}, {"tight-co.-space-kg", "GmbH&Co. KG"}, {"plus-co.-space-kg", "GmbH + Co. KG"},
    {"plus-co-space-kg", "GmbH + Co KG"}, {"tight-co-space-kg", "GmbH&Co KG"});
LIST(srl, {"dots", " S.r.l."}, {"plain", " Srl"}, {"comma-dots", ", S.r.l."}, {"comma-plain", ", Srl"}, {"open", " S.r.l"});
LETTERS(sa, "S.A.", "S.A");
LETTERS(bv, "B.V.", "B.V");
LETTERS(spa, "S.p.A.", "S.p.A");
LIST(pty_ltd, {"pty-ltd", "Pty Ltd"}, {"pty.-ltd.", "Pty. Ltd."}, {"pty-ltd.", "Pty Ltd."}, {"pty-limited", "Pty Limited"}, {"pty.-ltd", "Pty. Ltd"});
LIST(pte_ltd, {"pte-ltd", "Pte Ltd"}, {"pte.-ltd.", "Pte. Ltd."}, {"pte.-ltd", "Pte. Ltd"}, {"pte-ltd.", "Pte Ltd."}, {"pte-limited", "Pte Limited"});
LIST(pvt_ltd, {"pvt-ltd", "Pvt Ltd"}, {"private-limited", "Private Limited"}, {"pvt.-ltd.", "Pvt. Ltd."}, {"pvt.-ltd", "Pvt. Ltd"},
    {"pvt-ltd.", "Pvt Ltd."}, {"pvt-limited", "Pvt Limited"}, {"private-ltd.", "Private Ltd."}, {"private-ltd", "Private Ltd"});
LIST(sdn_bhd, {"sdn-bhd", "Sdn Bhd"}, {"sdn.-bhd.", "Sdn. Bhd."}, {"sdn.-bhd", "Sdn. Bhd"}, {"sdn.bhd.", "Sdn.Bhd."});
LIST(sro, {"dots", " s.r.o."}, {"comma-dots", ", s.r.o."}, {"open", " s.r.o"}, {"spaced", " s. r. o."}, {"comma-spaced", ", s. r. o."});
LIST(sp_zoo, {"dots", " Sp. z o.o."}, {"spaced", " Sp. z o. o."}, {"sp-dots", " Sp z o.o."}, {"tight", " Sp.z o.o."}, {"plain", " Sp z oo"});
LETTERS(sl, "S.L.", "S.L");
LIST(ltda, {"ltda", " Ltda"}, {"ltda.", " Ltda."}, {"c-space-ltda.", ", Ltda."}, {"c-space-ltda", ", Ltda"});
LETTERS(nv, "N.V.", "N.V");
LETTERS(doo, "d.o.o.", "d.o.o");
LETTERS(sas, "S.A.S.", "S.A.S");
LETTERS(lp, "L.P.", "L.P");
LETTERS(kk, "K.K.", "K.K");

#define TYPE(name, list) {name, DYE_NEUTRAL, list, sizeof(list) / sizeof(list[0])}

static const struct dye_slot_type types[] = {
	[T_CO_LTD] = TYPE("co-ltd", co_ltd),
	[T_INC] = TYPE("inc", inc),
	[T_LTD] = TYPE("ltd", ltd),
	[T_CORP] = TYPE("corp", corp),
	[T_LLC] = TYPE("llc", llc),
	[T_COMMA] = TYPE("comma", comma),
	[T_CO] = TYPE("co", co),
	[T_GMBH_CO_KG] = TYPE("gmbh-co-kg", gmbh_co_kg),
	[T_SRL] = TYPE("srl", srl),
	[T_SA] = TYPE("sa", sa),
	[T_BV] = TYPE("bv", bv),
	[T_SPA] = TYPE("spa", spa),
	[T_PTY_LTD] = TYPE("pty-ltd", pty_ltd),
	[T_PTE_LTD] = TYPE("pte-ltd", pte_ltd),
	[T_PVT_LTD] = TYPE("pvt-ltd", pvt_ltd),
	[T_SDN_BHD] = TYPE("sdn-bhd", sdn_bhd),
	[T_SRO] = TYPE("sro", sro),
	[T_SP_ZOO] = TYPE("sp-zoo", sp_zoo),
	[T_SL] = TYPE("sl", sl),
	[T_LTDA] = TYPE("ltda", ltda),
	[T_NV] = TYPE("nv", nv),
	[T_DOO] = TYPE("doo", doo),
	[T_SAS] = TYPE("sas", sas),
	[T_LP] = TYPE("lp", lp),
	[T_KK] = TYPE("kk", kk),
};

/* clang-format on */

extern const struct dye_kind dye_kind_company;

static uint8_t
meaning(const struct dye_latin * l, uint32_t i)
{

	return i < l->count ? l->words[i].meaning : NOTHING;
}

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

/* A letter in parentheses ends at text[end]. */
static bool
after_letter(const struct dye_latin * l, uint32_t end)
{
	const char * p = l->text.data;

	return end > 2 && p[end - 1] == ')' && p[end - 3] == '(';
}

/*
 * Mark words i..last with the name's ", ", "," or " " before them and the full stop after them; where other signs stand before them, those
 * belong to the slot, too, which is tied then.
 */
static bool
mark_suffix(struct dye_latin * l, uint32_t i, uint32_t last, uint8_t type)
{
	const char * p = l->text.data;
	uint32_t start, least, offset = l->words[i].offset;
	bool tied;

	least = end_of_item(l, i - 1);
	for (start = offset; start > least && (p[start - 1] == ' ' || p[start - 1] == ','); start--)
		;
	tied = offset - start == 2 ? memcmp(p + start, ", ", 2) != 0 : offset - start != 1;
	/* "Foo & Co. Inc", "S.A. / N.V.": no comma stands after a sign, nor after the letter of a country, "Foo (U) Ltd". */
	tied = tied || (start > 0 && memchr("&+-</:;", p[start - 1], 7) != NULL) || after_letter(l, start);
	dye_latin_mark_run(l, i, (uint8_t)(last - i + 1), type, tied ? least : start, tied ? NULL : "-'.&@_/+");
	return true;
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

/* Mark two words that belong together: "Co., Ltd.". */
static bool
mark_pair(struct dye_latin * l, uint32_t i, const char * signs, uint8_t type)
{

	dye_latin_mark_run(l, i, 2, type, l->words[i].offset, pair_gap(l, i, signs) ? "-'.&@_" : NULL);
	return true;
}

/* The forms that are letters. */
static const struct {
	const char * letters;
	uint8_t type;
	bool in_one; /* they are nothing else in one word */
} forms[] = {{"srl", T_SRL, true}, {"sa", T_SA, false}, {"bv", T_BV, false}, {"spa", T_SPA, false},
    {"sro", T_SRO, true}, {"sl", T_SL, false}, {"nv", T_NV, false}, {"doo", T_DOO, false}, {"sas", T_SAS, false},
    {"lp", T_LP, false}, {"kk", T_KK, false}, {"llc", T_LLC, true}};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

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
	uint8_t before = meaning(l, i - 1);
	uint32_t n;
	size_t k;

	if (before == OTHER_FORM || (before >= LTD && before <= LTDA && before != CORP) ||
	    (before == LETTERS_2 && !dye_latin_is(l, i - 1, "spa")))
		return true;
	for (k = 0; k < COUNT(forms); k++)
		if ((n = (uint32_t)strlen(forms[k].letters)) < i && spelt_out(l, i - n, forms[k].letters))
			return l->words[i - n - 1].folded_len > 1;
	return false;
}

/* The word before word i is a part of the form: "(P) Ltd", "FZ LLC", "Cia. Ltda.", "Nonprofit Corporation". */
static bool
is_half(const struct dye_latin * l, uint32_t i)
{
	static const char * const halves[] = {"benefit", "fz", "fzco", "fze", "ltee",
	    "lt\xC3\xA9"
	    "e",
	    "nonprofit", "professional", "profit", "proprietorship", "public", "soc", "spc", "stock", "tic", "ticaret"};
	static const char * const limitada[] = {"c", "cia", "companhia", "compania",
	    "c\xC3\xAD"
	    "a",
	    "compa\xC3\xB1ia",
	    "compa\xC3\xB1\xC3\xAD"
	    "a",
	    "sociedad", "sociedade", "unipessoal"};
	static const char * const limited[] = {"p", "rf"}; /* of India, of South Africa */

	return dye_latin_is_one_of(l, i - 1, halves, COUNT(halves)) ||
	       (meaning(l, i) == LTDA && dye_latin_is_one_of(l, i - 1, limitada, COUNT(limitada))) ||
	       (meaning(l, i) == LTD && dye_latin_is_one_of(l, i - 1, limited, COUNT(limited)));
}

/* The form at word i is not all of the form: nothing can stand between it and the word before. */
static bool
continues(const struct dye_latin * l, uint32_t i)
{

	return after_form(l, i) || is_half(l, i);
}

/* The last words of the name are the letters of ${letters}, one by one, or in one word where that may be: the number of words, else 0. */
static uint32_t
letters_at_end(const struct dye_latin * l, uint32_t i, const char * letters, bool in_one)
{
	uint32_t n = (uint32_t)strlen(letters);

	if (in_one && dye_latin_is(l, i, letters))
		return i + 1 == l->count;
	return i + n == l->count && spelt_out(l, i, letters) ? n : 0;
}

/* What kind of company it is, after an article: "Foo, a Corporation", "Foo, a Delaware LLC". */
static bool
after_article(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	for (k = i > 4 ? i - 4 : 1; k < i; k++)
		if (l->words[k - 1].folded_len > 1 && (dye_latin_is(l, k, "a") || dye_latin_is(l, k, "an")))
			return true;
	return false;
}

/* Surnames whose initials follow, titles, places whose state follows, records: "Nair K.K.", "Reno N.V.", "Vinyl L.P.". */
static bool
before_letters(const struct dye_latin * l, uint32_t i)
{
	static const char * const names[] = {"album", "durban", "johannesburg", "paradise", "play", "pretoria",
	    "agarwal", "bhansali", "chandran", "gowda", "gopal", "gopalan", "hegde", "joshi", "kamath", "krishna",
	    "kulkarni", "murthy", "mohan", "narayan", "narayanan", "natarajan", "pai", "rajan", "ramesh", "rangan",
	    "shetty", "subramanian", "suresh", "swamy", "unni", "varma", "venkatesh", "venugopal", "butane", "gas",
	    "gupta", "iyengar", "iyer", "krishnan", "kumar", "mehta", "menon", "naidu", "nair", "patel", "pillai",
	    "prasad", "raj", "rao", "reddy", "shah", "sharma", "singh", "verma", "raman", "dr", "mr", "mrs", "ms",
	    "shri", "sri", "adelaide", "antonio", "reno", "republic", "vegas", "hits", "propane", "spol", "vinyl"};

	return dye_latin_is_one_of(l, i, names, COUNT(names));
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

static bool
mark_letters(struct dye_latin * l, uint32_t i)
{
	uint32_t n;
	size_t k;

	/* "Bank of S.A." */
	if (i + 4 < l->count || meaning(l, i - 1) == OF || continues(l, i) || before_letters(l, i - 1) ||
	    after_article(l, i))
		return false;
	for (k = 0; k < sizeof(forms) / sizeof(forms[0]); k++)
		if ((n = letters_at_end(l, i, forms[k].letters, forms[k].in_one)) > 0) {
			(void)mark_suffix(l, i, i + n - 1, forms[k].type);
			if (!forms[k].in_one && forms[k].type != T_SPA)
				tie_mixed_case(l, i, n);
			return true;
		}
	return false;
}

/* "GmbH & Co. KG" */
static bool
mark_gmbh(struct dye_latin * l, uint32_t i)
{

	if (meaning(l, i + 1) != CO || meaning(l, i + 2) != KG || i + 3 != l->count)
		return false;
	dye_latin_mark_run(l, i, 3, T_GMBH_CO_KG, l->words[i].offset, "");
	/* No listed spelling has a full stop at its end. */
	l->words[i].span_end = l->words[i + 2].end;
	return true;
}

/* "Sp. z o.o.", "Sp. z oo" at the end */
static bool
mark_sp_zoo(struct dye_latin * l, uint32_t i)
{
	uint32_t last;

	if (!dye_latin_is(l, i + 1, "z"))
		return false;
	if (dye_latin_is(l, i + 2, "oo"))
		last = i + 2;
	else if (dye_latin_is(l, i + 2, "o") && dye_latin_is(l, i + 3, "o"))
		last = i + 3;
	else
		return false;
	if (last + 1 != l->count)
		return false;
	return mark_suffix(l, i, last, T_SP_ZOO);
}

/* Word i, capitals alone, is all that is said so loud: "Denver CO Inc". */
static bool
is_loud(const struct dye_latin * l, uint32_t i)
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

/* The name ends with word i, or with the form that a company has beside this one: "Co., Inc.". */
static bool
last_or_before_form(const struct dye_latin * l, uint32_t i)
{

	return i + 1 == l->count || (meaning(l, i + 1) == INC && i + 2 == l->count) ||
	       letters_at_end(l, i + 1, "llc", true) > 0;
}

/* Words that stand before "Company" in a name and before nothing else that "Co" may mean. */
static const char * const trades[] = {"appliances", "audio", "automation", "biotechnology", "brewing", "cable",
    "chemical", "chemicals", "communication", "communications", "computer", "computers", "construction", "consulting",
    "denshi", "development", "digital", "distribution", "electric", "electrical", "electronic", "electronics",
    "elevator", "energy", "engineering", "enterprise", "enterprises", "equipment", "furniture", "holding", "holdings",
    "ind", "industrial", "industries", "industry", "information", "instrument", "instruments", "insurance",
    "international", "investment", "lighting", "logistics", "lumber", "machine", "machinery", "management",
    "manufacturing", "marketing", "mfg", "microelectronics", "motor", "motors", "network", "networking", "networks",
    "optical", "packaging", "paper", "pharmaceutical", "pharmaceuticals", "plastics", "precision", "printing",
    "product", "products", "publishing", "radio", "robotics", "rubber", "scientific", "security", "semiconductor",
    "service", "services", "shipping", "software", "steel", "supply", "system", "systems", "tech", "techno",
    "technologies", "technology", "telecom", "telecommunication", "telecommunications", "telephone", "textile",
    "textiles", "tool", "tools", "trade", "trading", "transport", "video", "wire"};

static bool
is_trade(const struct dye_latin * l, uint32_t i)
{

	return dye_latin_is_one_of(l, i, trades, COUNT(trades));
}

/* "&", "and", "of" and "de" say that what follows belongs to the name: the city of Denver, CO. */
static bool
has_of(const struct dye_latin * l, uint32_t i)
{
	uint32_t k;

	for (k = 0; k < i; k++)
		if (meaning(l, k) == OF)
			return true;
	return false;
}

/* Corp, before which these stand, is a corps: "Marine Corp", "Army Air Corp", "Esprit de Corp". */
static bool
is_corps(const struct dye_latin * l, uint32_t i)
{
	static const char * const before[] = {"camel", "drill", "honor", "honour", "pep", "ambulance", "bugle", "cadet",
	    "cadets", "chaplain", "conservation", "consular", "diplomatic", "drum", "fife", "flying", "guard", "job",
	    "marine", "nurse", "nurses", "ordnance", "peace", "press", "quartermaster", "rescue", "rifle", "signal",
	    "signals", "tank", "teacher", "volunteer", "youth"};
	static const char * const arms[] = {
	    "army", "cadet", "corps", "marine", "navy", "regiment", "royal", "volunteer"};
	uint32_t k;

	if (dye_latin_is_one_of(l, i - 1, before, COUNT(before)) || meaning(l, i - 1) == OF)
		return true;
	for (k = 0; k < i; k++)
		if (dye_latin_is_one_of(l, k, arms, COUNT(arms)))
			return true;
	return false;
}

/*
 * Corp is a sort of it by the law of taxes: "Acme S Corp", "Acme (C Corp)". The letter may also be the end of a name, "Macy's Corp", which a
 * leak that has lost its signs does not tell.
 */
static bool
is_taxed(const struct dye_latin * l, uint32_t i)
{
	static const char * const letters[] = {"b", "c", "s"};
	uint32_t at = l->words[i - 1].offset;

	return dye_latin_is_one_of(l, i - 1, letters, COUNT(letters)) && at > 0 &&
	       strchr(" (", l->text.data[at - 1]) != NULL;
}

/* A noun in a phrase, and no suffix: "City of London Corporation". */
static bool
is_noun(const struct dye_latin * l, uint32_t i)
{

	return dye_latin_is(l, i - 1, "municipal") || dye_latin_is(l, i - 1, "the") || after_article(l, i) ||
	       (dye_latin_is(l, 0, "city") && has_of(l, i));
}

/* Inc. is inclusive after what a price may include: "Breakfast Inc", "GST Inc.". */
static bool
is_inclusive(const struct dye_latin * l, uint32_t i)
{
	static const char * const before[] = {"all", "batteries", "everything", "fuel", "heating", "labor", "labour",
	    "linen", "not", "towels", "bills", "board", "breakfast", "charge", "charges", "delivery", "dinner", "duty",
	    "fee", "fees", "flights", "gratuity", "gst", "hst", "lunch", "meal", "meals", "mwst", "parking", "postage",
	    "pst", "service", "shipping", "tax", "taxes", "tip", "tips", "tva", "utilities", "vat", "wifi"};

	return dye_latin_is_one_of(l, i - 1, before, COUNT(before));
}

/* Limited is few or restricted after these: "Special Edition Limited". */
static bool
is_restricted(const struct dye_latin * l, uint32_t i)
{
	static const char * const before[] = {"capacity", "enrollment", "enrolment", "liability", "mobility",
	    "proficiency", "prognosis", "supplies", "tickets", "warranty", "are", "availability", "edition", "is",
	    "not", "offer", "parking", "proprietary", "quantities", "quantity", "seating", "seats", "speed", "stock",
	    "strictly", "the", "time", "very", "visibility"};

	return dye_latin_is_one_of(l, i - 1, before, COUNT(before));
}

/*
 * "Co" is Company before Limited, and else after a word of trade: it may be Colorado, a county ("Arc of Monroe Co Inc"), or the partners of a
 * GmbH. In capitals amid small letters it may be Colorado all the same.
 */
static bool
mark_co(struct dye_latin * l, uint32_t i)
{

	if (meaning(l, i + 1) == LTD)
		return i + 2 == l->count && mark_pair(l, i, "., ", T_CO_LTD);
	if (!last_or_before_form(l, i) || !is_trade(l, i - 1) || has_of(l, i) || is_noun(l, i))
		return false;
	(void)mark_suffix(l, i, i, T_CO);
	if (is_loud(l, i))
		l->words[i].flags |= DYE_WORD_TIED;
	return true;
}

/* The name is French, to judge by a word or an accent: its "inc." is incorporee, "Gestion Roy et Fils inc.". */
static bool
is_french(const struct dye_latin * l, uint32_t i)
{
	static const char * const words[] = {"agence", "atelier", "ateliers", "au", "aux", "boulangerie", "cie",
	    "clinique", "coiffure", "compagnie", "conseils", "dans", "des", "du", "ecole", "editions", "enr",
	    "entreprise", "entreprises", "et", "ferme", "fermes", "filles", "fils", "fondation", "freres", "gestion",
	    "gestions", "groupe", "habitations", "immeubles", "imprimerie", "informatique", "investissements", "la",
	    "le", "les", "librairie", "logiciels", "ltee", "maison", "mecanique", "meubles", "patisserie", "peinture",
	    "pharmacie", "placements", "plomberie", "pneus", "portes", "quebec", "scierie", "societe", "soudure", "sur",
	    "systemes", "toiture", "toitures", "traiteur", "usinage"};
	uint32_t k, m;

	for (k = 0; k < i; k++) {
		const char * folded = dye_latin_folded(l, &l->words[k]);

		if (dye_latin_is_one_of(l, k, words, COUNT(words)))
			return true;
		for (m = 0; m < l->words[k].folded_len; m++)
			if ((uint8_t)folded[m] >= 0x80)
				return true;
	}
	return false;
}

/* A number and a province: the name that the registrar gave, with its form, "1234567 Ontario Ltd.". */
static bool
is_registered_number(const struct dye_latin * l, uint32_t i)
{
	static const char * const provinces[] = {"alberta", "b", "british", "brunswick", "c", "canada", "columbia",
	    "edward", "island", "labrador", "manitoba", "new", "newfoundland", "nova", "nunavut", "ontario", "prince",
	    "quebec", "saskatchewan", "scotia", "yukon"};
	uint32_t k;

	for (k = 1; k < i; k++)
		if ((l->words[k].flags & DYE_WORD_DIGITS) == 0 &&
		    !dye_latin_is_one_of(l, k, provinces, COUNT(provinces)))
			return false;
	return i > 1 && (l->words[0].flags & DYE_WORD_DIGITS) != 0;
}

static bool
mark_ltd(struct dye_latin * l, uint32_t i)
{
	uint8_t before = meaning(l, i - 1);

	if (i + 1 != l->count || before == CO || before == OF || continues(l, i) || is_restricted(l, i) ||
	    after_article(l, i) || is_registered_number(l, i))
		return false;
	return mark_suffix(l, i, i, T_LTD);
}

static void
mark_corp(struct dye_latin * l, uint32_t i)
{

	(void)mark_suffix(l, i, i, T_CORP);
	if (is_taxed(l, i))
		l->words[i].flags |= DYE_WORD_TIED;
}

static void
mark_private(struct dye_latin * l, uint32_t i, uint8_t type)
{

	/* "Going Private Ltd" */
	if (dye_latin_is(l, i - 1, "going") || dye_latin_is(l, i - 1, "semi") || dye_latin_is(l, i - 1, "strictly"))
		return;
	if (meaning(l, i + 1) == LTD && i + 2 == l->count)
		(void)mark_pair(l, i, ". ", type);
}

/* Word i > 0 after a name. */
static void
mark_at(struct dye_latin * l, uint32_t i)
{
	bool last = i + 1 == l->count;

	switch (meaning(l, i)) {
	case CO:
		(void)mark_co(l, i);
		break;
	case CO_LTD:
		if (last)
			dye_latin_mark_word(l, i, T_CO_LTD);
		break;
	case LTD:
		(void)mark_ltd(l, i);
		break;
	case INC:
		if (last && !continues(l, i) && !is_french(l, i) && !is_registered_number(l, i) &&
		    !dye_latin_is(l, i - 1, "the") && !is_inclusive(l, i) && !after_article(l, i))
			(void)mark_suffix(l, i, i, T_INC);
		break;
	case CORP:
		if (last_or_before_form(l, i) && !continues(l, i) && !is_noun(l, i) && !is_corps(l, i))
			mark_corp(l, i);
		break;
	case LTDA:
		if (last && !continues(l, i))
			(void)mark_suffix(l, i, i, T_LTDA);
		break;
	case GMBH:
		(void)mark_gmbh(l, i);
		break;
	case PTY:
		mark_private(l, i, T_PTY_LTD);
		break;
	case PTE:
		mark_private(l, i, T_PTE_LTD);
		break;
	case PVT:
		mark_private(l, i, T_PVT_LTD);
		break;
	case SDN:
		if (meaning(l, i + 1) == BHD && i + 2 == l->count)
			(void)mark_pair(l, i, ". ", T_SDN_BHD);
		break;
	case SP:
		(void)mark_sp_zoo(l, i);
		break;
	case LETTER:
	case LLC:
	case LETTERS_2:
		(void)mark_letters(l, i);
		break;
	default:
		break;
	}
}

/* "The Limited" and "The Company" are names. */
static void
mark_all(struct dye_latin * l)
{
	uint32_t i;

	for (i = dye_latin_is(l, 0, "the") ? 2 : 1; i < l->count; i += l->words[i].words)
		mark_at(l, i);
}

static enum dye_code
parse_company(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{
	struct dye_latin l;
	enum dye_code rc;

	l.kind = &dye_kind_company;
	l.lexicon = dye_company_lexicon;
	l.cuts_before_digits = l.cuts_after_digits = 0;
	l.text = text;
	l.parse = parse;
	l.err = err;
	l.comma_type = T_COMMA;
	l.joined_types = 0;
	if ((rc = dye_latin_start(&l)) != DYE_OK)
		return dye_latin_finish(&l, rc);
	if (meaning(&l, 0) == CHINESE)
		memcpy(parse->context, "CN", 3);
	mark_all(&l);
	return dye_latin_finish(&l, rc);
}

static int
recognise_company(struct dye_slice text)
{
	struct dye_parse parse = {0};
	struct dye_latin l = {0};
	int score = 0;
	uint32_t i;

	l.kind = &dye_kind_company;
	l.lexicon = dye_company_lexicon;
	l.text = text;
	l.parse = &parse;
	l.comma_type = DYE_NO_TYPE;
	if (text.len <= 1024 && dye_latin_start(&l) == DYE_OK && l.count > 0) {
		/* Any few words may be a name; a form of company after them says so. */
		if (l.count <= 12 && (l.words[0].flags & DYE_WORD_DIGITS) == 0)
			score = 150;
		for (i = 1; i < l.count; i++)
			if (meaning(&l, i) > NOTHING && meaning(&l, i) <= SP)
				score = 850;
			else if (meaning(&l, i) == OTHER_FORM && score < 700)
				score = 700;
	}
	(void)dye_latin_finish(&l, DYE_EUSAGE);
	dye_parse_release(&parse);
	return score;
}

static bool
first_words(struct dye_slice text, bool canonical, uint64_t * trait)
{

	return dye_latin_first_words(dye_company_lexicon, text, canonical, trait);
}

const struct dye_kind dye_kind_company = {
    .name = "company",
    .description = "the name of a company in Latin script",
    .slot_types = types,
    .slot_type_count = sizeof(types) / sizeof(types[0]),
    .distinctive = true,
    .recognise = recognise_company,
    .trait = first_words,
    .parse = parse_company,
    .forge = dye_forge_company,
    .glued = dye_latin_glued,
};
