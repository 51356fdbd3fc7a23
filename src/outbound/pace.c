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
#define UNMAPPED_MS 1000     /* no memory for the ring just now */
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

static size_t ring_bytes(int64_t size)
{
	return sizeof(struct ring) + (size_t)size * sizeof(int64_t);
}

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

/* The file's own size, 0: none yet or not one of ours. */
static int64_t size_in_file(int fd)
{
	struct ring head = { .magic = 0 };
	struct stat st;

	if (pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head || head.magic != MAGIC || head.size < OVERLAP
			|| head.size > MAX_RING || head.n < 0 || fstat(fd, &st) != 0 || st.st_size < (off_t)ring_bytes(head.size)) {
		return 0;
	}
	return head.size;
}

/* Makes room for `size` places. Times keep their numbers, which other senders hold as slots. */
static enum status grow(struct ring *r, int64_t size, struct error *err)
{
	const int64_t was = r->size;
	const int64_t n = r->n < was ? r->n : was;
	CLEANUP_FREE int64_t *old = calloc((size_t)was, sizeof *old);

	if (old == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	memcpy(old, r->times, (size_t)was * sizeof *old);
	memset(r->times, 0, (size_t)size * sizeof *old);
	for (int64_t i = r->n - n; i < r->n; i++) {
		r->times[i % size] = old[i % was];
	}
	r->size = size;
	return ST_OK;
}

/* Maps a ring of `size` places at least: it never shrinks, for other senders may need what it has. Under the file's lock. */
static enum status map_ring(struct pace *p, const char *path, int64_t size, struct error *err)
{
	const int64_t has = size_in_file(p->fd);
	void *m;

	size = has > size ? has : size;
	if (has == 0 && ftruncate(p->fd, 0) != 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (posix_fallocate(p->fd, 0, (off_t)ring_bytes(size)) != 0) {
		return error_set(err, ST_IO, "%s: no room on the disk", path);
	}
	m = mmap(NULL, ring_bytes(size), PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, 0);
	if (m == MAP_FAILED) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	p->ring = m;
	p->bytes = ring_bytes(size);
	if (has == 0) {
		p->ring->size = size;
		p->ring->magic = MAGIC;
	}
	return p->ring->size < size ? grow(p->ring, size, err) : ST_OK;
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

/* Another sender has made the ring larger: false when it cannot be mapped. */
static bool follow(struct pace *pace)
{
	const size_t bytes = ring_bytes(pace->ring->size);
	void *m;

	if (bytes <= pace->bytes) {
		return true;
	}
	m = mremap(pace->ring, pace->bytes, bytes, MREMAP_MAYMOVE);
	if (m == MAP_FAILED) {
		return false;
	}
	pace->ring = m;
	pace->bytes = bytes;
	return true;
}

/* False: locked, but the ring must not be touched. */
static bool lock(struct pace *pace)
{
	(void)pthread_mutex_lock(&pace->mutex); /* flock() knows processes, not threads */
	(void)flock(pace->fd, LOCK_EX);
	return follow(pace);
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
	until = lock(pace) ? all_open_at(pace, pace_now()) : pace_now() + UNMAPPED_MS;
	unlock(pace);
	return until;
}

int64_t pace_take(struct pace *pace, int64_t *ret_slot)
{
	const int64_t now = pace_now();
	int64_t until;

	*ret_slot = -1;
	if (pace == NULL) {
		return 0;
	}
	until = lock(pace) ? all_open_at(pace, now) : now + UNMAPPED_MS;
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
	if (lock(pace) && pace->ring->n - slot <= pace->ring->size) {
		pace->ring->times[slot % pace->ring->size] = sent ? pace_now() : 0;
	}
	unlock(pace);
}
