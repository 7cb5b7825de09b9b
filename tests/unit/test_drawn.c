/*
 * test_drawn.c: tables that other programs have drawn for the eye. What stands here was drawn by sqlite3 3.40 and psql 15 from
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
	const struct dye_dialect_wish wish = {.header = DYE_DETECT, .forgiving = true};

	for (size_t block = 1; block < 400; block += 57) {
		struct dye_dialect ways[DYE_WAYS_MAX];
		struct memory memory = {slice_of(drawn), 0};
		struct dye_source source = {memory_read, &memory, "x"};
		struct dye_buffer out = {0};
		struct dye_reader * reader;
		const struct dye_table_head * head;
		struct reading r;

		ck_assert_uint_gt(detect_all(slice_of(drawn), &wish, ways), 0);
		ck_assert_str_eq(ways[0].format->name, "drawn");
		ck_assert_int_eq(dye_reader_open(&source, &wish, &reader, NULL), DYE_OK);
		head = dye_reader_head(reader);
		for (uint32_t i = 0; i < head->count; i++) {
			put(&out, "(", 1);
			put(&out, head->names[i].data, head->names[i].len);
			put(&out, ")", 1);
		}
		put(&out, "\n", 1);
		r = read_all(slice_of(drawn), &wish, block, block);
		ck_assert_int_eq(r.code, DYE_OK);
		put(&out, r.cells.data, r.cells.len);
		assert_bytes(dye_buffer_slice(&out), slice_of(rows));
		reading_release(&r);
		dye_buffer_release(&out);
		dye_reader_close(reader);
	}
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
	const TTest * const tests[] = {boxes, cut_cells, psql_lines, markdown_by_hand, refused_and_others};
	TCase * tcase = tcase_create("drawn");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("drawn", tcase);
}
