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

/* A table: the street of row i, in the second column, what stands behind it, and of the last ${odd} rows. */
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
static const char * const states[] = {"TX", "NY", "IN", "DE", "CA", "FL", "OH", "WA", "IL", "NJ", NULL};
static const char * const nine[] = {"TX", "NY", "IN", "DE", "CA", "FL", "OH", "WA", "IL", NULL};
static const char * const order_states[] = {"OK", "DE", "CA", "CO", "PA", "IN", "ND", NULL};
static const char * const names[] = {"Texas", "New York", "Georgia", "Ontario", "Ohio", NULL};
static const char * const four_names[] = {"Texas", "New York", "Georgia", "Ohio", NULL};
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
static const char * const delaware_zip[] = {"DE,19801", "DE,19701", "DE,19901", "CA,94101", NULL};
static const char * const five_zip[] = {"TX,79901", "NY,10001", "OH,43001", "FL,33601", "IL,62701", NULL};
static const char * const four_zip[] = {"TX,79901", "NY,10001", "OH,43001", "IL,62701", NULL};
static const char * const both_states[] = {
    "TX,TX", "NY,NY", "IN,IN", "DE,DE", "CA,CA", "FL,FL", "OH,OH", "WA,WA", "IL,IL", "NJ,NJ", NULL};
static const char * const us_ph[] = {"US,Philippines", NULL};
static const char * const us_asia[] = {"US,PH", "US,SG", "US,MY", "US,HK", NULL};
static const char * const sold_to_ph[] = {"TX,79901,Philippines", "NY,10001,Philippines", NULL};
static const char * const sold_to_asia[] = {"TX,79901,PHL", "NY,10001,SGP", "OH,43001,MYS", NULL};
static const char * const sold_to_us[] = {"TX,79901,US", "NY,10001,US", NULL};
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
    {"id,street,State", "", nine, NULL, 0, false},
    {"id,street,State", "", order_states, NULL, 0, false},
    {"id,street,State", "", four_names, NULL, 0, false},
    {"id,street,State", "", us, NULL, 0, false},
    {"id,street,region", "", us, NULL, 0, false},
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
    {"id,street,state,zip", "", delaware_zip, NULL, 0, true},
    {"id,Receiver Address,State", "", states, NULL, 0, false},
    {"id,receiver_address,receiver_state", "", states, NULL, 0, true},
    {"id,consignee_address,state,zip", "", illinois_zip, NULL, 0, false},
    {"id,branch_address,country", "", us, NULL, 0, false},
    {"id,ship_to,country", "", us, NULL, 0, false},
    {"id,address2,state,zip", "", illinois_zip, NULL, 0, false},
    {"id,Address line 2,state,zip", "", illinois_zip, NULL, 0, true},
    {"id,mailing_address,state,zip", "", illinois_zip, NULL, 0, true},
    {"id,street,mailing_state", "", states, NULL, 0, false},
    {"id,mailing_address,street,state,zip", "", illinois_zip, NULL, 0, false},
    {"id,mailing_address,street,mailing_state,state", "", both_states, NULL, 0, true},
    {"id,street,3", "", us, NULL, 0, false},
    {"id,street,3", "", states, NULL, 0, false},
    {"id,street,3,4", "", us_ph, NULL, 0, false},
    {"id,street,3,4", "", us_asia, NULL, 0, false},
    {"id,street,3,4", "", five_zip, NULL, 0, true},
    {"id,street,3,4", "", four_zip, NULL, 0, false},
    {"id,2,street,4,5", "", five_zip, NULL, 0, false},
    {"id,street,state,zip,destination", "", sold_to_ph, NULL, 0, false},
    {"id,street,state,zip,dest", "", sold_to_asia, NULL, 0, false},
    {"id,street,state,zip,dest", "", sold_to_us, NULL, 0, true},
    {"id,street,city", ", Tampa FL 33601", nothing, NULL, 0, false},
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
	for (i = 0; i < ROWS; i++) {
		/* Those at the end of the table are other; every 25th address has no town. */
		fprintf(f, "K%u,\"%u %s Oak Street%s\",", 7919 * (i + 1) % 99991 + 100000, i + 1, directions[i % 3],
		    i % 25 == 0 ? "" : t->end);
		if (strstr(t->head, ",street,") > strchr(t->head, ',') + 1)
			fprintf(f, "%u %s Elm Street,", i + 1, directions[i % 7 % 3]);
		fprintf(f, "%s\n", i >= ROWS - t->odd ? t->other : t->beside[i % n]);
	}
	ck_assert_int_eq(fclose(f), 0);
}

/* The second column has addresses, and "street" has where it stands elsewhere. */
static void
learn_table(const char * head, const char * path, struct dye_learned * l)
{
	char second[64];
	struct dye_learn_wish wishes[] = {
	    {.column = second, .kind = "address-latin"}, {.column = "street", .kind = "address-latin"}};
	struct dye_learn_options o = {.dataset = "t",
	    .dialect = {.delimiter = ",", .format = "csv", .header = DYE_YES},
	    .wishes = wishes,
	    .wish_count = 1};
	struct dye_error err = {0};
	char buf[512];

	ck_assert_int_eq(sscanf(head, "id,%63[^,]", second), 1);
	if (strcmp(second, "street") != 0 && strstr(head, ",street,") != NULL)
		o.wish_count = 2;

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
	learn_table(t->head, path, &l);
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
	learn_table(t.head, path, &first);
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
    {"PHL", DYE_LAND_ELSEWHERE},
    {"CAN", DYE_LAND_AMERICA},
    {"Macau", DYE_LAND_ELSEWHERE},
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
	static const char * const fit[][2] = {{"ID", "83702"}, {"il", "62701-1234"}, {"Massachusetts", "02108"},
	    {"NY", "10001"}, {"NY", "06390"}, {"TX", "79901"}, {"TX", "88510"}, {"PR", "00901"}, {"MP", "96950"}};
	static const char * const unfit[][2] = {{"ID", "10110"}, {"IL", "60"}, {"IL", "627011"}, {"IL", "62701-123"},
	    {"OK", "33601"}, {"PH", "62701"}, {"ON", "00000"}, {"ON", "10001"}};
	size_t i;

	for (i = 0; i < sizeof(fit) / sizeof(fit[0]); i++)
		ck_assert_msg(dye_state_zip_fits(dye_land_state(slice(fit[i][0])), slice(fit[i][1])), "%s %s",
		    fit[i][0], fit[i][1]);
	for (i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++)
		ck_assert_msg(!dye_state_zip_fits(dye_land_state(slice(unfit[i][0])), slice(unfit[i][1])), "%s %s",
		    unfit[i][0], unfit[i][1]);
}
END_TEST

START_TEST(names_of_columns)
{

	ck_assert(dye_land_names_place("State", "Address", false));
	ck_assert(dye_land_names_place("STATE/PROVINCE", "street", false));
	ck_assert(dye_land_names_place("State", "StreetAddressLine1", false));
	ck_assert(dye_land_names_place("State", "Address Line 2", false));
	ck_assert(dye_land_names_place("BillingState", "billing_street", false));
	ck_assert(dye_land_names_place("Provider Business Practice Location Address State Name",
	    "Provider First Line Business Practice Location Address", false));
	ck_assert(!dye_land_names_place("status", "street", true));
	ck_assert(!dye_land_names_place("name", "street", true));
	ck_assert(!dye_land_names_place("address", "address", true));
	ck_assert(!dye_land_names_place("salesrep_state", "street", true));
	ck_assert(!dye_land_names_place("Billing Country", "Shipping Street", true));
	/* Whose address is it? */
	ck_assert(!dye_land_names_place("State", "Receiver Address", true));
	ck_assert(!dye_land_names_place("country", "ship_to", true));
	ck_assert(!dye_land_names_place("State", "Address 2", true));
	ck_assert(!dye_land_names_place("State", "address2", true));
	/* One of several, or the only one. */
	ck_assert(dye_land_names_place("State", "Mailing Address", true));
	ck_assert(!dye_land_names_place("State", "Mailing Address", false));
	ck_assert(dye_land_names_place("Mailing State", "Mailing Address", false));
	ck_assert(!dye_land_names_place("Mailing State", "Address", true));
	ck_assert(dye_land_names_place("4", "3", true));
	ck_assert(!dye_land_names_place("4", "3", false));

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
