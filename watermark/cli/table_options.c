#include "watermark/cli/table_options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/table/format.h"

bool
dye_table_wish(const struct dye_table_arguments * table, struct dye_dialect_wish * wish)
{

	if (table->header && table->no_header) {
		(void)dye_cli_usage("--header and --no-header exclude each other");
		return false;
	}
	*wish = (struct dye_dialect_wish){.delimiter = table->delimiter,
	    .quote = table->quote,
	    .encoding = table->encoding,
	    .table = table->table,
	    .header = table->header	 ? DYE_YES
		      : table->no_header ? DYE_NO
					 : DYE_DETECT};
	return true;
}
