/*
 * leakdye profile: read a profile out of the registry, and put one in.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watermark/cli/command.h"
#include "watermark/embed/profile_store.h"
#include "watermark/vault/vault.h"

/* A profile is a page or two; more than this is something else. */
#define PROFILE_BYTES_MAX ((size_t)64 << 20)

struct arguments {
	bool import;
	const char * dataset;
	const char * file; /* NULL or "-": standard output; for import "-" is standard input */
	uint32_t version;  /* 0: the newest */
};

static enum dye_code
write_text(const char * file, struct dye_slice text, struct dye_error * err)
{
	struct dye_sink sink;
	enum dye_code rc;

	if (file == NULL || strcmp(file, "-") == 0) {
		if (fwrite(text.data, 1, text.len, stdout) != text.len || fflush(stdout) != 0)
			return dye_fail_errno(err, DYE_EIO, "cannot write");
		return DYE_OK;
	}
	if ((rc = dye_file_sink_open(file, &sink, err)) != DYE_OK)
		goto err0;
	if (sink.write(sink.cookie, text.data, text.len) != 0 || sink.commit(sink.cookie) != 0)
		rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	dye_file_sink_close(&sink);

err0:
	if (rc != DYE_OK)
		dye_at_file(err, file);
	return rc;
}

static enum dye_code
read_all(int fd, struct dye_buffer * text, struct dye_error * err)
{
	enum dye_code rc;
	ssize_t n;

	do {
		if ((rc = dye_buffer_reserve(text, 65536, err)) != DYE_OK)
			return rc;
		if ((n = read(fd, text->data + text->len, 65536)) < 0 && errno != EINTR)
			return dye_fail_errno(err, DYE_EIO, "cannot read");
		if (n > 0)
			text->len += (size_t)n;
		if (text->len > PROFILE_BYTES_MAX)
			return dye_fail(err, DYE_EDATA, "too large for a profile");
	} while (n != 0);
	return DYE_OK;
}

static enum dye_code
read_text(const char * file, struct dye_buffer * text, struct dye_error * err)
{
	enum dye_code rc;
	int fd;

	if (strcmp(file, "-") == 0)
		return read_all(STDIN_FILENO, text, err);
	if ((fd = open(file, O_RDONLY | O_CLOEXEC)) < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot open");
	rc = read_all(fd, text, err);
	(void)close(fd);
	return rc;
}

/* Read and check a profile file; it must be of that dataset. */
static enum dye_code
load_file(const struct arguments * a, struct dye_profile ** profile, struct dye_error * err)
{
	struct dye_buffer text = {0};
	enum dye_code rc;

	if ((rc = read_text(a->file, &text, err)) != DYE_OK)
		goto err0;
	if ((rc = dye_profile_parse(dye_buffer_slice(&text), profile, err)) != DYE_OK)
		goto err0;
	if (strcmp((*profile)->dataset, a->dataset) != 0) {
		dye_profile_free(*profile);
		rc = dye_fail(
		    err, DYE_EUSAGE, "the profile is of another dataset: change its key dataset to import it as this");
	}

err0:
	if (rc != DYE_OK)
		dye_at_file(err, a->file);
	dye_buffer_release(&text);
	return rc;
}

static enum dye_code
import_profile(const struct dye_cli * cli, const struct arguments * a, struct dye_error * err)
{
	struct dye_profile * profile;
	struct dye_vault * vault;
	enum dye_code rc;

	if ((rc = load_file(a, &profile, err)) != DYE_OK)
		return rc;
	if ((rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		goto err0;
	if ((rc = dye_profile_store(dye_vault_store(vault), profile, err)) == DYE_OK) {
		if (cli->json)
			(void)printf("{\"version\":%u}\n", (unsigned)profile->version);
		else if (!cli->quiet)
			(void)printf("stored as profile version %u\n", (unsigned)profile->version);
	}
	dye_vault_close(vault);
err0:
	dye_profile_free(profile);
	return rc;
}

static enum dye_code
export_profile(const struct dye_cli * cli, const struct arguments * a, struct dye_error * err)
{
	struct dye_buffer text = {0};
	struct dye_profile * profile;
	struct dye_vault * vault;
	enum dye_code rc;

	if ((rc = dye_cli_open_vault(cli, &vault, err)) != DYE_OK)
		return rc;
	rc = dye_profile_load(dye_vault_store(vault), a->dataset, a->version, &text, &profile, err);
	dye_vault_close(vault);
	if (rc == DYE_OK) {
		dye_profile_free(profile);
		rc = write_text(a->file, dye_buffer_slice(&text), err);
	}
	dye_buffer_release(&text);
	return rc;
}

static const struct option long_options[] = {
    {"output", required_argument, NULL, 'o'},
    {"revision", required_argument, NULL, 'r'},
    {NULL, 0, NULL, 0},
};

static bool
take_option(struct arguments * a, int option, const char * value)
{
	char * end;
	unsigned long version;

	if (option == 'o' && !a->import) {
		a->file = value;
		return true;
	}
	if (option != 'r' || a->import)
		return false;
	version = strtoul(value, &end, 10);
	if (value[0] < '1' || value[0] > '9' || *end != '\0' || version > UINT32_MAX)
		return false;
	a->version = (uint32_t)version;
	return true;
}

static int
parse_arguments(struct arguments * a, int argc, char ** argv)
{
	int option, want;

	if (argc < 2 || (strcmp(argv[1], "export") != 0 && strcmp(argv[1], "import") != 0))
		return dye_cli_usage("profile: either export or import is needed");
	a->import = strcmp(argv[1], "import") == 0;
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc - 1, argv + 1, "o:", long_options, NULL)) != -1)
		if (!take_option(a, option, optarg))
			return dye_cli_usage("profile %s: no such option, or not that value", argv[1]);
	want = a->import ? 2 : 1;
	if (argc - 1 - optind != want)
		return dye_cli_usage(
		    "profile %s: %s", argv[1], a->import ? "a dataset and a file are needed" : "a dataset is needed");
	a->dataset = argv[1 + optind];
	if (a->import)
		a->file = argv[2 + optind];
	return DYE_EXIT_DONE;
}

static int
run(const struct dye_cli * cli, int argc, char ** argv)
{
	struct arguments a = {0};
	struct dye_error err = {0};
	int code;

	if ((code = parse_arguments(&a, argc, argv)) != DYE_EXIT_DONE)
		return code;
	if ((a.import ? import_profile(cli, &a, &err) : export_profile(cli, &a, &err)) != DYE_OK)
		return dye_cli_fail(&err);
	return DYE_EXIT_DONE;
}

const struct dye_command dye_command_profile = {
    .name = "profile",
    .arguments = "export DATASET [-o FILE] [--revision N] | import DATASET FILE",
    .summary = "write the profile of a dataset to a file, or store one from a file as a new version",
    .run = run,
};
