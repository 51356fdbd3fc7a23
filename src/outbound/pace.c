/* A ring of times per limited relay or domain, in a shared file. */
#include "outbound/pace.h"

#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#define MAGIC 0x4B564C5350414345 /* "KVLSPACE" */
#define MAX_RING (INT64_C(1) << 22)
#define OVERLAP 128          /* letters on the wire at once may end in another order than they began */
#define LOST_MS (15 * 60000) /* a letter that was begun and never finished: its sender died */

struct ring {
	int64_t magic;
	int64_t size;
	int64_t n; /* places taken so far; the next one goes to times[n % size] */
	int64_t times[]; /* finished at; negative: begun at, still on its way; 0: does not count */
};

struct pace {
	int fd;
	struct ring *ring;
	size_t bytes;
	struct rate rate;
	pthread_mutex_t mutex;
};

int64_t pace_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t ring_size(const struct rate *rate)
{
	int64_t most = 0;

	for (size_t i = 0; i < rate->n; i++) {
		most = rate->windows[i].count > most ? rate->windows[i].count : most;
	}
	most += OVERLAP;
	return most < MAX_RING ? most : MAX_RING;
}

/* Maps a ring of `size` places, keeping what a ring of another size had. Under the file's lock. */
static enum status map_ring(struct pace *p, const char *path, int64_t size, struct error *err)
{
	CLEANUP_FREE int64_t *old = NULL;
	struct ring head = { .magic = 0 };
	int64_t n_old = 0;
	void *m;

	if (pread(p->fd, &head, sizeof head, 0) == (ssize_t)sizeof head && head.magic == MAGIC && head.size > 0
			&& head.size <= MAX_RING && head.size != size && head.n > 0) {
		old = calloc((size_t)head.size, sizeof *old);
		if (old == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		if (pread(p->fd, old, (size_t)head.size * sizeof *old, sizeof head) == (ssize_t)(head.size * 8)) {
			n_old = head.n < head.size ? head.n : head.size;
			n_old = n_old < size ? n_old : size;
		}
	}
	p->bytes = sizeof(struct ring) + (size_t)size * sizeof(int64_t);
	if ((head.magic != MAGIC || head.size != size) && ftruncate(p->fd, 0) != 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (posix_fallocate(p->fd, 0, (off_t)p->bytes) != 0) {
		return error_set(err, ST_IO, "%s: no room on the disk", path);
	}
	m = mmap(NULL, p->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, 0);
	if (m == MAP_FAILED) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	p->ring = m;
	if (p->ring->magic != MAGIC || p->ring->size != size) {
		p->ring->magic = MAGIC;
		p->ring->size = size;
		for (int64_t i = 0; i < n_old; i++) {
			p->ring->times[i] = old[(head.n - n_old + i) % head.size];
		}
		p->ring->n = n_old;
	}
	return ST_OK;
}

/* What was on its way when its sender died is taken as finished just now. */
static void end_lost(struct ring *r)
{
	const int64_t now = pace_now();

	for (int64_t i = 0; i < OVERLAP && i < r->n; i++) {
		int64_t *t = &r->times[(r->n - 1 - i) % r->size];

		*t = *t < 0 ? now : *t;
	}
}

enum status pace_open(const char *path, const struct rate *rate, bool alone, struct pace **ret, struct error *err)
{
	struct pace *p;
	enum status st = ST_OK;

	*ret = NULL;
	if (rate->n == 0) {
		return ST_OK;
	}
	p = calloc(1, sizeof *p);
	if (p == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	p->rate = *rate;
	(void)pthread_mutex_init(&p->mutex, NULL);
	p->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (p->fd < 0 || flock(p->fd, LOCK_EX) != 0) {
		st = error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (st == ST_OK) {
		st = map_ring(p, path, ring_size(rate), err);
		if (st == ST_OK && alone) {
			end_lost(p->ring);
		}
		(void)flock(p->fd, LOCK_UN);
	}
	if (st != ST_OK) {
		pace_close(p);
		return st;
	}
	*ret = p;
	return ST_OK;
}

void pace_close(struct pace *pace)
{
	if (pace == NULL) {
		return;
	}
	if (pace->ring != NULL) {
		(void)munmap(pace->ring, pace->bytes);
	}
	if (pace->fd >= 0) {
		(void)close(pace->fd);
	}
	(void)pthread_mutex_destroy(&pace->mutex);
	free(pace);
}

/* When place `n` back is out of the window, looking also at those just before it, which may have ended later. */
static int64_t opens_at(const struct ring *r, int64_t count, int64_t window_ms, int64_t now)
{
	int64_t last = 0;

	for (int64_t i = 0; i < OVERLAP && r->n - count - i >= 0; i++) {
		int64_t t = r->times[(r->n - count - i) % r->size];

		if (t < 0 && now + t < LOST_MS) {
			return now + 20; /* still on its way: its end is not known */
		}
		t = t < 0 ? -t : t;
		t = t > now ? now : t; /* the clock was set back */
		last = t > last ? t : last;
	}
	return last == 0 ? 0 : last + window_ms + 1;
}

static int64_t all_open_at(const struct pace *pace, int64_t now)
{
	int64_t wait_until = 0;

	for (size_t i = 0; i < pace->rate.n; i++) {
		int64_t count = pace->rate.windows[i].count;
		int64_t t = 0;

		if (count <= MAX_RING - OVERLAP) {
			t = opens_at(pace->ring, count, pace->rate.windows[i].seconds * 1000, now);
		}
		wait_until = t > wait_until ? t : wait_until;
	}
	return wait_until > now ? wait_until : 0;
}

static void lock(struct pace *pace)
{
	(void)pthread_mutex_lock(&pace->mutex); /* flock() knows processes, not threads */
	(void)flock(pace->fd, LOCK_EX);
}

static void unlock(struct pace *pace)
{
	(void)flock(pace->fd, LOCK_UN);
	(void)pthread_mutex_unlock(&pace->mutex);
}

int64_t pace_wait(struct pace *pace)
{
	int64_t until;

	if (pace == NULL) {
		return 0;
	}
	lock(pace);
	until = all_open_at(pace, pace_now());
	unlock(pace);
	return until;
}

int64_t pace_take(struct pace *pace, int64_t *ret_slot)
{
	int64_t now;
	int64_t until;

	*ret_slot = -1;
	if (pace == NULL) {
		return 0;
	}
	lock(pace);
	now = pace_now();
	until = all_open_at(pace, now);
	if (until == 0) {
		*ret_slot = pace->ring->n++;
		pace->ring->times[*ret_slot % pace->ring->size] = -now;
	}
	unlock(pace);
	return until;
}

void pace_done(struct pace *pace, int64_t slot, bool sent)
{
	if (pace == NULL || slot < 0) {
		return;
	}
	lock(pace);
	if (pace->ring->n - slot <= pace->ring->size) {
		pace->ring->times[slot % pace->ring->size] = sent ? pace_now() : 0;
	}
	unlock(pace);
}
