#include "formats/table/core/container.h"

#include <string.h>

/* By LibreOffice's filter: separator, quote, UTF-8, and as the last one all sheets, each to a file; cells as they are shown, for a date is a number. */
#define SHEETS                                                       \
	"libreoffice --headless --convert-to 'csv:Text - txt - csv " \
	"(StarCalc):44,34,76,1,,0,false,true,true,false,fals"        \
	"e,-1' FILE"
#define WORDS "libreoffice --headless --convert-to 'txt:Text (encoded):UTF8' FILE"
#define LETTERS "tesseract FILE NEW (-l chi_sim for Chinese; it writes NEW.txt)"

enum when {
	ALWAYS,
	BINARY /* letters that a text may begin with: where there are NUL bytes */
};

/* A file begins with these bytes (or has them at an offset). Of two that fit the first. */
static const struct {
	size_t at;
	struct dye_slice bytes;
	enum when when;
	struct dye_container is;
} magics[] = {
    /* Packed: RFC 1952, RFC 8878 and the formats of these programs. */
    {0, {"\x1F\x8B\x08", 3}, ALWAYS, {"a file packed by gzip", "gzip -dc <FILE >NEW"}},
    {0, {"\x1F\x9D", 2}, ALWAYS, {"a file packed by compress", "gzip -dc <FILE >NEW"}},
    {4, {"1AY&SY", 6}, ALWAYS, {"a file packed by bzip2", "bzip2 -dc <FILE >NEW"}},
    {0,
	{"\xFD"
	 "7zXZ\0",
	    6},
	ALWAYS, {"a file packed by xz", "xz -dc <FILE >NEW"}},
    {0, {"\x28\xB5\x2F\xFD", 4}, ALWAYS, {"a file packed by zstd", "zstd -dc <FILE >NEW"}},
    {0, {"\x04\x22\x4D\x18", 4}, ALWAYS, {"a file packed by lz4", "lz4 -dc <FILE >NEW"}},
    {0, {"7z\xBC\xAF\x27\x1C", 6}, ALWAYS, {"an archive of 7-Zip", "7z x FILE"}},
    {0, {"Rar!\x1A\x07", 6}, ALWAYS, {"an archive of RAR", "unrar x FILE"}},
    {257, {"ustar", 5}, BINARY, {"an archive of tar", "tar -xf FILE"}},
    /* Encrypted. */
    {0, {"-----BEGIN PGP MESSAGE-----", 27}, ALWAYS, {"a message encrypted by OpenPGP", "gpg -d <FILE >NEW"}},
    {0, {"Salted__", 8}, BINARY, {"a file encrypted by openssl enc", NULL}},
    /* Pages and pictures. */
    {0, {"%PDF-", 5}, ALWAYS, {"a PDF", "pdftotext -layout FILE NEW"}},
    {0, {"\x89PNG\r\n\x1A\n", 8}, ALWAYS, {"a picture (PNG)", LETTERS}},
    {0, {"\xFF\xD8\xFF", 3}, ALWAYS, {"a picture (JPEG)", LETTERS}},
    {0, {"GIF87a", 6}, BINARY, {"a picture (GIF)", LETTERS}},
    {0, {"GIF89a", 6}, BINARY, {"a picture (GIF)", LETTERS}},
    {0, {"II*\0", 4}, ALWAYS, {"a picture (TIFF)", LETTERS}},
    {0, {"MM\0*", 4}, ALWAYS, {"a picture (TIFF)", LETTERS}},
    {8, {"WEBP", 4}, BINARY, {"a picture (WebP)", LETTERS}},
    {4, {"ftypheic", 8}, BINARY, {"a picture (HEIC)", "heif-convert FILE NEW.png"}},
    /* Databases and what stands in for one. */
    {0, {"SQLite format 3\0", 16}, ALWAYS,
	{"a database of SQLite",
	    "sqlite3 -csv -header FILE 'SELECT * FROM TABLE' >NEW (sqlite3 FILE .tables names them)"}},
    {4, {"Standard Jet DB", 15}, BINARY,
	{"a database of Access", "mdb-export FILE TABLE >NEW (mdb-tables FILE names them)"}},
    {4, {"Standard ACE DB", 15}, BINARY,
	{"a database of Access", "mdb-export FILE TABLE >NEW (mdb-tables FILE names them)"}},
    {0, {"PGDMP", 5}, BINARY, {"a dump of PostgreSQL in its own format", "pg_restore -f NEW FILE"}},
    {0, {"PAR1", 4}, BINARY, {"a file of Parquet", "duckdb -csv -c \"FROM read_parquet('FILE')\" >NEW"}},
    {0, {"ARROW1\0\0", 8}, ALWAYS,
	{"a file of Arrow (Feather)",
	    "python3 -c 'import pyarrow.csv, pyarrow.ipc; pyarrow.csv.write_csv(pyarrow.ipc.open_file("
	    "\"FILE\").read_all(), \"NEW\")'"}},
    {0, {"ORC", 3}, BINARY, {"a file of ORC", NULL}},
    {0, {"Obj\1", 4}, ALWAYS, {"a file of Avro", NULL}},
    {0, {"\x89HDF\r\n\x1A\n", 8}, ALWAYS, {"a file of HDF5", NULL}},
};

/* A zip or a compound file of Microsoft's ([MS-CFB]) is what stands in it: the first that does, names in UTF-16 in the latter. */
struct inside {
	struct dye_slice bytes;
	struct dye_container is;
};

static const struct inside in_zip[] = {
    {{"application/vnd.oasis.opendocument.spreadsheet", 46}, {"a spreadsheet (ods)", SHEETS}},
    {{"application/vnd.oasis.opendocument.text", 39}, {"a document (odt)", WORDS}},
    {{"xl/wor", 6}, {"a spreadsheet of Excel (xlsx)", SHEETS}},
    {{"word/document.xml", 17}, {"a document of Word (docx)", WORDS}},
    {{"Index/Document.iwa", 18}, {"a file of Numbers or Pages", NULL}},
    {{"", 0}, {"a zip", "unzip FILE"}},
};

static const struct inside in_compound[] = {
    {{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31}, {"an Office file that has a password", NULL}},
    {{"W\0o\0r\0k\0b\0o\0o\0k", 15}, {"a spreadsheet of Excel (xls)", SHEETS}},
    {{"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t", 23}, {"a document of Word (doc)", WORDS}},
    {{"", 0}, {"a file of an old Office program", NULL}},
};

static const struct dye_container *
find_inside(const struct inside * table, struct dye_slice head)
{

	while (table->bytes.len > 0 && memmem(head.data, head.len, table->bytes.data, table->bytes.len) == NULL)
		table++;
	return &table->is;
}

static bool
stands_at(struct dye_slice head, size_t at, struct dye_slice bytes)
{

	return head.len >= at + bytes.len && memcmp(head.data + at, bytes.data, bytes.len) == 0;
}

const struct dye_container *
dye_container_of(struct dye_slice head)
{
	bool binary;

	if (head.len == 0)
		return NULL;
	if (stands_at(head, 0, (struct dye_slice){"PK\3\4", 4}))
		return find_inside(in_zip, head);
	if (stands_at(head, 0, (struct dye_slice){"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}))
		return find_inside(in_compound, head);
	binary = memchr(head.data, '\0', head.len) != NULL;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (stands_at(head, magics[i].at, magics[i].bytes) && (binary || magics[i].when == ALWAYS))
			return &magics[i].is;
	return NULL;
}

enum dye_code
dye_container_refuse(const struct dye_container * c, struct dye_error * err)
{

	return dye_fail(err, DYE_EDATA, "%s, which is not read: %s%s", c->name,
	    c->command == NULL ? "let the program it comes from write CSV" : "open it first, with ",
	    c->command == NULL ? "" : c->command);
}
