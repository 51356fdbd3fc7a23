/* An SMTP server that misbehaves on purpose. Prints "PORT n" once it listens on 127.0.0.1.
 *
 *	fault_smtp [-l LOG] [-c CERT.pem -k KEY.pem] [-i] [-u USER:PASSWORD] [-x] [-n] [-b] [-d] [-1] [-p TEXT] [FAULT[@N][+]]…
 *
 * -i TLS from the first byte; -u login wanted; -x no PIPELINING; -n no DSN, SIZE, 8BITMIME; -b CHUNKING; -1 at most TLS 1.2.
 * -d takes DATA also for a recipient that it has refused, and refuses the letter.
 * -p closes the connection at every recipient whose address has TEXT.
 * A fault happens once, at the Nth time its place is reached (1), or with '+' from then on every time:
 *	PLACE-drop  PLACE-hang  PLACE-slow  PLACE-junk  PLACE-long  PLACE-CODE  PLACE-bare (code without text)
 *	PLACE-mixed (lines of one reply that disagree)  starttls-inject  body-drop (in the middle of the letter)
 *	dot-lost (taken, then dropped without an answer)  dot-close (250, then closed)
 * PLACE: banner ehlo starttls auth mail rcpt data dot quit. A CODE may have text: "rcpt-550 5.1.1 no such user".
 * LOG gets a line per event: CONNECT, HELLO, SNI name, AUTH mechanism, FROM …, TO …, GOT message-id bytes, BYE. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FAULTS 64

struct fault {
	char place[16];
	char what[160];
	int at, seen;
	bool always;
};

static struct fault faults[MAX_FAULTS];
static int n_faults;
static FILE *log_file;
static SSL_CTX *ctx;
static bool implicit, no_pipelining, no_extras, chunking, data_for_nobody;
static const char *login, *poison;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct peer {
	int fd;
	SSL *ssl;
	char in[65536];
	size_t begin, end;
	bool tls, authed, gone;
	bool refused; /* the last answer was a fault with a code of its own that is not 2xx */
	char message_id[512];
};

static void note(const char *word, const char *text)
{
	(void)pthread_mutex_lock(&mutex);
	if (log_file != NULL) {
		(void)fprintf(log_file, "%s %s\n", word, text);
		(void)fflush(log_file);
	}
	(void)pthread_mutex_unlock(&mutex);
}

/* The fault that is due at this place, or NULL. */
static const char *due(const char *place)
{
	const char *what = NULL;

	(void)pthread_mutex_lock(&mutex);
	for (int i = 0; i < n_faults; i++) {
		struct fault *f = &faults[i];

		if (strcmp(f->place, place) != 0) {
			continue;
		}
		f->seen++;
		if (what == NULL && (f->seen == f->at || (f->always && f->seen > f->at))) {
			what = f->what;
		}
	}
	(void)pthread_mutex_unlock(&mutex);
	return what;
}

static void put(struct peer *p, const char *text, size_t len)
{
	while (len > 0 && !p->gone) {
		ssize_t n = p->ssl != NULL ? SSL_write(p->ssl, text, (int)len) : send(p->fd, text, len, MSG_NOSIGNAL);

		if (n <= 0) {
			p->gone = true;
			return;
		}
		text += n;
		len -= (size_t)n;
	}
}

static void puts_line(struct peer *p, const char *text)
{
	char line[1024];
	int n = snprintf(line, sizeof line, "%s\r\n", text);

	put(p, line, (size_t)n);
}

static bool fill(struct peer *p)
{
	ssize_t n;

	if (p->begin > 0) {
		memmove(p->in, p->in + p->begin, p->end - p->begin);
		p->end -= p->begin;
		p->begin = 0;
	}
	n = p->ssl != NULL ? SSL_read(p->ssl, p->in + p->end, (int)(sizeof p->in - p->end))
			: recv(p->fd, p->in + p->end, sizeof p->in - p->end, 0);
	if (n <= 0) {
		p->gone = true;
		return false;
	}
	p->end += (size_t)n;
	return true;
}

static bool get_line(struct peer *p, char *line, size_t size)
{
	for (;;) {
		char *nl = memchr(p->in + p->begin, '\n', p->end - p->begin);

		if (nl != NULL) {
			size_t n = (size_t)(nl - (p->in + p->begin));
			size_t keep = n < size - 1 ? n : size - 1;

			memcpy(line, p->in + p->begin, keep);
			line[keep] = '\0';
			p->begin += n + 1;
			return true;
		}
		if (p->end - p->begin == sizeof p->in || !fill(p)) {
			return false;
		}
	}
}

/* Answers at a place: the fault that is due, or `good`. True when the answer was the good one. */
static bool answer(struct peer *p, const char *place, const char *good)
{
	const char *what = due(place);
	char text[4096];

	p->refused = what != NULL && what[0] > '2' && what[0] <= '9';
	if (what == NULL) {
		puts_line(p, good);
		return true;
	}
	note("FAULT", what);
	if (strcmp(what, "drop") == 0) {
		p->gone = true;
	} else if (strcmp(what, "hang") == 0) {
		while (fill(p) && p->end < sizeof p->in) {
			continue; /* says nothing until the client goes */
		}
	} else if (strcmp(what, "slow") == 0) {
		for (size_t i = 0; i < 400 && !p->gone; i++) {
			struct timespec ts = { 0, 100000000 };

			put(p, i == 3 ? "-" : "2", 1);
			(void)nanosleep(&ts, NULL);
		}
		p->gone = true;
	} else if (strcmp(what, "junk") == 0) {
		puts_line(p, "\x80\xff who are you?");
	} else if (strcmp(what, "long") == 0) {
		memset(text, 'x', sizeof text);
		for (int i = 0; i < 64; i++) {
			put(p, text, sizeof text);
		}
	} else if (strcmp(what, "mixed") == 0) {
		puts_line(p, "250-one\r\n550 two");
	} else {
		char code[8];

		(void)snprintf(code, sizeof code, "%.3s", what);
		puts_line(p, strstr(what, "bare") != NULL ? code : what);
		if (strncmp(what, "421", 3) == 0) {
			p->gone = true;
		}
		return what[0] == good[0] && strstr(what, "bare") != NULL;
	}
	return false;
}

static int sni(SSL *ssl, int *al, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)al;
	(void)arg;
	note("SNI", name != NULL ? name : "-");
	return SSL_TLSEXT_ERR_OK;
}

static bool start_tls(struct peer *p)
{
	p->ssl = SSL_new(ctx);
	if (p->ssl == NULL || SSL_set_fd(p->ssl, p->fd) != 1 || SSL_accept(p->ssl) != 1) {
		p->gone = true;
		return false;
	}
	note("TLS", SSL_get_version(p->ssl));
	p->tls = true;
	p->begin = p->end = 0;
	return true;
}

static void hello(struct peer *p, const char *line)
{
	char text[512];

	note("HELLO", line + 5);
	(void)snprintf(text, sizeof text, "250-fault.test%s%s%s%s%s\r\n250 ENHANCEDSTATUSCODES",
			chunking ? "\r\n250-CHUNKING" : "",
			no_pipelining ? "" : "\r\n250-PIPELINING", no_extras ? "" : "\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-DSN",
			ctx != NULL && !p->tls ? "\r\n250-STARTTLS" : "",
			login != NULL && (p->tls || ctx == NULL) ? "\r\n250-AUTH PLAIN LOGIN XOAUTH2" : "");
	(void)answer(p, "ehlo", text);
}

static void decode(const char *in, char *out, size_t size)
{
	unsigned char buf[1024];
	size_t len = strlen(in);
	int n;

	while (len > 0 && (in[len - 1] == '\r' || in[len - 1] == ' ')) {
		len--;
	}
	n = len < sizeof buf ? EVP_DecodeBlock(buf, (const unsigned char *)in, (int)len) : 0;
	for (; n > 0 && len > 0 && in[len - 1] == '='; len--) {
		n--; /* what fills up is decoded as zeros */
	}
	for (int i = 0; i < n && (size_t)i < size - 1; i++) {
		out[i] = buf[i] == '\0' || buf[i] == 1 ? ':' : (char)buf[i];
		out[i + 1] = '\0';
	}
}

static void auth(struct peer *p, const char *line)
{
	char secret[1024] = "";
	char want[512];
	char next[1024];

	if (strncasecmp(line + 5, "PLAIN ", 6) == 0) {
		decode(line + 11, secret, sizeof secret);
		(void)snprintf(want, sizeof want, ":%s", login);
		note("AUTH", "PLAIN");
	} else if (strncasecmp(line + 5, "XOAUTH2 ", 8) == 0) {
		decode(line + 13, secret, sizeof secret);
		(void)snprintf(want, sizeof want, "user=%.*s:auth=Bearer %s", (int)strcspn(login, ":"), login,
				login + strcspn(login, ":") + 1);
		note("AUTH", "XOAUTH2");
	} else {
		note("AUTH", "LOGIN");
		if (line[10] == ' ') { /* the name stands there already: libESMTP does that */
			decode(line + 11, secret, sizeof secret / 2);
		} else {
			puts_line(p, "334 VXNlcm5hbWU6");
			(void)(get_line(p, next, sizeof next));
			decode(next, secret, sizeof secret / 2);
		}
		(void)strncat(secret, ":", 2);
		puts_line(p, "334 UGFzc3dvcmQ6");
		(void)(get_line(p, next, sizeof next));
		decode(next, secret + strlen(secret), sizeof secret / 2);
		(void)snprintf(want, sizeof want, "%s", login);
	}
	if (strncmp(secret, want, strlen(want)) != 0) {
		puts_line(p, "535 5.7.8 wrong name or password");
		return;
	}
	p->authed = answer(p, "auth", "235 2.7.0 ok");
}

/* The letter up to its dot; false when the peer is gone or the fault says so. */
static bool body(struct peer *p)
{
	const char *what = due("body");
	char line[2048];
	char text[600];
	size_t n = 0;
	size_t dots = 0;

	p->message_id[0] = '\0';
	while (get_line(p, line, sizeof line)) {
		size_t len = strlen(line);

		if (len == 0 || line[len - 1] != '\r') {
			note("BARE", line);
		}
		if (strcmp(line, ".\r") == 0) {
			(void)snprintf(text, sizeof text, "%zu dots=%zu", n, dots);
			note("BODY", text);
			return true;
		}
		dots += line[0] == '.';
		n += len + 1;
		if (strncasecmp(line, "Message-ID: ", 12) == 0) {
			(void)snprintf(p->message_id, sizeof p->message_id, "%.*s", (int)strcspn(line + 12, "\r"), line + 12);
		}
		if (what != NULL && n > 2000) {
			struct linger hard = { 1, 0 };

			note("FAULT", "body-drop");
			(void)setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
			p->gone = true;
			return false;
		}
	}
	return false;
}

/* A letter that is refused is not kept; one whose answer is lost on the way is. */
static void dot(struct peer *p)
{
	bool good = answer(p, "dot", "250 2.0.0 taken");

	note(good || !p->refused ? "GOT" : "REFUSED", p->message_id[0] != '\0' ? p->message_id : "-");
}

static void data(struct peer *p, bool rcpt_ok)
{
	if (!answer(p, "data", rcpt_ok || data_for_nobody ? "354 go on" : "503 5.5.1 no recipient")) {
		return;
	}
	if (!rcpt_ok && data_for_nobody && body(p)) {
		puts_line(p, "554 5.5.1 no valid recipients");
	}
	if (rcpt_ok && body(p)) {
		const char *close_after = due("after");

		dot(p);
		p->gone = p->gone || close_after != NULL;
	}
}

static void command(struct peer *p, const char *line, bool *mail_ok, bool *rcpt_ok)
{
	if (strncasecmp(line, "EHLO ", 5) == 0 || strncasecmp(line, "HELO ", 5) == 0) {
		hello(p, line);
	} else if (strncasecmp(line, "STARTTLS", 8) == 0 && ctx != NULL) {
		const char *inject = due("inject");

		if (inject != NULL) {
			puts_line(p, "220 2.0.0 go\r\n250-injected\r\n250-PIPELINING\r\n250 X-EVIL");
			(void)start_tls(p);
		} else if (answer(p, "starttls", "220 2.0.0 go")) {
			(void)start_tls(p);
		}
	} else if (strncasecmp(line, "AUTH ", 5) == 0 && login != NULL) {
		auth(p, line);
	} else if (login != NULL && !p->authed && strncasecmp(line, "QUIT", 4) != 0) {
		puts_line(p, "530 5.7.0 log in first");
	} else if (strncasecmp(line, "MAIL FROM:", 10) == 0) {
		note("FROM", line + 10);
		*rcpt_ok = false;
		*mail_ok = answer(p, "mail", "250 2.1.0 ok");
	} else if (strncasecmp(line, "RCPT TO:", 8) == 0) {
		note("TO", line + 8);
		p->gone = p->gone || (poison != NULL && strstr(line, poison) != NULL);
		*rcpt_ok = *mail_ok ? answer(p, "rcpt", "250 2.1.5 ok") : (puts_line(p, "503 5.5.1 MAIL first"), false);
	} else if (strncasecmp(line, "DATA", 4) == 0) {
		data(p, *rcpt_ok);
		*mail_ok = *rcpt_ok = false;
	} else if (strncasecmp(line, "RSET", 4) == 0) {
		*mail_ok = *rcpt_ok = false;
		puts_line(p, "250 2.0.0 ok");
	} else if (strncasecmp(line, "QUIT", 4) == 0) {
		(void)answer(p, "quit", "221 2.0.0 bye");
		p->gone = true;
	} else {
		note("WHAT", line);
		puts_line(p, "502 5.5.2 what?");
	}
}

static void *serve(void *arg)
{
	struct peer *p = arg;
	char line[4096];
	bool mail_ok = false;
	bool rcpt_ok = false;

	note("CONNECT", "-");
	if (!implicit || start_tls(p)) {
		(void)answer(p, "banner", "220 fault.test ESMTP");
	}
	while (!p->gone && get_line(p, line, sizeof line)) {
		command(p, line, &mail_ok, &rcpt_ok);
	}
	note("BYE", "-");
	if (p->ssl != NULL) {
		SSL_free(p->ssl);
	}
	(void)close(p->fd);
	free(p);
	return NULL;
}

static void add_fault(const char *arg)
{
	struct fault *f = &faults[n_faults++];
	const char *dash = strchr(arg, '-');
	char copy[200];
	char *at;

	(void)snprintf(copy, sizeof copy, "%s", dash != NULL ? dash + 1 : "drop");
	(void)snprintf(f->place, sizeof f->place, "%.*s", (int)(dash != NULL ? dash - arg : (long)strlen(arg)), arg);
	f->at = 1;
	if (copy[0] != '\0' && copy[strlen(copy) - 1] == '+') {
		f->always = true;
		copy[strlen(copy) - 1] = '\0';
	}
	at = strrchr(copy, '@');
	if (at != NULL) {
		f->at = (int)strtol(at + 1, NULL, 10);
		*at = '\0';
	}
	(void)snprintf(f->what, sizeof f->what, "%s", copy);
}

static int listen_somewhere(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 64) != 0
			|| getsockname(fd, (struct sockaddr *)&a, &len) != 0) {
		perror("fault_smtp");
		exit(1);
	}
	printf("PORT %d\n", ntohs(a.sin_port));
	(void)fflush(stdout);
	return fd;
}

int main(int argc, char **argv)
{
	const char *cert = NULL;
	const char *key = NULL;
	bool tls12 = false;
	int fd;
	int o;

	while ((o = getopt(argc, argv, "l:c:k:iu:xnbd1p:")) != -1) {
		switch (o) {
		case 'l': log_file = fopen(optarg, "a"); break;
		case 'c': cert = optarg; break;
		case 'k': key = optarg; break;
		case 'i': implicit = true; break;
		case 'u': login = optarg; break;
		case 'x': no_pipelining = true; break;
		case 'n': no_extras = true; break;
		case 'b': chunking = true; break;
		case 'd': data_for_nobody = true; break;
		case 'p': poison = optarg; break;
		case '1': tls12 = true; break;
		default: return 2;
		}
	}
	for (; optind < argc && n_faults < MAX_FAULTS; optind++) {
		add_fault(argv[optind]);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	if (cert != NULL) {
		ctx = SSL_CTX_new(TLS_server_method());
		if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, cert) != 1
				|| SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1) {
			return 2;
		}
		(void)SSL_CTX_set_tlsext_servername_callback(ctx, sni);
		if (tls12) {
			(void)SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
		}
	}
	fd = listen_somewhere();
	for (;;) {
		struct peer *p = calloc(1, sizeof *p);
		pthread_t thread;
		int one = 1;

		if (p == NULL || (p->fd = accept(fd, NULL, NULL)) < 0) {
			return 1;
		}
		(void)setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		if (pthread_create(&thread, NULL, serve, p) != 0) {
			return 1;
		}
		(void)pthread_detach(thread);
	}
}
