/*
 * The words that mean something in an address in Latin script. Road, unit and direction words: USPS Publication 28, appendices B and C.
 * SAINT lists names that follow "St" where it stands for Saint; it need not be complete, since it only forbids.
 */
#include "formats/field/latin/address_lexicon.h"

static const struct dye_lexeme words_a[] = {DYE_LEXEME("australia", COUNTRY), DYE_LEXEME("america", COUNTRY),
    DYE_LEXEME("a", COUNTRY), DYE_LEXEME("attention", TITLE), DYE_LEXEME("attn", TITLE), DYE_LEXEME("aly", WAY),
    DYE_LEXEME("alley", WAY), DYE_LEXEME("av", AVENUE), DYE_LEXEME("ave", AVENUE), DYE_LEXEME("avenue", AVENUE),
    DYE_LEXEME("agnes", SAINT), DYE_LEXEME("alban", SAINT), DYE_LEXEME("albans", SAINT), DYE_LEXEME("alphonsus", SAINT),
    DYE_LEXEME("amand", SAINT), DYE_LEXEME("andrew", SAINT), DYE_LEXEME("andrews", SAINT), DYE_LEXEME("ann", SAINT),
    DYE_LEXEME("anne", SAINT), DYE_LEXEME("anns", SAINT), DYE_LEXEME("anthony", SAINT), DYE_LEXEME("anthonys", SAINT),
    DYE_LEXEME("apartment", UNIT), DYE_LEXEME("apollinaire", SAINT), DYE_LEXEME("apt", UNIT), DYE_LEXEME("area", UNIT),
    DYE_LEXEME("asaph", SAINT), DYE_LEXEME("aubin", SAINT), DYE_LEXEME("augustin", SAINT),
    DYE_LEXEME("augustine", SAINT), DYE_LEXEME("avertin", SAINT), DYE_LEXEME("anton", SAINT),
    DYE_LEXEME("antoine", SAINT)};
static const struct dye_lexeme words_b[] = {DYE_LEXEME("broadway", WAY), DYE_LEXEME("bldg", BUILDING),
    DYE_LEXEME("blk", BLOCK), DYE_LEXEME("block", BLOCK), DYE_LEXEME("blvd", BOULEVARD),
    DYE_LEXEME("boulevard", BOULEVARD), DYE_LEXEME("box", BOX), DYE_LEXEME("building", BUILDING),
    DYE_LEXEME("barnabas", SAINT), DYE_LEXEME("barth", SAINT), DYE_LEXEME("barthelemy", SAINT),
    DYE_LEXEME("bartholomew", SAINT), DYE_LEXEME("bede", SAINT), DYE_LEXEME("benedict", SAINT),
    DYE_LEXEME("benoit", SAINT), DYE_LEXEME("bernard", SAINT), DYE_LEXEME("bin", UNIT),
    DYE_LEXEME("bonaventure", SAINT), DYE_LEXEME("bonnet", SAINT), DYE_LEXEME("brendan", SAINT),
    DYE_LEXEME("bridget", SAINT), DYE_LEXEME("brieuc", SAINT), DYE_LEXEME("barbe", SAINT)};
static const struct dye_lexeme words_c[] = {DYE_LEXEME("canada", COUNTRY), DYE_LEXEME("care", TITLE),
    DYE_LEXEME("cove", WAY), DYE_LEXEME("cv", WAY), DYE_LEXEME("crossing", WAY), DYE_LEXEME("close", WAY),
    DYE_LEXEME("cres", WAY), DYE_LEXEME("crescent", WAY), DYE_LEXEME("center", CENTER), DYE_LEXEME("centre", CENTER),
    DYE_LEXEME("cir", CIRCLE), DYE_LEXEME("circle", CIRCLE), DYE_LEXEME("court", COURT), DYE_LEXEME("ct", COURT),
    DYE_LEXEME("calle", FOREIGN), DYE_LEXEME("camillus", SAINT), DYE_LEXEME("catharines", SAINT),
    DYE_LEXEME("cathedral", STOP), DYE_LEXEME("catherine", SAINT), DYE_LEXEME("catherines", SAINT),
    DYE_LEXEME("cecilia", SAINT), DYE_LEXEME("cecilias", SAINT), DYE_LEXEME("charles", SAINT),
    DYE_LEXEME("christopher", SAINT), DYE_LEXEME("church", STOP), DYE_LEXEME("clair", SAINT),
    DYE_LEXEME("claire", SAINT), DYE_LEXEME("clare", SAINT), DYE_LEXEME("clement", SAINT),
    DYE_LEXEME("clements", SAINT), DYE_LEXEME("cloud", SAINT), DYE_LEXEME("columba", SAINT), DYE_LEXEME("croix", SAINT),
    DYE_LEXEME("cyr", SAINT), DYE_LEXEME("cyprien", SAINT)};
static const struct dye_lexeme words_d[] = {DYE_LEXEME("dist", DISTRICT), DYE_LEXEME("district", DISTRICT),
    DYE_LEXEME("dr", DRIVE), DYE_LEXEME("drive", DRIVE), DYE_LEXEME("david", SAINT), DYE_LEXEME("davids", SAINT),
    DYE_LEXEME("de", PARTICLE), DYE_LEXEME("denis", SAINT), DYE_LEXEME("des", PARTICLE), DYE_LEXEME("didier", SAINT),
    DYE_LEXEME("dizier", SAINT), DYE_LEXEME("dominic", SAINT), DYE_LEXEME("door", UNIT), DYE_LEXEME("du", PARTICLE)};
static const struct dye_lexeme words_e[] = {DYE_LEXEME("england", COUNTRY), DYE_LEXEME("expy", WAY),
    DYE_LEXEME("expressway", WAY), DYE_LEXEME("e", EAST), DYE_LEXEME("east", EAST), DYE_LEXEME("edmund", SAINT),
    DYE_LEXEME("edmunds", SAINT), DYE_LEXEME("edward", SAINT), DYE_LEXEME("edwards", SAINT),
    DYE_LEXEME("egreve", SAINT), DYE_LEXEME("elizabeth", SAINT), DYE_LEXEME("elizabeths", SAINT),
    DYE_LEXEME("entrance", UNIT), DYE_LEXEME("etienne", SAINT), DYE_LEXEME("eustache", SAINT)};
static const struct dye_lexeme words_f[] = {DYE_LEXEME("fwy", WAY), DYE_LEXEME("freeway", WAY),
    DYE_LEXEME("f", LETTER_F), DYE_LEXEME("fl", FLOOR), DYE_LEXEME("floor", FLOOR), DYE_LEXEME("flr", FLOOR),
    DYE_LEXEME("far", MIDDLE), DYE_LEXEME("flat", UNIT), DYE_LEXEME("florian", SAINT), DYE_LEXEME("fort", STOP),
    DYE_LEXEME("francis", SAINT), DYE_LEXEME("fergus", SAINT)};
static const struct dye_lexeme words_g[] = {DYE_LEXEME("gardens", WAY), DYE_LEXEME("grove", WAY),
    DYE_LEXEME("gabriel", SAINT), DYE_LEXEME("gallen", SAINT), DYE_LEXEME("gate", UNIT), DYE_LEXEME("genest", SAINT),
    DYE_LEXEME("genis", SAINT), DYE_LEXEME("george", SAINT), DYE_LEXEME("georges", SAINT), DYE_LEXEME("germain", SAINT),
    DYE_LEXEME("gilles", SAINT), DYE_LEXEME("gregory", SAINT), DYE_LEXEME("germans", SAINT), DYE_LEXEME("giles", SAINT),
    DYE_LEXEME("gilgen", SAINT), DYE_LEXEME("goar", SAINT)};
static const struct dye_lexeme words_h[] = {DYE_LEXEME("highway", HIGHWAY), DYE_LEXEME("hwy", HIGHWAY),
    DYE_LEXEME("helena", SAINT), DYE_LEXEME("helens", SAINT), DYE_LEXEME("helier", SAINT),
    DYE_LEXEME("herblain", SAINT), DYE_LEXEME("hilaire", SAINT), DYE_LEXEME("hilda", SAINT),
    DYE_LEXEME("hospital", STOP), DYE_LEXEME("hotel", STOP), DYE_LEXEME("hubert", SAINT), DYE_LEXEME("hugh", SAINT),
    DYE_LEXEME("hugo", SAINT), DYE_LEXEME("hyacinthe", SAINT), DYE_LEXEME("hippolyte", SAINT)};
static const struct dye_lexeme words_i[] = {DYE_LEXEME("india", COUNTRY), DYE_LEXEME("ireland", COUNTRY),
    DYE_LEXEME("ignace", SAINT), DYE_LEXEME("isidore", SAINT), DYE_LEXEME("ives", SAINT), DYE_LEXEME("ile", STOP)};
static const struct dye_lexeme words_j[] = {DYE_LEXEME("jacques", SAINT), DYE_LEXEME("jakob", SAINT),
    DYE_LEXEME("james", SAINT), DYE_LEXEME("jean", SAINT), DYE_LEXEME("jeanne", SAINT), DYE_LEXEME("jerome", SAINT),
    DYE_LEXEME("johann", SAINT), DYE_LEXEME("john", SAINT), DYE_LEXEME("johns", SAINT), DYE_LEXEME("joseph", SAINT),
    DYE_LEXEME("josephs", SAINT), DYE_LEXEME("josse", SAINT), DYE_LEXEME("jr", KING), DYE_LEXEME("jude", SAINT),
    DYE_LEXEME("julien", SAINT), DYE_LEXEME("just", SAINT), DYE_LEXEME("jeor", SAINT)};
static const struct dye_lexeme words_k[] = {DYE_LEXEME("kong", COUNTRY), DYE_LEXEME("kingdom", COUNTRY),
    DYE_LEXEME("kateri", SAINT), DYE_LEXEME("kilda", SAINT), DYE_LEXEME("killian", SAINT), DYE_LEXEME("king", KING),
    DYE_LEXEME("kitts", SAINT), DYE_LEXEME("kevin", SAINT), DYE_LEXEME("kitt", SAINT)};
static const struct dye_lexeme words_l[] = {DYE_LEXEME("loop", WAY), DYE_LEXEME("lane", LANE), DYE_LEXEME("ln", LANE),
    DYE_LEXEME("la", PARTICLE), DYE_LEXEME("lambert", SAINT), DYE_LEXEME("landry", SAINT), DYE_LEXEME("laurent", SAINT),
    DYE_LEXEME("lawrence", SAINT), DYE_LEXEME("le", PARTICLE), DYE_LEXEME("leger", SAINT), DYE_LEXEME("leo", SAINT),
    DYE_LEXEME("leonard", SAINT), DYE_LEXEME("leonards", SAINT), DYE_LEXEME("leu", SAINT), DYE_LEXEME("level", UNIT),
    DYE_LEXEME("lo", SAINT), DYE_LEXEME("loretto", SAINT), DYE_LEXEME("lot", UNIT), DYE_LEXEME("louis", SAINT),
    DYE_LEXEME("lower", STOP), DYE_LEXEME("lucia", SAINT), DYE_LEXEME("lucie", SAINT), DYE_LEXEME("lucy", SAINT),
    DYE_LEXEME("luke", SAINT), DYE_LEXEME("lukes", SAINT), DYE_LEXEME("luther", KING), DYE_LEXEME("lambrecht", SAINT),
    DYE_LEXEME("leonhard", SAINT), DYE_LEXEME("lac", STOP)};
static const struct dye_lexeme words_m[] = {DYE_LEXEME("mrs", TITLE), DYE_LEXEME("mr", TITLE), DYE_LEXEME("mews", WAY),
    DYE_LEXEME("madeleine", SAINT), DYE_LEXEME("mailstop", UNIT), DYE_LEXEME("malo", SAINT), DYE_LEXEME("marc", SAINT),
    DYE_LEXEME("marcel", SAINT), DYE_LEXEME("marcellin", SAINT), DYE_LEXEME("margaret", SAINT),
    DYE_LEXEME("margarets", SAINT), DYE_LEXEME("marie", SAINT), DYE_LEXEME("maries", SAINT), DYE_LEXEME("mark", SAINT),
    DYE_LEXEME("marks", SAINT), DYE_LEXEME("martin", SAINT), DYE_LEXEME("martins", SAINT), DYE_LEXEME("mary", SAINT),
    DYE_LEXEME("marys", SAINT), DYE_LEXEME("mathias", SAINT), DYE_LEXEME("matthew", SAINT),
    DYE_LEXEME("matthews", SAINT), DYE_LEXEME("maur", SAINT), DYE_LEXEME("maurice", SAINT),
    DYE_LEXEME("michael", SAINT), DYE_LEXEME("michaels", SAINT), DYE_LEXEME("middle", MIDDLE), DYE_LEXEME("ml", KING),
    DYE_LEXEME("mlk", KING), DYE_LEXEME("monica", SAINT), DYE_LEXEME("mount", STOP), DYE_LEXEME("ms", UNIT),
    DYE_LEXEME("michel", SAINT), DYE_LEXEME("mariens", SAINT), DYE_LEXEME("moritz", SAINT), DYE_LEXEME("magnus", SAINT),
    DYE_LEXEME("maurits", SAINT), DYE_LEXEME("mont", STOP), DYE_LEXEME("mt", STOP)};
static const struct dye_lexeme words_n[] = {DYE_LEXEME("n", NORTH), DYE_LEXEME("ne", NORTHEAST),
    DYE_LEXEME("no", NUMBER), DYE_LEXEME("north", NORTH), DYE_LEXEME("northeast", NORTHEAST),
    DYE_LEXEME("northwest", NORTHWEST), DYE_LEXEME("nw", NORTHWEST), DYE_LEXEME("nazaire", SAINT),
    DYE_LEXEME("near", MIDDLE), DYE_LEXEME("neots", SAINT), DYE_LEXEME("new", STOP), DYE_LEXEME("nicholas", SAINT),
    DYE_LEXEME("nicolas", SAINT), DYE_LEXEME("niklaus", SAINT), DYE_LEXEME("niklaas", SAINT),
    DYE_LEXEME("nicolaas", SAINT)};
static const struct dye_lexeme words_o[] = {DYE_LEXEME("of", MIDDLE), DYE_LEXEME("olaf", SAINT),
    DYE_LEXEME("omer", SAINT), DYE_LEXEME("ouen", SAINT), DYE_LEXEME("ottilien", SAINT)};
static const struct dye_lexeme words_p[] = {DYE_LEXEME("professor", TITLE), DYE_LEXEME("prof", TITLE),
    DYE_LEXEME("plaza", WAY), DYE_LEXEME("pike", WAY), DYE_LEXEME("p", P), DYE_LEXEME("parkway", PARKWAY),
    DYE_LEXEME("pkwy", PARKWAY), DYE_LEXEME("pl", PLACE), DYE_LEXEME("place", PLACE), DYE_LEXEME("po", PO),
    DYE_LEXEME("pobox", POBOX), DYE_LEXEME("parish", STOP), DYE_LEXEME("part", UNIT), DYE_LEXEME("patrick", SAINT),
    DYE_LEXEME("patricks", SAINT), DYE_LEXEME("paul", SAINT), DYE_LEXEME("pauls", SAINT), DYE_LEXEME("peter", SAINT),
    DYE_LEXEME("peterburg", SAINT), DYE_LEXEME("peters", SAINT), DYE_LEXEME("petersbourg", SAINT),
    DYE_LEXEME("petersburg", SAINT), DYE_LEXEME("phase", UNIT), DYE_LEXEME("philip", SAINT),
    DYE_LEXEME("philippe", SAINT), DYE_LEXEME("philips", SAINT), DYE_LEXEME("pierre", SAINT), DYE_LEXEME("plot", UNIT),
    DYE_LEXEME("poelten", SAINT), DYE_LEXEME("polten", SAINT), DYE_LEXEME("port", STOP), DYE_LEXEME("priest", SAINT),
    DYE_LEXEME("paulo", SAINT), DYE_LEXEME("pedro", SAINT), DYE_LEXEME("paulus", SAINT)};
static const struct dye_lexeme words_q[] = {DYE_LEXEME("quay", WAY), DYE_LEXEME("quentin", SAINT)};
static const struct dye_lexeme words_r[] = {DYE_LEXEME("rise", WAY), DYE_LEXEME("row", WAY), DYE_LEXEME("rd", ROAD),
    DYE_LEXEME("rm", ROOM), DYE_LEXEME("road", ROAD), DYE_LEXEME("room", ROOM), DYE_LEXEME("raphael", SAINT),
    DYE_LEXEME("regina", SAINT), DYE_LEXEME("regis", SAINT), DYE_LEXEME("remy", SAINT), DYE_LEXEME("rita", SAINT),
    DYE_LEXEME("robert", SAINT), DYE_LEXEME("romain", SAINT), DYE_LEXEME("rose", SAINT), DYE_LEXEME("rua", FOREIGN),
    DYE_LEXEME("rue", FOREIGN), DYE_LEXEME("roch", SAINT), DYE_LEXEME("ruprecht", SAINT)};
static const struct dye_lexeme words_s[] = {DYE_LEXEME("singapore", COUNTRY), DYE_LEXEME("scotland", COUNTRY),
    DYE_LEXEME("states", COUNTRY), DYE_LEXEME("s", SOUTH), DYE_LEXEME("se", SOUTHEAST), DYE_LEXEME("sec", SECTION),
    DYE_LEXEME("section", SECTION), DYE_LEXEME("south", SOUTH), DYE_LEXEME("southeast", SOUTHEAST),
    DYE_LEXEME("southwest", SOUTHWEST), DYE_LEXEME("sq", SQUARE), DYE_LEXEME("square", SQUARE),
    DYE_LEXEME("st", STREET), DYE_LEXEME("ste", SUITE), DYE_LEXEME("str", STR), DYE_LEXEME("strasse", STRASSE),
    DYE_LEXEME("street", STREET), DYE_LEXEME("suite", SUITE), DYE_LEXEME("sw", SOUTHWEST), DYE_LEXEME("saint", STOP),
    DYE_LEXEME("sainte", STOP), DYE_LEXEME("san", STOP), DYE_LEXEME("santa", STOP), DYE_LEXEME("sava", SAINT),
    DYE_LEXEME("school", STOP), DYE_LEXEME("sebastian", SAINT), DYE_LEXEME("simon", SAINT), DYE_LEXEME("simons", SAINT),
    DYE_LEXEME("site", UNIT), DYE_LEXEME("stage", UNIT), DYE_LEXEME("stair", UNIT), DYE_LEXEME("stanislaus", SAINT),
    DYE_LEXEME("stephan", SAINT), DYE_LEXEME("stephen", SAINT), DYE_LEXEME("stephens", SAINT), DYE_LEXEME("stop", UNIT),
    DYE_LEXEME("sulpice", SAINT), DYE_LEXEME("sylvester", SAINT), DYE_LEXEME("servais", SAINT),
    DYE_LEXEME("stefan", SAINT), DYE_LEXEME("saints", STOP)};
static const struct dye_lexeme words_t[] = {DYE_LEXEME("tpke", WAY), DYE_LEXEME("trl", WAY),
    DYE_LEXEME("turnpike", WAY), DYE_LEXEME("trail", WAY), DYE_LEXEME("ter", TERRACE), DYE_LEXEME("terrace", TERRACE),
    DYE_LEXEME("teresa", SAINT), DYE_LEXEME("the", MIDDLE), DYE_LEXEME("theresa", SAINT), DYE_LEXEME("thomas", SAINT),
    DYE_LEXEME("timothy", SAINT), DYE_LEXEME("tower", UNIT), DYE_LEXEME("tropez", SAINT), DYE_LEXEME("truiden", SAINT)};
static const struct dye_lexeme words_u[] = {DYE_LEXEME("uk", COUNTRY), DYE_LEXEME("usa", COUNTRY),
    DYE_LEXEME("unit", UNIT), DYE_LEXEME("upper", STOP), DYE_LEXEME("ursula", SAINT), DYE_LEXEME("urban", SAINT)};
static const struct dye_lexeme words_v[] = {DYE_LEXEME("view", WAY), DYE_LEXEME("vallier", SAINT),
    DYE_LEXEME("veit", SAINT), DYE_LEXEME("via", FOREIGN), DYE_LEXEME("victor", SAINT), DYE_LEXEME("vincent", SAINT),
    DYE_LEXEME("vincents", SAINT), DYE_LEXEME("vitus", SAINT), DYE_LEXEME("valentin", SAINT),
    DYE_LEXEME("vith", SAINT)};
static const struct dye_lexeme words_w[] = {DYE_LEXEME("wharf", WAY), DYE_LEXEME("walk", WAY), DYE_LEXEME("way", WAY),
    DYE_LEXEME("w", WEST), DYE_LEXEME("west", WEST), DYE_LEXEME("wendel", SAINT), DYE_LEXEME("wing", UNIT),
    DYE_LEXEME("winifred", SAINT), DYE_LEXEME("wolfgang", SAINT), DYE_LEXEME("workshop", UNIT),
    DYE_LEXEME("wendelin", SAINT), DYE_LEXEME("walburga", SAINT)};
static const struct dye_lexeme words_x[] = {DYE_LEXEME("xing", WAY), DYE_LEXEME("xavier", SAINT)};
static const struct dye_lexeme words_y[] = {DYE_LEXEME("yves", SAINT)};
static const struct dye_lexeme words_z[] = {DYE_LEXEME("zealand", COUNTRY), DYE_LEXEME("zone", UNIT)};
/* clang-format off */
const struct dye_lexicon_page dye_address_lexicon[26] = {
	DYE_LEXICON_PAGE_SEEN(words_a, 0x124E4C081DE18F90),
	DYE_LEXICON_PAGE_SEEN(words_b, 0x80409C0148210825),
	DYE_LEXICON_PAGE_SEEN(words_c, 0x80610A225C6B1427),
	DYE_LEXICON_PAGE_SEEN(words_d, 0x04B0021242600A00),
	DYE_LEXICON_PAGE_SEEN(words_e, 0x425000040488CA00),
	DYE_LEXICON_PAGE_SEEN(words_f, 0x0020080500200522),
	DYE_LEXICON_PAGE_SEEN(words_g, 0x04300A0200690020),
	DYE_LEXICON_PAGE_SEEN(words_h, 0x0024100688400025),
	DYE_LEXICON_PAGE_SEEN(words_i, 0x0204084000280000),
	DYE_LEXICON_PAGE_SEEN(words_j, 0x00308000C0400821),
	DYE_LEXICON_PAGE_SEEN(words_k, 0x0420120000400800),
	DYE_LEXICON_PAGE_SEEN(words_l, 0xA43006108B490501),
	DYE_LEXICON_PAGE_SEEN(words_m, 0x88B0920240280C05),
	DYE_LEXICON_PAGE_SEEN(words_n, 0x0490901082802001),
	DYE_LEXICON_PAGE_SEEN(words_o, 0x0000008180000010),
	DYE_LEXICON_PAGE_SEEN(words_p, 0x94330A63CE488C23),
	DYE_LEXICON_PAGE_SEEN(words_q, 0x0000000080000001),
	DYE_LEXICON_PAGE_SEEN(words_r, 0x0430840000160820),
	DYE_LEXICON_PAGE_SEEN(words_s, 0x0285765A47C92915),
	DYE_LEXICON_PAGE_SEEN(words_t, 0x9200183104210821),
	DYE_LEXICON_PAGE_SEEN(words_u, 0x00004001002000C8),
	DYE_LEXICON_PAGE_SEEN(words_v, 0x8090900200400801),
	DYE_LEXICON_PAGE_SEEN(words_w, 0x8080800208089920),
	DYE_LEXICON_PAGE_SEEN(words_x, 0x0000020000000800),
	DYE_LEXICON_PAGE_SEEN(words_y, 0x0000004000000000),
	DYE_LEXICON_PAGE_SEEN(words_z, 0x0020000000010000),
};
/* clang-format on */
