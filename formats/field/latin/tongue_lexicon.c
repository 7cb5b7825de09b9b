/*
 * Words that say in which language an address is written, and names of saints.
 *
 * A word of another language forbids to read English in a cell; the lists need not be complete, since English must be proved besides.
 * Words that are in dye_address_lexicon are not repeated here.
 */
#include "formats/field/latin/address_lexicon.h"

static const struct dye_lexeme tongue_a[] = {DYE_LEXEME("am", PARTICLE), DYE_LEXEME("aan", PARTICLE),
    DYE_LEXEME("auf", PARTICLE), DYE_LEXEME("alle", PARTICLE), DYE_LEXEME("abril", FOREIGN),
    DYE_LEXEME("aleja", FOREIGN), DYE_LEXEME("aleje", FOREIGN), DYE_LEXEME("allee", FOREIGN),
    DYE_LEXEME("andar", FOREIGN), DYE_LEXEME("agosto", FOREIGN), DYE_LEXEME("alameda", FOREIGN),
    DYE_LEXEME("avenida", FOREIGN), DYE_LEXEME("apartado", FOREIGN), DYE_LEXEME("apartament", FOREIGN),
    DYE_LEXEME("apartamento", FOREIGN)};
static const struct dye_lexeme tongue_b[] = {DYE_LEXEME("bis", FOREIGN), DYE_LEXEME("beim", PARTICLE),
    DYE_LEXEME("bloc", FOREIGN), DYE_LEXEME("boite", FOREIGN), DYE_LEXEME("borgo", FOREIGN),
    DYE_LEXEME("bairro", FOREIGN), DYE_LEXEME("barrio", FOREIGN), DYE_LEXEME("bulvar", FOREIGN),
    DYE_LEXEME("batiment", FOREIGN), DYE_LEXEME("bulevard", FOREIGN), DYE_LEXEME("business", ENGLISH),
    DYE_LEXEME("bulevardul", FOREIGN)};
static const struct dye_lexeme tongue_c[] = {DYE_LEXEME("cad", FOREIGN), DYE_LEXEME("col", PARTICLE),
    DYE_LEXEME("cadde", FOREIGN), DYE_LEXEME("cedex", FOREIGN), DYE_LEXEME("cesta", FOREIGN),
    DYE_LEXEME("conde", FOREIGN), DYE_LEXEME("corso", FOREIGN), DYE_LEXEME("camino", FOREIGN),
    DYE_LEXEME("centro", FOREIGN), DYE_LEXEME("chemin", FOREIGN), DYE_LEXEME("cidade", PARTICLE),
    DYE_LEXEME("ciudad", PARTICLE), DYE_LEXEME("county", ENGLISH), DYE_LEXEME("caddesi", FOREIGN),
    DYE_LEXEME("calzada", FOREIGN), DYE_LEXEME("cerrada", FOREIGN), DYE_LEXEME("clinica", FOREIGN),
    DYE_LEXEME("college", ENGLISH), DYE_LEXEME("colonia", FOREIGN), DYE_LEXEME("callejon", FOREIGN),
    DYE_LEXEME("chaussee", FOREIGN), DYE_LEXEME("contrada", FOREIGN), DYE_LEXEME("carretera", FOREIGN)};
static const struct dye_lexeme tongue_d[] = {DYE_LEXEME("da", PARTICLE), DYE_LEXEME("di", PARTICLE),
    DYE_LEXEME("do", PARTICLE), DYE_LEXEME("das", PARTICLE), DYE_LEXEME("dei", PARTICLE), DYE_LEXEME("del", PARTICLE),
    DYE_LEXEME("den", PARTICLE), DYE_LEXEME("der", PARTICLE), DYE_LEXEME("dom", FOREIGN), DYE_LEXEME("dos", PARTICLE),
    DYE_LEXEME("damm", FOREIGN), DYE_LEXEME("dijk", FOREIGN), DYE_LEXEME("dorf", FOREIGN), DYE_LEXEME("daire", FOREIGN),
    DYE_LEXEME("degli", PARTICLE), DYE_LEXEME("della", PARTICLE), DYE_LEXEME("delle", PARTICLE),
    DYE_LEXEME("duong", FOREIGN), DYE_LEXEME("derecha", FOREIGN), DYE_LEXEME("dezembro", FOREIGN),
    DYE_LEXEME("diciembre", FOREIGN)};
static const struct dye_lexeme tongue_e[] = {DYE_LEXEME("el", PARTICLE), DYE_LEXEME("et", PARTICLE),
    DYE_LEXEME("esq", PARTICLE), DYE_LEXEME("edif", FOREIGN), DYE_LEXEME("etaj", FOREIGN), DYE_LEXEME("enero", FOREIGN),
    DYE_LEXEME("entre", PARTICLE), DYE_LEXEME("etage", FOREIGN), DYE_LEXEME("estate", ENGLISH),
    DYE_LEXEME("esquina", PARTICLE), DYE_LEXEME("estrada", FOREIGN), DYE_LEXEME("edificio", FOREIGN),
    DYE_LEXEME("escalera", FOREIGN)};
static const struct dye_lexeme tongue_f[] = {DYE_LEXEME("farm", ENGLISH), DYE_LEXEME("fraz", FOREIGN),
    DYE_LEXEME("frente", PARTICLE), DYE_LEXEME("febrero", FOREIGN), DYE_LEXEME("faubourg", FOREIGN),
    DYE_LEXEME("frazione", FOREIGN)};
static const struct dye_lexeme tongue_g[] = {DYE_LEXEME("gade", FOREIGN), DYE_LEXEME("gata", FOREIGN),
    DYE_LEXEME("gasse", FOREIGN), DYE_LEXEME("gatan", FOREIGN), DYE_LEXEME("gaten", FOREIGN),
    DYE_LEXEME("gracht", FOREIGN), DYE_LEXEME("galleria", FOREIGN), DYE_LEXEME("gonzalez", FOREIGN)};
static const struct dye_lexeme tongue_h[] = {DYE_LEXEME("het", PARTICLE), DYE_LEXEME("hof", FOREIGN),
    DYE_LEXEME("hill", ENGLISH), DYE_LEXEME("hills", ENGLISH), DYE_LEXEME("house", ENGLISH)};
static const struct dye_lexeme tongue_i[] = {DYE_LEXEME("im", PARTICLE), DYE_LEXEME("impasse", FOREIGN),
    DYE_LEXEME("interno", FOREIGN), DYE_LEXEME("immeuble", FOREIGN), DYE_LEXEME("industry", ENGLISH),
    DYE_LEXEME("izquierda", FOREIGN), DYE_LEXEME("industrial", ENGLISH), DYE_LEXEME("industries", ENGLISH)};
static const struct dye_lexeme tongue_j[] = {DYE_LEXEME("jl", PARTICLE), DYE_LEXEME("jln", FOREIGN),
    DYE_LEXEME("jalan", FOREIGN), DYE_LEXEME("judet", FOREIGN), DYE_LEXEME("julho", FOREIGN),
    DYE_LEXEME("julio", FOREIGN), DYE_LEXEME("junho", FOREIGN), DYE_LEXEME("junio", FOREIGN)};
static const struct dye_lexeme tongue_k[] = {DYE_LEXEME("kat", PARTICLE), DYE_LEXEME("kade", FOREIGN),
    DYE_LEXEME("katu", FOREIGN), DYE_LEXEME("korut", FOREIGN)};
static const struct dye_lexeme tongue_l[] = {DYE_LEXEME("lt", PARTICLE), DYE_LEXEME("las", PARTICLE),
    DYE_LEXEME("les", PARTICLE), DYE_LEXEME("los", PARTICLE), DYE_LEXEME("laan", FOREIGN), DYE_LEXEME("largo", FOREIGN),
    DYE_LEXEME("leste", FOREIGN), DYE_LEXEME("lieudit", FOREIGN), DYE_LEXEME("leoforos", FOREIGN),
    DYE_LEXEME("localita", FOREIGN), DYE_LEXEME("lotissement", FOREIGN)};
static const struct dye_lexeme tongue_m[] = {DYE_LEXEME("mah", FOREIGN), DYE_LEXEME("maio", FOREIGN),
    DYE_LEXEME("mayo", FOREIGN), DYE_LEXEME("markt", FOREIGN), DYE_LEXEME("marzo", FOREIGN),
    DYE_LEXEME("maestra", FOREIGN), DYE_LEXEME("manzana", FOREIGN), DYE_LEXEME("mahallesi", FOREIGN)};
static const struct dye_lexeme tongue_n[] = {DYE_LEXEME("norte", FOREIGN), DYE_LEXEME("namesti", FOREIGN),
    DYE_LEXEME("novembro", FOREIGN), DYE_LEXEME("noviembre", FOREIGN), DYE_LEXEME("naberezhnaya", FOREIGN)};
static const struct dye_lexeme tongue_o[] = {DYE_LEXEME("op", PARTICLE), DYE_LEXEME("os", PARTICLE),
    DYE_LEXEME("old", ENGLISH), DYE_LEXEME("opp", ENGLISH), DYE_LEXEME("odos", FOREIGN), DYE_LEXEME("oeste", FOREIGN),
    DYE_LEXEME("office", ENGLISH), DYE_LEXEME("octubre", FOREIGN), DYE_LEXEME("oficina", FOREIGN),
    DYE_LEXEME("oriente", FOREIGN), DYE_LEXEME("osiedle", FOREIGN), DYE_LEXEME("outubro", FOREIGN),
    DYE_LEXEME("opposite", ENGLISH)};
static const struct dye_lexeme tongue_p[] = {DYE_LEXEME("park", ENGLISH), DYE_LEXEME("piso", FOREIGN),
    DYE_LEXEME("plac", FOREIGN), DYE_LEXEME("paseo", FOREIGN), DYE_LEXEME("piata", FOREIGN),
    DYE_LEXEME("plads", FOREIGN), DYE_LEXEME("platz", FOREIGN), DYE_LEXEME("plein", FOREIGN),
    DYE_LEXEME("praca", FOREIGN), DYE_LEXEME("phuong", FOREIGN), DYE_LEXEME("piazza", FOREIGN),
    DYE_LEXEME("planta", FOREIGN), DYE_LEXEME("praxis", FOREIGN), DYE_LEXEME("puerta", FOREIGN),
    DYE_LEXEME("palazzo", FOREIGN), DYE_LEXEME("postale", FOREIGN), DYE_LEXEME("postbus", FOREIGN),
    DYE_LEXEME("privada", FOREIGN), DYE_LEXEME("pereulok", FOREIGN), DYE_LEXEME("piazzale", FOREIGN),
    DYE_LEXEME("poligono", FOREIGN), DYE_LEXEME("poniente", FOREIGN), DYE_LEXEME("postfach", FOREIGN),
    DYE_LEXEME("prospekt", FOREIGN)};
static const struct dye_lexeme tongue_q[] = {DYE_LEXEME("quai", FOREIGN)};
static const struct dye_lexeme tongue_r[] = {
    DYE_LEXEME("rond", FOREIGN), DYE_LEXEME("rodovia", FOREIGN), DYE_LEXEME("rodriguez", FOREIGN)};
static const struct dye_lexeme tongue_s[] = {DYE_LEXEME("sv", PARTICLE), DYE_LEXEME("sao", FOREIGN),
    DYE_LEXEME("sem", PARTICLE), DYE_LEXEME("soi", FOREIGN), DYE_LEXEME("sok", FOREIGN), DYE_LEXEME("sta", PARTICLE),
    DYE_LEXEME("sto", PARTICLE), DYE_LEXEME("sur", FOREIGN), DYE_LEXEME("sant", PARTICLE), DYE_LEXEME("santo", FOREIGN),
    DYE_LEXEME("scala", FOREIGN), DYE_LEXEME("scara", FOREIGN), DYE_LEXEME("sokak", FOREIGN),
    DYE_LEXEME("steig", FOREIGN), DYE_LEXEME("salita", FOREIGN), DYE_LEXEME("sektor", FOREIGN),
    DYE_LEXEME("senora", FOREIGN), DYE_LEXEME("shosse", FOREIGN), DYE_LEXEME("singel", FOREIGN),
    DYE_LEXEME("sokagi", FOREIGN), DYE_LEXEME("stiege", FOREIGN), DYE_LEXEME("straat", FOREIGN),
    DYE_LEXEME("strada", FOREIGN), DYE_LEXEME("science", ENGLISH), DYE_LEXEME("senhora", FOREIGN),
    DYE_LEXEME("sentier", FOREIGN), DYE_LEXEME("soseaua", FOREIGN), DYE_LEXEME("setembro", FOREIGN),
    DYE_LEXEME("siedlung", FOREIGN), DYE_LEXEME("steenweg", FOREIGN), DYE_LEXEME("sanatorio", FOREIGN),
    DYE_LEXEME("septiembre", FOREIGN)};
static const struct dye_lexeme tongue_t[] = {DYE_LEXEME("ten", PARTICLE), DYE_LEXEME("trg", FOREIGN),
    DYE_LEXEME("torg", FOREIGN), DYE_LEXEME("town", ENGLISH), DYE_LEXEME("trida", FOREIGN),
    DYE_LEXEME("thanon", FOREIGN), DYE_LEXEME("towers", ENGLISH), DYE_LEXEME("township", ENGLISH),
    DYE_LEXEME("travessa", FOREIGN), DYE_LEXEME("technology", ENGLISH)};
static const struct dye_lexeme tongue_u[] = {DYE_LEXEME("ul", PARTICLE), DYE_LEXEME("und", PARTICLE),
    DYE_LEXEME("urb", FOREIGN), DYE_LEXEME("ufer", FOREIGN), DYE_LEXEME("utca", FOREIGN), DYE_LEXEME("ulica", FOREIGN),
    DYE_LEXEME("ulice", FOREIGN), DYE_LEXEME("unter", PARTICLE), DYE_LEXEME("ulitsa", FOREIGN),
    DYE_LEXEME("university", ENGLISH), DYE_LEXEME("urbanizacion", FOREIGN)};
static const struct dye_lexeme tongue_v[] = {DYE_LEXEME("van", PARTICLE), DYE_LEXEME("vei", PARTICLE),
    DYE_LEXEME("vej", PARTICLE), DYE_LEXEME("vila", PARTICLE), DYE_LEXEME("vagen", FOREIGN),
    DYE_LEXEME("vegen", FOREIGN), DYE_LEXEME("veien", FOREIGN), DYE_LEXEME("vejen", FOREIGN),
    DYE_LEXEME("viale", FOREIGN), DYE_LEXEME("vicolo", FOREIGN), DYE_LEXEME("village", ENGLISH)};
static const struct dye_lexeme tongue_w[] = {DYE_LEXEME("weg", FOREIGN)};
static const struct dye_lexeme tongue_z[] = {
    DYE_LEXEME("zum", PARTICLE), DYE_LEXEME("zur", PARTICLE), DYE_LEXEME("zeile", FOREIGN)};
/* clang-format off */
const struct dye_lexicon_page dye_tongue_lexicon[26] = {
	DYE_LEXICON_PAGE_SEEN(tongue_a, 0x42000921001A0382),
	DYE_LEXICON_PAGE_SEEN(tongue_b, 0x8020820300000801),
	DYE_LEXICON_PAGE_SEEN(tongue_c, 0x8411060244410D23),
	DYE_LEXICON_PAGE_SEEN(tongue_d, 0x24200410C8090904),
	DYE_LEXICON_PAGE_SEEN(tongue_e, 0x2204018801100444),
	DYE_LEXICON_PAGE_SEEN(tongue_f, 0x8040000100090400),
	DYE_LEXICON_PAGE_SEEN(tongue_g, 0x8000000340080000),
	DYE_LEXICON_PAGE_SEEN(tongue_h, 0x0000041000400801),
	DYE_LEXICON_PAGE_SEEN(tongue_i, 0x02010000040A8100),
	DYE_LEXICON_PAGE_SEEN(tongue_j, 0x0000040040200400),
	DYE_LEXICON_PAGE_SEEN(tongue_k, 0x0000000000080101),
	DYE_LEXICON_PAGE_SEEN(tongue_l, 0x0400141248080104),
	DYE_LEXICON_PAGE_SEEN(tongue_m, 0x0010000040080500),
	DYE_LEXICON_PAGE_SEEN(tongue_n, 0x0010180200000001),
	DYE_LEXICON_PAGE_SEEN(tongue_o, 0x0C06094000A01005),
	DYE_LEXICON_PAGE_SEEN(tongue_p, 0x00F008034C680800),
	DYE_LEXICON_PAGE_SEEN(tongue_q, 0x0000000080000000),
	DYE_LEXICON_PAGE_SEEN(tongue_r, 0x0020100000400000),
	DYE_LEXICON_PAGE_SEEN(tongue_s, 0x0082561A4C592D35),
	DYE_LEXICON_PAGE_SEEN(tongue_t, 0x8062001204200800),
	DYE_LEXICON_PAGE_SEEN(tongue_u, 0x8241080C01000400),
	DYE_LEXICON_PAGE_SEEN(tongue_v, 0x0400101240400900),
	DYE_LEXICON_PAGE_SEEN(tongue_w, 0x0000001000000000),
	{NULL, 0, 0},
	{NULL, 0, 0},
	DYE_LEXICON_PAGE_SEEN(tongue_z, 0x0400000000100000),
};
/* clang-format on */

/* More of what follows "St" where it stands for Saint: looked up only there. */
static const struct dye_lexeme saint_a[] = {DYE_LEXEME("adele", SAINT), DYE_LEXEME("aidan", SAINT),
    DYE_LEXEME("amant", SAINT), DYE_LEXEME("athan", SAINT), DYE_LEXEME("agatha", SAINT), DYE_LEXEME("agathe", SAINT),
    DYE_LEXEME("aignan", SAINT), DYE_LEXEME("amarin", SAINT), DYE_LEXEME("ansgar", SAINT), DYE_LEXEME("armand", SAINT),
    DYE_LEXEME("arnaud", SAINT), DYE_LEXEME("asaphs", SAINT), DYE_LEXEME("aubert", SAINT), DYE_LEXEME("adolphe", SAINT),
    DYE_LEXEME("ambrose", SAINT), DYE_LEXEME("armands", SAINT), DYE_LEXEME("austell", SAINT),
    DYE_LEXEME("aloysius", SAINT), DYE_LEXEME("alexander", SAINT), DYE_LEXEME("anastasia", SAINT)};
static const struct dye_lexeme saint_b[] = {DYE_LEXEME("bees", SAINT), DYE_LEXEME("blaise", SAINT),
    DYE_LEXEME("blazey", SAINT), DYE_LEXEME("brides", SAINT), DYE_LEXEME("buryan", SAINT), DYE_LEXEME("barbara", SAINT),
    DYE_LEXEME("bernice", SAINT), DYE_LEXEME("breward", SAINT), DYE_LEXEME("boniface", SAINT),
    DYE_LEXEME("boswells", SAINT), DYE_LEXEME("briavels", SAINT), DYE_LEXEME("bernadine", SAINT),
    DYE_LEXEME("bernadette", SAINT), DYE_LEXEME("bonifacius", SAINT)};
static const struct dye_lexeme saint_c[] = {DYE_LEXEME("cast", SAINT), DYE_LEXEME("cleer", SAINT),
    DYE_LEXEME("combs", SAINT), DYE_LEXEME("cyril", SAINT), DYE_LEXEME("cyrus", SAINT), DYE_LEXEME("claude", SAINT),
    DYE_LEXEME("clears", SAINT), DYE_LEXEME("columb", SAINT), DYE_LEXEME("casimir", SAINT),
    DYE_LEXEME("colombe", SAINT), DYE_LEXEME("crispin", SAINT), DYE_LEXEME("cuthbert", SAINT),
    DYE_LEXEME("catharine", SAINT), DYE_LEXEME("clairsville", SAINT), DYE_LEXEME("constantine", SAINT)};
static const struct dye_lexeme saint_d[] = {DYE_LEXEME("day", SAINT), DYE_LEXEME("donat", SAINT),
    DYE_LEXEME("damian", SAINT), DYE_LEXEME("dennis", SAINT), DYE_LEXEME("donatus", SAINT),
    DYE_LEXEME("dunstan", SAINT), DYE_LEXEME("dogmaels", SAINT), DYE_LEXEME("dominick", SAINT)};
static const struct dye_lexeme saint_e[] = {DYE_LEXEME("ewe", SAINT), DYE_LEXEME("elmo", SAINT),
    DYE_LEXEME("erme", SAINT), DYE_LEXEME("erth", SAINT), DYE_LEXEME("elias", SAINT), DYE_LEXEME("ervan", SAINT),
    DYE_LEXEME("enodoc", SAINT), DYE_LEXEME("eulalia", SAINT), DYE_LEXEME("endellion", SAINT)};
static const struct dye_lexeme saint_f[] = {DYE_LEXEME("foy", SAINT), DYE_LEXEME("felix", SAINT),
    DYE_LEXEME("fabien", SAINT), DYE_LEXEME("fagans", SAINT), DYE_LEXEME("fidelis", SAINT),
    DYE_LEXEME("fillans", SAINT), DYE_LEXEME("francois", SAINT), DYE_LEXEME("ferdinand", SAINT),
    DYE_LEXEME("francisville", SAINT)};
static const struct dye_lexeme saint_g[] = {DYE_LEXEME("goran", SAINT), DYE_LEXEME("gennys", SAINT),
    DYE_LEXEME("gerard", SAINT), DYE_LEXEME("gobain", SAINT), DYE_LEXEME("gertrude", SAINT),
    DYE_LEXEME("genevieve", SAINT)};
static const struct dye_lexeme saint_h[] = {DYE_LEXEME("helen", SAINT), DYE_LEXEME("henry", SAINT),
    DYE_LEXEME("hedwig", SAINT), DYE_LEXEME("herman", SAINT), DYE_LEXEME("hilary", SAINT)};
static const struct dye_lexeme saint_i[] = {DYE_LEXEME("ive", SAINT), DYE_LEXEME("ibbs", SAINT),
    DYE_LEXEME("issey", SAINT), DYE_LEXEME("inigoes", SAINT), DYE_LEXEME("ignatius", SAINT),
    DYE_LEXEME("ippolyts", SAINT), DYE_LEXEME("ishmaels", SAINT)};
static const struct dye_lexeme saint_j[] = {DYE_LEXEME("jo", SAINT), DYE_LEXEME("joe", SAINT),
    DYE_LEXEME("joan", SAINT), DYE_LEXEME("jose", SAINT), DYE_LEXEME("jacob", SAINT), DYE_LEXEME("jeans", SAINT),
    DYE_LEXEME("jacobs", SAINT), DYE_LEXEME("julian", SAINT), DYE_LEXEME("justin", SAINT), DYE_LEXEME("joachim", SAINT),
    DYE_LEXEME("juliana", SAINT), DYE_LEXEME("johannes", SAINT), DYE_LEXEME("johnsbury", SAINT),
    DYE_LEXEME("johnswood", SAINT), DYE_LEXEME("johnsville", SAINT)};
static const struct dye_lexeme saint_k[] = {DYE_LEXEME("kew", SAINT), DYE_LEXEME("keyne", SAINT),
    DYE_LEXEME("keverne", SAINT), DYE_LEXEME("katherine", SAINT), DYE_LEXEME("katherines", SAINT)};
static const struct dye_lexeme saint_l[] = {DYE_LEXEME("lys", SAINT), DYE_LEXEME("leon", SAINT),
    DYE_LEXEME("luce", SAINT), DYE_LEXEME("levan", SAINT), DYE_LEXEME("lucas", SAINT), DYE_LEXEME("lazare", SAINT),
    DYE_LEXEME("libory", SAINT), DYE_LEXEME("lazarus", SAINT), DYE_LEXEME("laurence", SAINT),
    DYE_LEXEME("liborius", SAINT), DYE_LEXEME("louisville", SAINT)};
static const struct dye_lexeme saint_m[] = {DYE_LEXEME("mabyn", SAINT), DYE_LEXEME("mawes", SAINT),
    DYE_LEXEME("mewan", SAINT), DYE_LEXEME("mungo", SAINT), DYE_LEXEME("marche", SAINT), DYE_LEXEME("martha", SAINT),
    DYE_LEXEME("marthe", SAINT), DYE_LEXEME("mawgan", SAINT), DYE_LEXEME("medard", SAINT), DYE_LEXEME("merryn", SAINT),
    DYE_LEXEME("minver", SAINT), DYE_LEXEME("monans", SAINT), DYE_LEXEME("morris", SAINT), DYE_LEXEME("maximin", SAINT),
    DYE_LEXEME("meinrad", SAINT), DYE_LEXEME("mellion", SAINT), DYE_LEXEME("mellons", SAINT),
    DYE_LEXEME("monance", SAINT), DYE_LEXEME("mariaville", SAINT), DYE_LEXEME("marychurch", SAINT),
    DYE_LEXEME("marylebone", SAINT), DYE_LEXEME("martinville", SAINT)};
static const struct dye_lexeme saint_n[] = {DYE_LEXEME("ninian", SAINT), DYE_LEXEME("nazianz", SAINT),
    DYE_LEXEME("ninians", SAINT), DYE_LEXEME("norbert", SAINT), DYE_LEXEME("nicolaus", SAINT)};
static const struct dye_lexeme saint_o[] = {DYE_LEXEME("onge", SAINT), DYE_LEXEME("owen", SAINT),
    DYE_LEXEME("olave", SAINT), DYE_LEXEME("osyth", SAINT), DYE_LEXEME("owens", SAINT), DYE_LEXEME("olaves", SAINT),
    DYE_LEXEME("oswald", SAINT)};
static const struct dye_lexeme saint_p[] = {DYE_LEXEME("pius", SAINT), DYE_LEXEME("paris", SAINT),
    DYE_LEXEME("petri", SAINT), DYE_LEXEME("pascal", SAINT), DYE_LEXEME("petroc", SAINT), DYE_LEXEME("petrox", SAINT),
    DYE_LEXEME("pancras", SAINT), DYE_LEXEME("phillip", SAINT), DYE_LEXEME("pinnock", SAINT),
    DYE_LEXEME("prosper", SAINT), DYE_LEXEME("polycarp", SAINT)};
static const struct dye_lexeme saint_q[] = {DYE_LEXEME("quivox", SAINT)};
static const struct dye_lexeme saint_r[] = {DYE_LEXEME("remi", SAINT), DYE_LEXEME("rosa", SAINT),
    DYE_LEXEME("rocco", SAINT), DYE_LEXEME("rupert", SAINT), DYE_LEXEME("raymond", SAINT), DYE_LEXEME("regulus", SAINT),
    DYE_LEXEME("richard", SAINT)};
static const struct dye_lexeme saint_s[] = {DYE_LEXEME("sever", SAINT), DYE_LEXEME("savior", SAINT),
    DYE_LEXEME("simeon", SAINT), DYE_LEXEME("sampson", SAINT), DYE_LEXEME("sauveur", SAINT),
    DYE_LEXEME("saviour", SAINT), DYE_LEXEME("swithin", SAINT), DYE_LEXEME("saviours", SAINT),
    DYE_LEXEME("swithins", SAINT), DYE_LEXEME("stanislas", SAINT)};
static const struct dye_lexeme saint_t[] = {DYE_LEXEME("tudy", SAINT), DYE_LEXEME("teath", SAINT),
    DYE_LEXEME("teresas", SAINT), DYE_LEXEME("therese", SAINT), DYE_LEXEME("theodore", SAINT)};
static const struct dye_lexeme saint_u[] = {DYE_LEXEME("urbain", SAINT)};
static const struct dye_lexeme saint_v[] = {DYE_LEXEME("vaast", SAINT), DYE_LEXEME("vital", SAINT),
    DYE_LEXEME("vrain", SAINT), DYE_LEXEME("vigeans", SAINT), DYE_LEXEME("vincentius", SAINT)};
static const struct dye_lexeme saint_w[] = {DYE_LEXEME("winnow", SAINT), DYE_LEXEME("walburg", SAINT),
    DYE_LEXEME("wilfred", SAINT), DYE_LEXEME("wilfrid", SAINT), DYE_LEXEME("william", SAINT),
    DYE_LEXEME("winnall", SAINT), DYE_LEXEME("weonards", SAINT), DYE_LEXEME("wenceslaus", SAINT)};
static const struct dye_lexeme saint_z[] = {DYE_LEXEME("zita", SAINT), DYE_LEXEME("zotique", SAINT)};
/* clang-format off */
const struct dye_lexicon_page dye_saint_lexicon[26] = {
	DYE_LEXICON_PAGE_SEEN(saint_a, 0x202C08AB00C81311),
	DYE_LEXICON_PAGE_SEEN(saint_b, 0x00F2884300010000),
	DYE_LEXICON_PAGE_SEEN(saint_c, 0x0050280000480C45),
	DYE_LEXICON_PAGE_SEEN(saint_d, 0x0000020200400121),
	DYE_LEXICON_PAGE_SEEN(saint_e, 0x0000082500200411),
	DYE_LEXICON_PAGE_SEEN(saint_f, 0x0440164400000000),
	DYE_LEXICON_PAGE_SEEN(saint_g, 0x0000004008000821),
	DYE_LEXICON_PAGE_SEEN(saint_h, 0x0400000200000020),
	DYE_LEXICON_PAGE_SEEN(saint_i, 0x200003001C008000),
	DYE_LEXICON_PAGE_SEEN(saint_j, 0x04A01602C0400001),
	DYE_LEXICON_PAGE_SEEN(saint_k, 0x0400001000210400),
	DYE_LEXICON_PAGE_SEEN(saint_l, 0x8491860280000000),
	DYE_LEXICON_PAGE_SEEN(saint_m, 0x0410060340610820),
	DYE_LEXICON_PAGE_SEEN(saint_n, 0x0090100200400000),
	DYE_LEXICON_PAGE_SEEN(saint_o, 0x0140688010000000),
	DYE_LEXICON_PAGE_SEEN(saint_p, 0x04101A2240000820),
	DYE_LEXICON_PAGE_SEEN(saint_q, 0x0020000000000000),
	DYE_LEXICON_PAGE_SEEN(saint_r, 0x0030900000010001),
	DYE_LEXICON_PAGE_SEEN(saint_s, 0x841002020200C000),
	DYE_LEXICON_PAGE_SEEN(saint_t, 0x0401002080010000),
	DYE_LEXICON_PAGE_SEEN(saint_u, 0x0000000100000000),
	DYE_LEXICON_PAGE_SEEN(saint_v, 0x0000100040602000),
	DYE_LEXICON_PAGE_SEEN(saint_w, 0x0012100208000000),
	{NULL, 0, 0},
	{NULL, 0, 0},
	DYE_LEXICON_PAGE_SEEN(saint_z, 0x0000000000400800),
};
/* clang-format on */
