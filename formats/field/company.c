/*
 * company: the name of a company in Latin script: "Hangzhou Example Technology Co., Ltd.", "Example, Inc.".
 *
 * Slots are the words that say which form the company has, with the punctuation before and within them, and the space after
 * a comma. The laws that prescribe these words allow their abbreviations, with or without punctuation
 * (docs/SPELLINGS.md names them). Words that are part of the name proper are never touched, and where a form may be something else
 * it is left alone: a form stands at the end ("Speed Limited Zone Cafe"), after a name ("The Limited"); letters that are a word
 * or the code of a state are one only with their stops ("Grand Hotel & Spa", "Las Vegas NV"); Co is Company only after a word of trade.
 *
 * latin/company_forms.c marks them, latin/company_sense.c says what a word means beside others.
 *
 * The context is "CN" where the name begins with a Chinese city or province, as Chinese company names do, else "".
 */
#include <string.h>

#include "formats/field/latin/company_sense.h"
#include "formats/field/latin/company_slots.h"
#include "formats/field/latin/first_words.h"
#include "formats/field/latin/forge_latin.h"
#include "formats/field/latin/glued.h"
#include "formats/field/latin/loose.h"

/* clang-format off */
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

/* Word i > 0 after a name. */
static void
mark_at(struct dye_latin * l, uint32_t i)
{

	switch (dye_company_means(l, i)) {
	case CO:
		dye_company_mark_co(l, i);
		break;
	case CO_LTD:
		dye_company_mark_co_ltd(l, i);
		break;
	case LTD:
		dye_company_mark_ltd(l, i);
		break;
	case INC:
		dye_company_mark_inc(l, i);
		break;
	case CORP:
		dye_company_mark_corp(l, i);
		break;
	case LTDA:
		dye_company_mark_ltda(l, i);
		break;
	case GMBH:
		dye_company_mark_gmbh(l, i);
		break;
	case PTY:
		dye_company_mark_private(l, i, T_PTY_LTD);
		break;
	case PTE:
		dye_company_mark_private(l, i, T_PTE_LTD);
		break;
	case PVT:
		dye_company_mark_private(l, i, T_PVT_LTD);
		break;
	case SDN:
		dye_company_mark_sdn_bhd(l, i);
		break;
	case SP:
		dye_company_mark_sp_zoo(l, i);
		break;
	case LETTER:
	case LLC:
	case LETTERS_2:
		dye_company_mark_letters(l, i);
		break;
	default:
		break;
	}
}

/* "The Limited" and "The Company" are names. Of two firms none is respelt, where only the last would be: "Foo Ltd T/A Bar Ltd". */
static void
mark_all(struct dye_latin * l)
{
	bool sister = false;
	uint32_t i;

	for (i = dye_latin_is(l, 0, "the") ? 2 : 1; i < l->count; i += l->words[i].words) {
		mark_at(l, i);
		if (l->words[i].type == DYE_NO_TYPE)
			sister = sister || dye_company_is_form(l, i);
		else if (sister)
			l->words[i].flags |= DYE_WORD_TIED;
	}
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
	l.after_comma = 0;
	if ((rc = dye_latin_start(&l)) != DYE_OK)
		return dye_latin_finish(&l, rc);
	if (dye_company_means(&l, 0) == CHINESE)
		memcpy(parse->context, "CN", 3);
	mark_all(&l);
	return dye_latin_finish(&l, rc);
}

/* As in "B-AB 1234", a plate. */
static bool
before_number(const struct dye_latin * l, uint32_t i)
{

	return i + 1 < l->count && (l->words[i + 1].flags & DYE_WORD_NUMERIC) != 0;
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
			if (dye_company_means(&l, i) > NOTHING && dye_company_means(&l, i) <= SP &&
			    !dye_company_is_county(&l, i))
				score = 850;
			else if (dye_company_means(&l, i) == OTHER_FORM && score < 700 && !before_number(&l, i))
				score = 700;
	}
	(void)dye_latin_finish(&l, DYE_EUSAGE);
	dye_parse_release(&parse);
	return score;
}

/* Hospitals and schools are called without a form of company. */
static bool
titled(struct dye_slice title)
{
	static const char * const words[] = {"company", "organization", "organisation", "hospital", "employer",
	    "supplier", "vendor", "manufacturer", "firm", "business", "facility", "institution", "school", "university",
	    "clinic"};
	static const char name[] = "name";
	size_t i, n = strlen(name);

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct dye_slice word = {words[i], strlen(words[i])};

		if (dye_same_letters(title, word) ||
		    (title.len > n && dye_same_letters((struct dye_slice){title.data, title.len - n}, word) &&
			dye_same_letters(
			    (struct dye_slice){title.data + title.len - n, n}, (struct dye_slice){name, n})))
			return true;
	}
	return false;
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
    .titled = titled,
    .parse = parse_company,
    .forge = dye_forge_company,
    .parts = dye_company_parts,
    .loose = dye_company_loose,
    .glued = dye_latin_glued,
};
