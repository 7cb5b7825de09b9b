/*
 * test_home.c: directions in addresses that do not say where they lie are respelt only where the table proves North America. The tables are made
 * here; what each proves follows from what its columns say to a reader.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/field/latin/lands.h"
#include "tests/suite.h"
#include "watermark/learn/learn.h"

#define ROWS 3000

/* A table: the street of row i, what stands behind it, and of the last ${odd} rows. */
struct shown {
	const char * head;
	const char * end; /* of the address */
	const char * const * beside;
	const char * other;
	unsigned odd;
	bool proven;
};

static const char * const us[] = {"US", "USA", "United States", "U.S.", NULL};
static const char * const ph[] = {"PH", NULL};
static const char * const states[] = {"TX", "NY", "IN", "DE", "CA", "FL", NULL};
static const char * const names[] = {"Texas", "New York", "Georgia", "Ontario", "Ohio", NULL};
static const char * const three[] = {"CA", "NY", "TX", NULL};
static const char * const okay[] = {"OK", NULL};
static const char * const okay_zip[] = {"OK,10110", NULL};
static const char * const okay_postcode[] = {"OK,4103", NULL};
static const char * const indonesia[] = {"ID,10110", "ID,60999", NULL};
static const char * const israel[] = {"IL,31000", "IL,88999", NULL};
static const char * const idaho[] = {"ID,83702", "ID,83201", NULL};
static const char * const illinois[] = {"IL", NULL};
static const char * const illinois_zip[] = {"IL,62701", "IL,60601-1234", NULL};
static const char * const zips[] = {"62701", "10110", NULL};
static const char * const tamil_nadu[] = {"TN,600001", NULL};
static const char * const perth[] = {"WA,6000", NULL};
static const char * const india[] = {"IN", NULL};
static const char * const both[] = {"TX,US", NULL};
static const char * const nothing[] = {"x", NULL};

static const struct shown tables[] = {
    {"id,street,city", "", nothing, NULL, 0, false},
    {"id,street,country", "", us, NULL, 0, true},
    {"id,street,country", "", ph, NULL, 0, false},
    {"id,street,country", "", us, "PH", 15, true},
    {"id,street,country", "", us, "PH", 16, false},
    {"id,street,c", "", us, "Philippines", 45, false},
    {"id,street,State", "", states, NULL, 0, true},
    {"id,street,Province", "", names, NULL, 0, true},
    {"id,street,birthplace", "", names, NULL, 0, false},
    {"id,street,State", "", states, "", 16, false},
    {"id,street,State", "", states, "Luzon", 60, false},
    {"id,street,State", "", illinois, NULL, 0, false},
    {"id,street,State,ZIP", "", illinois_zip, NULL, 0, true},
    {"id,street,State,ZIP", "", illinois_zip, "IL,33601", 16, false},
    {"id,street,State", "", three, NULL, 0, false},
    {"id,street,salesrep_state", "", states, NULL, 0, false},
    {"id,street,StreetState", "", states, NULL, 0, true},
    {"id,street,bill_state,bill_zip", "", illinois_zip, NULL, 0, false},
    {"id,street,exported_by_country", "", us, NULL, 0, false},
    {"id,street,status", "", okay, NULL, 0, false},
    {"id,street,status,zip", "", okay_zip, NULL, 0, false},
    {"id,street,state,zip", "", okay_postcode, NULL, 0, false},
    {"id,street,cc,zip", "", indonesia, NULL, 0, false},
    {"id,street,region,zip", "", indonesia, NULL, 0, false},
    {"id,street,state,zip", "", israel, NULL, 0, false},
    {"id,street,state,zip", "", idaho, NULL, 0, true},
    {"id,street,ZIP", "", zips, NULL, 0, false},
    {"id,street,State,PIN", "", tamil_nadu, NULL, 0, false},
    {"id,street,State,Postcode", "", perth, NULL, 0, false},
    {"id,street,Country", "", india, NULL, 0, false},
    {"id,street,branch_state,customer_country", "", both, "TX,PH", 60, false},
    {"id,street,city", ", Tampa FL 33601", nothing, NULL, 0, true},
    {"id,street,country", ", Tampa FL 33601", ph, NULL, 0, false},
};

static const char * const directions[] = {"N", "N.", "North"};

static void
write_table(const struct shown * t, const char * path)
{
	FILE * f = fopen(path, "w");
	unsigned i, n = 0;

	ck_assert_ptr_nonnull(f);
	while (t->beside[n] != NULL)
		n++;
	fprintf(f, "%s\n", t->head);
	for (i = 0; i < ROWS; i++)
		/* Those at the end of the table are other; every 25th address has no town. */
		fprintf(f, "K%u,\"%u %s Oak Street%s\",%s\n", 7919 * (i + 1) % 99991 + 100000, i + 1, directions[i % 3],
		    i % 25 == 0 ? "" : t->end, i >= ROWS - t->odd ? t->other : t->beside[i % n]);
	ck_assert_int_eq(fclose(f), 0);
}

static void
learn_table(const char * path, struct dye_learned * l)
{
	struct dye_learn_wish street = {.column = "street", .kind = "address-latin"};
	struct dye_learn_options o = {.dataset = "t",
	    .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES},
	    .wishes = &street,
	    .wish_count = 1};
	struct dye_error err = {0};
	char buf[512];

	if (dye_learn(&o, &path, 1, l, &err) != DYE_OK)
		ck_abort_msg("%s", dye_error_format(&err, buf, sizeof(buf)));
}

START_TEST(directions_need_a_table_in_north_america)
{
	const struct shown * t = &tables[_i];
	const struct dye_kind * kind = dye_kind_find("address-latin");
	char path[] = "/tmp/test_home.XXXXXX";
	struct dye_learned l;
	uint8_t north;
	bool on, noted = false;
	size_t k;

	ck_assert_int_ge(close(mkstemp(path)), 0);
	ck_assert_ptr_nonnull(dye_slot_type_find(kind, "north", &north));
	write_table(t, path);
	learn_table(path, &l);
	on = dye_profile_table(l.profile, kind, north, "") != NULL;
	for (k = 0; k < l.off_count; k++)
		noted = noted || (l.off[k].reason == DYE_OFF_PLACE && l.off[k].type == north);
	ck_assert_msg(on == t->proven, "table %d (%s): %s", _i, t->head, on ? "on" : "off");
	ck_assert_msg(noted == !t->proven, "table %d (%s): what is off is said", _i, t->head);
	dye_learned_release(&l);
	(void)unlink(path);
}
END_TEST

/* What says where it lies keeps its slots; and what was marked goes on, told as such (version.h), unless all is made anew. */
START_TEST(others_keep_their_own)
{
	const struct dye_kind * kind = dye_kind_find("address-latin");
	struct shown t = {"id,street,country", ", Tampa FL 33601", us, NULL, 0, true};
	struct dye_learned first, second;
	struct dye_learn_options o = {
	    .dataset = "t", .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES}};
	char path[] = "/tmp/test_home.XXXXXX";
	const char * file = path;
	bool told = false;
	uint8_t north;
	size_t k;

	ck_assert_int_ge(close(mkstemp(path)), 0);
	ck_assert_ptr_nonnull(dye_slot_type_find(kind, "north", &north));
	write_table(&t, path);
	learn_table(path, &first);
	ck_assert_ptr_nonnull(dye_profile_table(first.profile, kind, north, ""));
	t.beside = ph;
	write_table(&t, path);
	o.previous = first.profile;
	ck_assert_int_eq(dye_learn(&o, &file, 1, &second, NULL), DYE_OK);
	ck_assert_ptr_nonnull(dye_profile_table(second.profile, kind, north, ""));
	for (k = 0; k < second.off_count; k++)
		told = told ||
		       (second.off[k].reason == DYE_OFF_PLACE && second.off[k].type == north && second.off[k].goes_on);
	ck_assert(told);
	dye_learned_release(&second);
	o.previous = NULL;
	ck_assert_int_eq(dye_learn(&o, &file, 1, &second, NULL), DYE_OK);
	ck_assert_ptr_null(dye_profile_table(second.profile, kind, north, ""));
	ck_assert_ptr_nonnull(dye_profile_table(second.profile, kind, north, "US"));
	dye_learned_release(&first);
	dye_learned_release(&second);
	(void)unlink(path);
}
END_TEST

static const struct {
	const char * text;
	enum dye_land land;
} cells[] = {
    {"TX", DYE_LAND_STATE},
    {" tx ", DYE_LAND_STATE},
    {"New York", DYE_LAND_STATE},
    {"QC", DYE_LAND_STATE},
    {"CA", DYE_LAND_CA},
    {"IN", DYE_LAND_AMBIGUOUS},
    {"WA", DYE_LAND_AMBIGUOUS},
    {"PR", DYE_LAND_AMBIGUOUS},
    {"U.S.A.", DYE_LAND_AMERICA},
    {"Canada", DYE_LAND_AMERICA},
    {"PH", DYE_LAND_ELSEWHERE},
    {"UK", DYE_LAND_ELSEWHERE},
    {"South Africa", DYE_LAND_ELSEWHERE},
    {"33601", DYE_LAND_NONE},
    {"xx", DYE_LAND_NONE},
    {"Tampa", DYE_LAND_NONE},
    {"", DYE_LAND_NONE},
};

START_TEST(cells_say_where)
{

	ck_assert_msg(dye_land_of((struct dye_slice){cells[_i].text, strlen(cells[_i].text)}) == cells[_i].land, "%s",
	    cells[_i].text);
}
END_TEST

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* Cities, as the Postal Service codes them: Boise, Springfield, Boston, New York, Fishers Island, El Paso, San Juan. */
START_TEST(zip_codes_lie_in_states)
{
	static const char * const fit[][2] = {{"ID", "83702"}, {"il", "62701-1234"}, {"Massachusetts", " 02108"},
	    {"NY", "10001"}, {"NY", "06390"}, {"TX", "79901"}, {"TX", "88510"}, {"PR", "00901"}};
	static const char * const unfit[][2] = {{"ID", "10110"}, {"IL", "60"}, {"IL", "627011"}, {"IL", "62701-123"},
	    {"OK", "33601"}, {"PH", "62701"}, {"ON", "00000"}, {"ON", "10001"}};
	size_t i;

	for (i = 0; i < sizeof(fit) / sizeof(fit[0]); i++)
		ck_assert_msg(dye_land_zip_fits(dye_land_state(slice(fit[i][0])), slice(fit[i][1])), "%s %s", fit[i][0],
		    fit[i][1]);
	for (i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++)
		ck_assert_msg(!dye_land_zip_fits(dye_land_state(slice(unfit[i][0])), slice(unfit[i][1])), "%s %s",
		    unfit[i][0], unfit[i][1]);
}
END_TEST

START_TEST(names_of_columns)
{

	ck_assert(dye_land_names_place("State", "Address"));
	ck_assert(dye_land_names_place("STATE/PROVINCE", "street"));
	ck_assert(dye_land_names_place("BillingState", "billing_street"));
	ck_assert(dye_land_names_place("Provider Business Practice Location Address State Name",
	    "Provider First Line Business Practice Location Address"));
	ck_assert(dye_land_names_place("4", "3"));
	ck_assert(!dye_land_names_place("status", "street"));
	ck_assert(!dye_land_names_place("name", "street"));
	ck_assert(!dye_land_names_place("address", "address"));
	ck_assert(!dye_land_names_place("salesrep_state", "street"));
	ck_assert(!dye_land_names_place("Billing Country", "Shipping Street"));

	ck_assert(dye_land_names_country("Country"));
	ck_assert(dye_land_names_country("billing_country_code"));
	ck_assert(dye_land_names_country("Land"));
	ck_assert(!dye_land_names_country("landline"));
	ck_assert(!dye_land_names_country("county"));
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("home");

	tcase_add_loop_test(tcase, directions_need_a_table_in_north_america, 0, sizeof(tables) / sizeof(tables[0]));
	tcase_add_test(tcase, others_keep_their_own);
	tcase_add_loop_test(tcase, cells_say_where, 0, sizeof(cells) / sizeof(cells[0]));
	tcase_add_test(tcase, zip_codes_lie_in_states);
	tcase_add_test(tcase, names_of_columns);
	return suite_run("home", tcase);
}
