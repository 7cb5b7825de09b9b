/*
 * cli.c: what all commands share: messages, and opening the vault.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "watermark/cli/ask.h"
#include "watermark/cli/command.h"
#include "watermark/embed/output.h"
#include "watermark/vault/vault.h"

int
dye_cli_fail(const struct dye_error * err)
{
	char text[1024];

	(void)fflush(stdout);
	(void)fprintf(stderr, "leakdye: %s\n", dye_error_format(err, text, sizeof(text)));
	return DYE_EXIT_ERROR;
}

int
dye_cli_usage(const char * format, ...)
{
	va_list ap;

	(void)fflush(stdout);
	(void)fputs("leakdye: ", stderr);
	va_start(ap, format);
	(void)vfprintf(stderr, format, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	return DYE_EXIT_ERROR;
}

enum dye_code
dye_cli_need_vault(const struct dye_cli * cli, struct dye_error * err)
{

	if (cli->vault_dir == NULL)
		return dye_fail(err, DYE_EUSAGE, "no vault given: use --vault DIR or set LEAKDYE_VAULT");
	return DYE_OK;
}

enum dye_code
dye_cli_open_vault(const struct dye_cli * cli, struct dye_vault ** vault, struct dye_error * err)
{
	struct dye_buffer passphrase = {0};
	struct stat st;
	enum dye_code rc;

	if ((rc = dye_cli_need_vault(cli, err)) != DYE_OK)
		return rc;
	/* Do not ask for the passphrase of a vault that is not there. */
	if (stat(cli->vault_dir, &st) != 0) {
		rc = dye_fail_errno(err, DYE_EVAULT, "there is no vault here");
		dye_at_file(err, cli->vault_dir);
		return rc;
	}
	if ((rc = dye_passphrase_read(cli->passphrase_file, DYE_ASK_KNOWN, &passphrase, err)) == DYE_OK)
		rc = dye_vault_open(cli->vault_dir, dye_buffer_slice(&passphrase), vault, err);
	dye_buffer_release_secret(&passphrase);
	return rc;
}

enum dye_code
dye_cli_check_output(
    const struct dye_cli * cli, const char * path, const char * const * files, size_t count, struct dye_error * err)
{

	DYE_TRY(dye_output_check(path, files, count, cli->vault_dir, err));
	if (cli->passphrase_file == NULL)
		return DYE_OK;
	return dye_output_check(path, &cli->passphrase_file, 1, NULL, err);
}

const char *
dye_cli_time(int64_t when, char text[DYE_TIME_LEN])
{
	time_t t = (time_t)when;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(text, DYE_TIME_LEN, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(text, DYE_TIME_LEN, "?");
	return text;
}

enum dye_code
dye_cli_print(const struct dye_buffer * text, struct dye_error * err)
{

	if (fwrite(text->data, 1, text->len, stdout) != text->len || fflush(stdout) != 0)
		return dye_fail_errno(err, DYE_EIO, "standard output cannot be written");
	return DYE_OK;
}

enum dye_code
dye_cli_write(const char * file, struct dye_slice text, struct dye_error * err)
{
	struct dye_sink sink;
	enum dye_code rc;

	if ((rc = dye_file_sink_open(file, &sink, err)) != DYE_OK)
		return rc;
	if (sink.write(sink.cookie, text.data, text.len) != 0 || sink.commit(sink.cookie) != 0)
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	if (rc != DYE_OK)
		dye_at_file(err, sink.name);
	dye_file_sink_close(&sink);
	return rc;
}
