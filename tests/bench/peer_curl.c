/* What a program with libcurl does: one easy handle a thread, its connection kept, a constant letter with a number in its
 * subject. Usage: peer_curl PORT N CONNECTIONS SIZE */
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan {
	const char *port;
	unsigned n;
	size_t size;
	atomic_uint next;
	atomic_bool failed;
};

struct upload {
	char *bytes;
	size_t len, at;
};

static size_t give(char *to, size_t size, size_t n, void *arg)
{
	struct upload *u = arg;
	size_t len = size * n < u->len - u->at ? size * n : u->len - u->at;

	memcpy(to, u->bytes + u->at, len);
	u->at += len;
	return len;
}

/* A letter of `size` bytes in lines of 72. */
static bool make_letter(struct upload *u, size_t size)
{
	static const char head[] = "From: <seminarai@centras.example>\r\nTo: <p@sink.test>\r\nSubject: 00000000\r\n\r\n";

	u->bytes = malloc(size + sizeof head + 80);
	if (u->bytes == NULL) {
		return false;
	}
	memcpy(u->bytes, head, sizeof head);
	u->len = sizeof head - 1;
	while (u->len < size) {
		memset(u->bytes + u->len, 'x', 70);
		memcpy(u->bytes + u->len + 70, "\r\n", 3);
		u->len += 72;
	}
	return true;
}

static bool send_one(CURL *curl, struct upload *u, unsigned number)
{
	char to[64];
	char digits[9];
	struct curl_slist *list;
	CURLcode rc;

	(void)snprintf(digits, sizeof digits, "%08u", number % 100000000u);
	memcpy(strstr(u->bytes, "Subject: ") + 9, digits, 8);
	(void)snprintf(to, sizeof to, "<p%08u@sink.test>", number);
	u->at = 0;
	list = curl_slist_append(NULL, to);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<bounce@centras.example>");
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
	rc = curl_easy_perform(curl);
	curl_slist_free_all(list);
	return rc == CURLE_OK;
}

static void *work(void *arg)
{
	struct plan *plan = arg;
	struct upload upload = { NULL, 0, 0 };
	CURL *curl = curl_easy_init();
	char url[64];

	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%s/centras.example", plan->port);
	if (curl == NULL || !make_letter(&upload, plan->size)) {
		atomic_store(&plan->failed, true);
		return NULL;
	}
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
	for (unsigned i; (i = atomic_fetch_add(&plan->next, 1)) < plan->n;) {
		if (!send_one(curl, &upload, i)) {
			atomic_store(&plan->failed, true);
			break;
		}
	}
	curl_easy_cleanup(curl);
	free(upload.bytes);
	return NULL;
}

int main(int argc, char **argv)
{
	struct plan plan = { .next = 0 };
	pthread_t threads[64];
	unsigned n_threads;

	if (argc != 5) {
		return 2;
	}
	plan.port = argv[1];
	plan.n = (unsigned)strtoul(argv[2], NULL, 10);
	plan.size = strtoul(argv[4], NULL, 10);
	n_threads = (unsigned)strtoul(argv[3], NULL, 10);
	n_threads = n_threads < 64 ? n_threads : 64;
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	for (unsigned i = 0; i < n_threads; i++) {
		if (pthread_create(&threads[i], NULL, work, &plan) != 0) {
			return 1;
		}
	}
	for (unsigned i = 0; i < n_threads; i++) {
		(void)pthread_join(threads[i], NULL);
	}
	return atomic_load(&plan.failed) ? 1 : 0;
}
