/*
 * format.h: how tables stand in a file. One file in this folder is one format (csv.c covers CSV and TSV with any
 * delimiter; text.c covers pasted lines): it exports one `const struct dye_format dye_format_NAME`, and the build makes
 * the table of all formats from those definitions.
 *
 * A format looks at the beginning of a file and says in which ways it could read it. One thread then reads: it finds one table after the other
 * and cuts each into blocks of whole rows. Any thread decodes a block to rows and renders rows, so that decoding and marking use all
 * cores. A writer puts what was rendered together again, in the order of the file.
 *
 * Formats that are text take all but their own split() and decoder from core/lines.h, begin(), rows() and end() of one that is written too, which has
 * core/render.h for its render(); tests/models/labels.c is a small one. Formats that are not make framed cells (core/cells.h) and have no decoder of
 * their own: they define probe, open, table, block and close.
 */
#ifndef DYE_TABLE_FORMAT_H
#define DYE_TABLE_FORMAT_H

#include "formats/base/row.h"

enum dye_encoding { DYE_UTF8, DYE_GB18030, DYE_UTF16LE, DYE_UTF16BE };

/* Whether a cell is quoted that need not be: learnt from the first block, so that an edited cell looks like its neighbours. */
enum dye_quoting { DYE_QUOTE_MINIMAL, DYE_QUOTE_ALL };

#define DYE_DELIMITER_MAX 16 /* bytes, the NUL among them */

struct dye_foreign; /* core/foreign.h */

/* One way to read a file. A format fills it in by probing; the caller may override members before a reader is opened. */
struct dye_dialect {
	const struct dye_format * format;
	int score;     /* how sure the format is, 0..1000 */
	bool writable; /* what is read so can be written back byte for byte */
	enum dye_encoding encoding;
	bool bom;
	bool
	    forgiving; /* what is no text, and what breaks the grammar, is mended or passed over (the wish of the caller) */
	char delimiter[DYE_DELIMITER_MAX]; /* UTF-8; csv: one ASCII byte; text: as core/text_separator.h says */
	bool delimiter_known;		   /* it was given by the caller, or by the file in words */
	bool no_quotes;	    /* csv, text: a quote is a letter like any other, and no cell stands in quotes */
	bool quotes_known;  /* whether it is was said by the caller */
	bool header;	    /* the first row holds names; false where table() knows the names, which are no row then */
	bool header_known;  /* whether it does was said by the caller */
	uint64_t first_row; /* number of the first row of the table; those before it are passed over */
	bool comments;	    /* a row that begins with # and has not as many cells as there are columns is passed over */
	uint32_t columns;   /* as most rows have it; 0: not known */
	uint32_t quoted;    /* pasted lines: of the cells that stand in quotes, in thousandths */
	enum dye_quoting quoting;
	bool
	    quote_empty; /* likewise for empty cells alone: some writers leave NULL unquoted where all else is quoted */
	bool quote_number;		    /* and for cells of digits, signs and points */
	const struct dye_foreign * foreign; /* a leak: what it looks like that no format reads; NULL: nothing */
	bool nested;	/* its rows stand in quotes as a whole: they may be the cells of one column as well */
	unsigned habit; /* othercsv: how its cells are written (core/csv_manner.h) */
	bool crlf;	/* rows end in CR LF; for rows that leakdye adds */
	bool cr;	/* rows end in CR alone */
};

/* Bytes of whole rows, copied out of the file. */
struct dye_block {
	struct dye_buffer bytes;
	uint64_t first_row; /* number of its first row, from 1 */
	bool last;	    /* of the table */
};

/* What a table calls itself and its columns. Valid until the next table, or until the reader is closed. */
struct dye_table_head {
	const char * name;		/* NULL: none */
	const struct dye_slice * names; /* of the columns; NULL: the first row may hold them (dye_dialect.header) */
	uint32_t count;			/* of names */
};

/* What a forgiving reading mended or passed over. */
struct dye_mended {
	uint64_t bytes;	 /* that are no text in the encoding of the file */
	uint64_t nuls;	 /* NUL bytes */
	uint64_t quotes; /* quotes that were not closed, or closed in the middle of a cell */
	uint64_t rows;	 /* that were longer than DYE_ROW_MAX and were cut there */
	uint64_t labels; /* names before values, as in "name: value" */
};

struct dye_input;   /* the bytes of a file; core/input.h */
struct dye_reader;  /* one per file, one thread */
struct dye_decoder; /* one per thread */
struct dye_writer;  /* one per file, one thread */

/* Something a caller may say about a file in this format, beside its name. */
struct dye_format_option {
	const char * name; /* "delimiter" */
	const char * help;
};

/*
 * States are zeroed memory of the sizes given, allocated by the core. What a member may leave NULL says so.
 */
struct dye_format {
	const char * name;
	const char * description;
	const struct dye_format_option * options; /* ends with a name of NULL; NULL: none */
	bool loose; /* it takes anything for rows: only for callers that forgive, or name it */

	/**
	 * probe(input, start, ways, max): Look at the beginning of a file, consume nothing, and describe at most ${max} ways of reading it in
	 * ${ways}, the likeliest first; return how many, 0 for a file of another format. Each way begins as a copy of ${start}, which holds
	 * what is known already: format, encoding, byte order mark, and the caller's wishes: a delimiter that is set stays.
	 */
	size_t (*probe)(
	    const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max);

	/* Reading; one thread. open: ${input} is the core's and outlives the reader; nothing of it has been consumed. */
	size_t reader_size;
	enum dye_code (*open)(
	    void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err);
	/* Go to the next table, the first at first. *got is false where there is none. What is left of the one before is passed over. */
	enum dye_code (*table)(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err);
	/* See dye_reader_block(). */
	enum dye_code (*block)(void * reader, struct dye_block * block, struct dye_error * err);
	/* See dye_block_head(). NULL where blocks are not the file's own text. */
	struct dye_slice (*head)(const void * reader, const struct dye_block * block, size_t max);
	/* Add what this reader mended. NULL: nothing ever. */
	void (*reader_mended)(const void * reader, struct dye_mended * mended);
	/* What stands beside the tables, one line each, and the lines within cells of many lines, of all that this reader has read; of one that
	 * forgives. Valid until it reads on. NULL: there is nothing ever, or rows hold it. */
	struct dye_slice (*beside)(const void * reader);
	void (*close)(void * reader);

	/* Decoding; any thread, each with its own state. ${reader} is only read, outlives the decoder, and may be read from
	 * by its thread meanwhile. All NULL: blocks hold framed cells. */
	size_t decoder_size;
	enum dye_code (*decoder_open)(void * decoder, const void * reader, struct dye_error * err);
	enum dye_code (*start)(void * decoder, const struct dye_block * block, struct dye_error * err);
	/* One row, or *got false at the end of the block. */
	enum dye_code (*next)(void * decoder, struct dye_row * row, bool * got, struct dye_error * err);
	/* render(decoder, row, out, err): append the row with its edits as it must stand in the file. A row whose raw is empty is
	 * new: its cells are values, and what stands around them (quotes, blanks, line end) is as in the row that it is like, or as the
	 * dialect says; where a value does not fit the form of the file, nothing is appended. The cells of any other row must have the raw
	 * slices it came with (or copies of them); an edited cell that would not fit stays as it came, and its edits are added to
	 * row->undone. NULL: read only. */
	enum dye_code (*render)(
	    void * decoder, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err);
	/* Add what this decoder mended. NULL: nothing ever. */
	void (*mended)(const void * decoder, struct dye_mended * mended);
	void (*decoder_close)(void * decoder);

	/* Writing, in the order of the file; one thread. NULL where render is. ${sink} outlives the writer, which does not commit it.
	 * rows: whole rendered rows; ${born}: one that was not in the file. end: what comes after the last row. */
	size_t writer_size;
	enum dye_code (*begin)(
	    void * writer, const void * reader, const struct dye_sink * sink, struct dye_error * err);
	enum dye_code (*rows)(void * writer, struct dye_slice rendered, bool born, struct dye_error * err);
	enum dye_code (*end)(void * writer, struct dye_error * err);
};

/* All formats, NULL at the end; generated by the build. */
extern const struct dye_format * const dye_formats[];

/* The longest row that is read; a longer one is an error. It bounds the reader's memory. */
#define DYE_ROW_MAX ((size_t)16 << 20)

/* ---- the bytes of a file, for formats ---- */

/* The first bytes of the file as they stand in it; ${whole}: there are no more. Valid until bytes are taken. */
struct dye_slice dye_input_head(const struct dye_input * input, bool * whole);

/* The same as UTF-8 without byte order mark. False where that is no text in any encoding that is known. */
bool dye_input_text(const struct dye_input * input, struct dye_slice * text, bool * whole);

/**
 * dye_input_more(input, want, &bytes, &end, err): All bytes that are not taken yet: ${want} of them at least, or all there are. ${end}: the
 * file ends with them. Valid until the next call.
 */
enum dye_code dye_input_more(
    struct dye_input * input, size_t want, struct dye_slice * bytes, bool * end, struct dye_error * err);
void dye_input_take(struct dye_input * input, size_t count);

/* All that is not taken yet, at most ${max} bytes: more is an error. */
enum dye_code dye_input_whole(struct dye_input * input, size_t max, struct dye_slice * bytes, struct dye_error * err);

/* ---- reading, for callers ---- */

/* No file can be read in more ways than these. */
#define DYE_WAYS_MAX 32

/**
 * dye_reader_open(source, wish, &reader, err): Peek at ${source} (which is not owned), choose the likeliest way of reading it within
 * ${wish} and return a reader that stands at its first table. Bytes that are valid in no supported encoding are an error, unless
 * ${wish} forgives.
 */
enum dye_code dye_reader_open(const struct dye_source * source, const struct dye_dialect_wish * wish,
    struct dye_reader ** reader, struct dye_error * err);

/* The same with a way that was found before, of the same bytes and wish. */
enum dye_code dye_reader_open_way(const struct dye_source * source, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_reader ** reader, struct dye_error * err);

/**
 * dye_ways_find(source, wish, ways, max, &count, err): Every plausible way of reading ${source}, by any format, the likeliest first, at least one; its
 * first bytes are consumed. The scores depend on no key and no registry, so they may be used as weights.
 */
enum dye_code dye_ways_find(const struct dye_source * source, const struct dye_dialect_wish * wish,
    struct dye_dialect * ways, size_t max, size_t * count, struct dye_error * err);

const struct dye_dialect * dye_reader_dialect(const struct dye_reader * reader);

/* Fail where what ${reader} reads cannot be written back, and say what to make of it. */
enum dye_code dye_reader_check_writable(const struct dye_reader * reader, struct dye_error * err);

/* The table at which the reader stands. */
const struct dye_table_head * dye_reader_head(const struct dye_reader * reader);

/* Go to the next table. *got is false where there is none, or only one was wished for. */
enum dye_code dye_reader_table(struct dye_reader * reader, bool * got, struct dye_error * err);

/* Fail, because this file has several tables and one is wanted: list their names. The reader is read to its end. */
enum dye_code dye_reader_refuse_tables(struct dye_reader * reader, struct dye_error * err);

/**
 * dye_reader_block(reader, block, err): Replace ${block} by the next rows of the table, about 1 MiB. At its end
 * bytes.len is 0. The byte order mark is part of the first block's raw bytes. In text the bytes are those of the file, save that
 * UTF-16 has been converted to UTF-8, and whatever needed mending, where the wish forgives. Rows are counted by line ends outside
 * quotes; blank lines count.
 */
enum dye_code dye_reader_block(struct dye_reader * reader, struct dye_block * block, struct dye_error * err);

/* Add to ${mended} what the reader, or the decoder, has mended so far. */
void dye_reader_mended(const struct dye_reader * reader, struct dye_mended * mended);
void dye_decoder_mended(const struct dye_decoder * decoder, struct dye_mended * mended);

/* What stands beside the tables that ${reader}, which forgives, has read so far, one line each; see struct dye_format. */
struct dye_slice dye_reader_beside(const struct dye_reader * reader);
void dye_reader_close(struct dye_reader * reader);

/**
 * dye_block_head(reader, block, max): The whole rows among the first ${max} bytes of the first block of a file; all of the block where it is
 * smaller, or where no row ends so early; empty where blocks are not the file's own text.
 */
struct dye_slice dye_block_head(const struct dye_reader * reader, const struct dye_block * block, size_t max);

/* ${reader} must outlive the decoder. */
enum dye_code dye_decoder_open(const struct dye_reader * reader, struct dye_decoder ** decoder, struct dye_error * err);
/* ${block} stays the caller's and must outlive the rows. */
enum dye_code dye_decoder_start(struct dye_decoder * decoder, const struct dye_block * block, struct dye_error * err);
/* *got is false at the end of the block. An error names the row. */
enum dye_code dye_decoder_next(struct dye_decoder * decoder, struct dye_row * row, bool * got, struct dye_error * err);
enum dye_code dye_decoder_render(
    struct dye_decoder * decoder, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err);
void dye_decoder_close(struct dye_decoder * decoder);

/* ---- writing ---- */

/**
 * dye_writer_open(reader, sink, &writer, err): A writer of what ${reader} reads; both it and ${sink} outlive the writer. Fails with DYE_EDATA where that
 * cannot be written.
 */
enum dye_code dye_writer_open(const struct dye_reader * reader, const struct dye_sink * sink,
    struct dye_writer ** writer, struct dye_error * err);
enum dye_code dye_writer_rows(struct dye_writer * writer, struct dye_slice rendered, bool born, struct dye_error * err);
enum dye_code dye_writer_end(struct dye_writer * writer, struct dye_error * err);
void dye_writer_close(struct dye_writer * writer);

#endif
