#include "watermark/cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* What the terminal is asked, and the option that a file is given by instead. */
static const struct {
	const char *prompt, *again, *option; /* again NULL: not */
} asked[] = {
    [DYE_ASK_KNOWN] = {"Passphrase: ", NULL, "--passphrase-file"},
    [DYE_ASK_FIRST] = {"New passphrase: ", "Again: ", "--passphrase-file"},
    [DYE_ASK_NEW] = {"New passphrase: ", "Again: ", "--new-passphrase-file"},
};

void
dye_passphrase_warn(const char * file)
{
	struct stat st;

	if (file != NULL && stat(file, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		(void)fprintf(stderr, "leakdye: warning: %s can be read by others\n", file);
}

/* Append bytes up to the end of the line; byte by byte, so that nothing of what follows is taken from a pipe. */
static enum dye_code
read_line(int fd, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;
	ssize_t n;
	char c;

	/* All at once: growing would leave copies behind. */
	if ((rc = dye_buffer_reserve(out, DYE_PASSPHRASE_MAX, err)) != DYE_OK)
		return rc;
	for (;;) {
		if ((n = read(fd, &c, 1)) < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dye_fail_errno(err, DYE_EIO, "the passphrase cannot be read");
		if (n == 0 || c == '\n')
			break;
		if (out->len == DYE_PASSPHRASE_MAX)
			return dye_fail(err, DYE_EUSAGE, "the passphrase is longer than %d bytes", DYE_PASSPHRASE_MAX);
		out->data[out->len++] = c;
	}
	if (out->len > 0 && out->data[out->len - 1] == '\r')
		out->len--;
	return out->len > 0 ? DYE_OK : dye_fail(err, DYE_EUSAGE, "the passphrase is empty");
}

static enum dye_code
read_file(const char * file, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;
	int fd;

	if ((fd = open(file, O_RDONLY | O_CLOEXEC)) == -1) {
		rc = dye_fail_errno(err, DYE_EUSAGE, "the passphrase cannot be read");
	} else {
		rc = read_line(fd, out, err);
		(void)close(fd);
	}
	if (rc != DYE_OK)
		dye_at_file(err, file);
	return rc;
}

/* A terminal whose echo is off, and the signals that wait until it is on again. */
struct terminal {
	int fd;
	int signals; /* signalfd */
	struct termios before;
	sigset_t mask;
};

static enum dye_code
terminal_open(struct terminal * t, const char * option, struct dye_error * err)
{
	struct termios silent;
	sigset_t set;

	if ((t->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) == -1)
		return dye_fail(err, DYE_EUSAGE, "there is no terminal to ask for the passphrase: use %s", option);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGQUIT);
	(void)sigaddset(&set, SIGTSTP);
	(void)sigprocmask(SIG_BLOCK, &set, &t->mask);
	t->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (t->signals != -1 && tcgetattr(t->fd, &t->before) == 0) {
		silent = t->before;
		silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
		if (tcsetattr(t->fd, TCSAFLUSH, &silent) == 0)
			return DYE_OK;
	}
	(void)dye_fail_errno(err, DYE_EIO, "the terminal cannot be asked");
	if (t->signals != -1)
		(void)close(t->signals);
	(void)sigprocmask(SIG_SETMASK, &t->mask, NULL);
	(void)close(t->fd);
	return DYE_EIO;
}

/* Echo on, then let the signals through: a program that is interrupted leaves a terminal that can be used. */
static void
terminal_close(struct terminal * t)
{

	(void)tcsetattr(t->fd, TCSAFLUSH, &t->before);
	(void)close(t->signals);
	(void)close(t->fd);
	(void)sigprocmask(SIG_SETMASK, &t->mask, NULL);
}

/* Write the prompt and wait for a line, or for a signal. */
static enum dye_code
terminal_ask(struct terminal * t, const char * prompt, struct dye_buffer * out, struct dye_error * err)
{
	struct pollfd fds[2] = {{t->fd, POLLIN, 0}, {t->signals, POLLIN, 0}};
	enum dye_code rc;

	if (write(t->fd, prompt, strlen(prompt)) < 0)
		return dye_fail_errno(err, DYE_EIO, "the terminal cannot be asked");
	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return dye_fail_errno(err, DYE_EIO, "the terminal cannot be asked");
	/* The signal stays pending: it strikes when the terminal has been put right. */
	if ((fds[1].revents & POLLIN) != 0)
		rc = dye_fail(err, DYE_EUSAGE, "interrupted");
	else
		rc = read_line(t->fd, out, err);
	(void)!write(t->fd, "\n", 1);
	return rc;
}

enum dye_code
dye_passphrase_read(const char * file, enum dye_ask ask, struct dye_buffer * out, struct dye_error * err)
{
	const char * repeat = asked[ask].again;
	struct dye_buffer again = {0};
	struct terminal t;
	enum dye_code rc;

	if (file != NULL)
		return read_file(file, out, err);
	if ((rc = terminal_open(&t, asked[ask].option, err)) != DYE_OK)
		return rc;
	rc = terminal_ask(&t, asked[ask].prompt, out, err);
	if (rc == DYE_OK && repeat != NULL && (rc = terminal_ask(&t, repeat, &again, err)) == DYE_OK &&
	    !dye_slice_equal(dye_buffer_slice(out), dye_buffer_slice(&again)))
		rc = dye_fail(err, DYE_EUSAGE, "the two passphrases differ");
	terminal_close(&t);
	dye_buffer_release_secret(&again);
	return rc;
}
