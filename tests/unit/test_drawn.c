/*
 * test_drawn.c: tables as other programs show them: drawn for the eye, with one field a line, in HTML. What stands here comes from sqlite3 3.40 and
 * psql 15, from
 *
 *	1 | Ann   | 9 North Street West End, Building 7
 *	2 | Bob   | NULL
 *	3 | 张三  | 建国路８８号, 1 Main St
 *	4 | Li, a line end, ne | a|b
 */
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static void
check(const char * drawn, const char * rows)
{

	assert_table("drawn", drawn, rows);
}

#define ROWS                                              \
	"(id)(name)(address)\n"                           \
	"[1][Ann][9 North Street West End, Building 7]\n" \
	"[2][Bob][]\n"                                    \
	"[3][张三][建国路８８号, 1 Main St]\n"    \
	"[4][Li ne][a|b]\n"

/* Columns as wide as the longest line; sqlite3 counts characters, and draws a line between rows where one has two lines. */
START_TEST(boxes)
{

	check("┌────┬──────┬─────────────────────────────────────┐\n"
	      "│ id │ name │               address               │\n"
	      "├────┼──────┼─────────────────────────────────────┤\n"
	      "│ 1  │ Ann  │ 9 North Street West End, Building 7 │\n"
	      "├────┼──────┼─────────────────────────────────────┤\n"
	      "│ 2  │ Bob  │                                     │\n"
	      "├────┼──────┼─────────────────────────────────────┤\n"
	      "│ 3  │ 张三   │ 建国路８８号, 1 Main St                   │\n"
	      "├────┼──────┼─────────────────────────────────────┤\n"
	      "│ 4  │ Li   │ a|b                                 │\n"
	      "│    │ ne   │                                     │\n"
	      "└────┴──────┴─────────────────────────────────────┘\n",
	    ROWS);
}
END_TEST

/* Wider than the columns may be (--wrap 20): a cell is cut anywhere, and goes on below. */
START_TEST(cut_cells)
{

	check("+----+------+----------------------+\n"
	      "| id | name |       address        |\n"
	      "+----+------+----------------------+\n"
	      "| 1  | Ann  | 9 North Street West  |\n"
	      "|    |      | End, Building 7      |\n"
	      "+----+------+----------------------+\n"
	      "| 2  | Bob  |                      |\n"
	      "+----+------+----------------------+\n"
	      "| 3  | 张三   | 建国路８８号, 1 Main St    |\n"
	      "+----+------+----------------------+\n"
	      "| 4  | Li   | a|b                  |\n"
	      "|    | ne   |                      |\n"
	      "+----+------+----------------------+\n",
	    ROWS);
	check("id  name  address        \n"
	      "--  ----  ---------------\n"
	      "1   Ann   9 North Street \n"
	      "          West End, Build\n"
	      "          ing 7          \n"
	      "\n"
	      "2   Bob                  \n"
	      "\n"
	      "3   张三    建国路８８号, 1 Main \n"
	      "          St             \n"
	      "\n"
	      "4   Li    a|b            \n"
	      "    ne                   \n",
	    ROWS);
	check("| id | name |     address     |\n"
	      "|----|------|-----------------|\n"
	      "| 1  | Ann  | 9 North Street  |\n"
	      "|    |      | West End, Build |\n"
	      "|    |      | ing 7           |\n"
	      "| 2  | Bob  |                 |\n"
	      "| 3  | 张三   | 建国路８８号, 1 Main  |\n"
	      "|    |      | St              |\n",
	    "(id)(name)(address)\n[1][Ann][9 North Street West End, Building 7]\n[2][Bob][]\n"
	    "[3][张三][建国路８８号, 1 Main St]\n");
}
END_TEST

/* psql counts places on the screen, says with a sign where a line goes on, and how many rows there are. */
START_TEST(psql_lines)
{

	check(" id | name |               address               \n"
	      "----+------+-------------------------------------\n"
	      "  1 | Ann  | 9 North Street West End, Building 7\n"
	      "  2 | Bob  | \n"
	      "  3 | 张三 | 建国路８８号, 1 Main St\n"
	      "  4 | Li  +| a|b\n"
	      "    | ne   | \n"
	      "(4 rows)\n\n",
	    ROWS "[(4 rows)]\n");
	check(" id │ name │               address               \n"
	      "────┼──────┼─────────────────────────────────────\n"
	      "  1 │ Ann  │ 9 North Street West End, Building 7\n"
	      "  2 │ Bob  │ \n"
	      "  3 │ 张三 │ 建国路８８号, 1 Main St\n"
	      "  4 │ Li  ↵│ a|b\n"
	      "    │ ne   │ \n",
	    ROWS);
	check("┌────┬──────┬──────────────────────┐\n"
	      "│ id │ name │       address        │\n"
	      "├────┼──────┼──────────────────────┤\n"
	      "│  1 │ Ann  │ 9 North Street West …│\n"
	      "│    │      │…End, Building 7      │\n"
	      "│  2 │ Bob  │                      │\n"
	      "│  3 │ 张三 │ 建国路８８号, 1 Main…│\n"
	      "│    │      │… St                  │\n"
	      "│  4 │ Li  ↵│ a|b                  │\n"
	      "│    │ ne   │                      │\n"
	      "└────┴──────┴──────────────────────┘\n",
	    ROWS);
	check("+----+------+----------------------+\n"
	      "| id | name |       address        |\n"
	      "+----+------+----------------------+\n"
	      "|  1 | Ann  | 9 North Street West .|\n"
	      "|    |      |.End, Building 7      |\n"
	      "|  2 | Bob  |                      |\n"
	      "|  3 | 张三 | 建国路８８号, 1 Main.|\n"
	      "|    |      |. St                  |\n"
	      "|  4 | Li  +| a|b                  |\n"
	      "|    | ne   |                      |\n"
	      "+----+------+----------------------+\n",
	    ROWS);
	check("id name         address         \n"
	      "-- ---- -----------------------\n"
	      " 1 Ann  9 North Street West End.\n"
	      "        , Building 7\n"
	      " 2 Bob  \n"
	      " 3 张三 建国路８８号, 1 Main St\n"
	      " 4 Li  +a|b\n"
	      "   ne   \n",
	    ROWS);
}
END_TEST

/* Two tables of other columns, one below the other: the names are those of the second, the rows those of both. */
START_TEST(two_tables)
{
	static const char rows[] = "(id)(address)\n"
				   "[Ann][0151 20][9 North Street]\n"
				   "[Bob][0151 21][1 Main St]\n"
				   "[4][2 Oak Ave]\n"
				   "[5][3 Elm St]\n"
				   "[6][4 Ash St]\n";

	check("+------+---------+----------------+\n"
	      "| name | phone   | address        |\n"
	      "+------+---------+----------------+\n"
	      "| Ann  | 0151 20 | 9 North Street |\n"
	      "| Bob  | 0151 21 | 1 Main St      |\n"
	      "+------+---------+----------------+\n"
	      "\n"
	      " id | address\n"
	      "----+-----------\n"
	      " 4  | 2 Oak Ave\n"
	      " 5  | 3 Elm St\n"
	      " 6  | 4 Ash St\n",
	    rows);
}
END_TEST

/* By hand: nothing stands below anything. */
START_TEST(markdown_by_hand)
{

	check("The list you wanted:\n\n"
	      "|id|name|address|\n"
	      "|---|:---:|---:|\n"
	      "|1|Ann|9 North Street|\n"
	      "|2|Bob||\n"
	      "| 3 | a \\| b | 1 Main St |\n",
	    "(id)(name)(address)\n[1][Ann][9 North Street]\n[2][Bob][]\n[3][a \\| b][1 Main St]\n");
}
END_TEST

/* One field a line: as the programs write it, and as people do. The last record lacks a field, and has a value of two lines. */
START_TEST(fields_of_programs)
{

	assert_table("records",
	    "     id = 1\n   name = Ann\naddress = 9 North Street West End, Building 7\n\n"
	    "     id = 2\n   name = Bob\naddress = \n\n"
	    "     id = 3\n   name = 张三\naddress = 建国路８８号, 1 Main St\n\n"
	    "     id = 4\n   name = Li\nne\naddress = a|b\n",
	    ROWS);
	assert_table("records",
	    "-[ RECORD 1 ]----------\nid      | 1\nname    | Ann\n"
	    "-[ RECORD 2 ]----------\nid      | 2\nname    | \n\n",
	    "(id)(name)\n[1][Ann]\n[2][]\n");
	assert_table("records",
	    "┌─[ RECORD 1 ]───┐\n│ id   │ 1       │\n│ name │ a|b     │\n├─[ RECORD 2 ]───┤\n│ id   │ 2       │\n"
	    "│ name │ Bob     │\n└──────┴─────────┘\n",
	    "(id)(name)\n[1][a|b]\n[2][Bob]\n");
	assert_table("records",
	    "*************************** 1. row ***************************\n  id: 1\nname: Ann\n"
	    "*************************** 2. row ***************************\n  id: 2\nname: Bob\n2 rows in set (0.00 "
	    "sec)\n",
	    "(id)(name)\n[1][Ann]\n[2][Bob 2 rows in set (0.00 sec)]\n");
}
END_TEST

START_TEST(fields_of_people)
{

	assert_table("records", "姓名：张三\n电话：13800000000\n姓名：李四\n电话：13900000000\n",
	    "(姓名)(电话)\n[张三][13800000000]\n[李四][13900000000]\n");
	assert_table("records", "Ann\n555-0100\n1 Main St\n\nBob\n555-0101\n2 Elm St\n\n\nCem\n555-0102\n3 Oak Rd\n",
	    "\n[Ann][555-0100][1 Main St]\n[Bob][555-0101][2 Elm St]\n[Cem][555-0102][3 Oak Rd]\n");
	assert_table("records", "Ann\n555-0100\nBob\n555-0101\nCem\n555-0102\nDee\n555-0103\nEve\n555-0104\n",
	    "\n[Ann][555-0100]\n[Bob][555-0101]\n[Cem][555-0102]\n[Dee][555-0103]\n[Eve][555-0104]\n");
}
END_TEST

START_TEST(pages)
{

	assert_table("html",
	    "<TR><TH>id</TH>\n<TH>name</TH>\n</TR>\n<TR><TD>1</TD>\n<TD>Ann &amp; Sons &lt;Ltd&gt;</TD>\n</TR>\n"
	    "<TR><TD>2</TD>\n<TD>&quot;B&quot; &#39;x&#39;</TD>\n</TR>\n",
	    "\n[id][name]\n[1][Ann & Sons <Ltd>]\n[2][\"B\" 'x']\n");
	assert_table("html",
	    "<!DOCTYPE html><p>Rows: 2 < 3</p>\n<table border=\"1\">\n  <tr valign=\"top\">\n    <td "
	    "align=\n\"left\">Li<br />\nne"
	    "</td>\n    <td><b>Z&uuml;rich</b> &#x5F20;&nbsp;</td>\n  </tr>\n  <tr><td>no end<td>&unknown; & "
	    "so\n</table>\n",
	    "\n[Li  ne][Zürich 张]\n[no end][&unknown; & so]\n");
}
END_TEST

/* What is no table to be written back, and what may look like it. */
START_TEST(foreign)
{
	static const char * const refused[] = {"<table><tr><td>1</td></tr></table>", "<?xml version=\"1.0\"?>\n<a/>\n",
	    "INSERT INTO \"t\" VALUES(1,'Ann');\n", "[{\"id\":1,\"name\":\"Ann\"},\n{\"id\":2}]\n",
	    "{\n  \"id\": 1\n}\n", "'id','name'\n'1','Ann'\n",
	    "id\x1Fname\x1E"
	    "1\x1F"
	    "Ann\x1E",
	    "Name: Ann\nTel: 1\n\nName: Bob\nTel: 2\n"};
	static const char * const read[] = {"id,page\n1,<table><tr><td>x</td></tr></table>\n",
	    "id,note\n1,\"{\"\"a\"\": 1}\"\n", "what,sql\n1,INSERT INTO t VALUES(1)\n", "time,text\n10:30,a\n10:31,b\n",
	    "name\nAnn\nBob\nCem\nDee\n", "'s-Hertogenbosch,1\n't Hof,2\n"};
	const struct dye_dialect_wish strict = {.header = DYE_DETECT};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct reading r = read_all(slice_of(refused[i]), &strict, 0, 0);

		ck_assert_msg(r.code == DYE_EDATA, "%s", refused[i]);
		ck_assert_ptr_nonnull(strstr(r.err.message, "which cannot be written back"));
		reading_release(&r);
	}
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		struct reading r = read_all(slice_of(read[i]), &strict, 0, 0);

		ck_assert_msg(r.code == DYE_OK, "%s: %s", read[i], r.err.message);
		ck_assert_str_eq(r.dialect.format->name, "csv");
		reading_release(&r);
	}
}
END_TEST

/* Strict callers are told what to do; a delimiter settles it. What has a line of hyphens, and no table, is none. */
START_TEST(refused_and_others)
{
	const char * box = "+----+------+\n| id | name |\n+----+------+\n| 1  | Ann  |\n+----+------+\n";
	struct dye_dialect_wish strict = {.header = DYE_DETECT};
	struct dye_dialect ways[DYE_WAYS_MAX];
	struct reading r = read_all(slice_of(box), &strict, 0, 0);

	ck_assert_int_eq(r.code, DYE_EDATA);
	ck_assert_ptr_nonnull(strstr(r.err.message, "sqlite3 -csv -header"));
	reading_release(&r);
	strict.delimiter = "|";
	r = read_all(slice_of(box), &strict, 0, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	reading_release(&r);

	strict.delimiter = NULL;
	ck_assert_uint_eq(detect_all(DYE_SLICE("a,b\n-,-\n1,2\n"), &strict, ways), 1);
	ck_assert_uint_eq(
	    detect_all(DYE_SLICE("Customers\n---------\nAnn lives here\nand Bob does not\n"), &strict, ways), 1);
	ck_assert_uint_eq(detect_all(DYE_SLICE("a|b\n--|--\n"), &strict, ways), 1);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {boxes, cut_cells, psql_lines, two_tables, markdown_by_hand, fields_of_programs,
	    fields_of_people, pages, foreign, refused_and_others};
	TCase * tcase = tcase_create("drawn");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("drawn", tcase);
}
