/* The mark file of a sender: what it has on the wire, in memory shared with the file system, so that it survives
 * kill -9 without a sync. One seat for each row that is claimed. The file is locked while its sender lives; who gets
 * the lock knows that it is dead and reads from the seats what became of its rows:
 *
 *	empty     nothing was sent                       → back to the queue
 *	at-dot    the final dot was about to go out      → in doubt
 *	answered  the server's answer, not yet committed → settled as it says
 *
 * After a power cut the file proves nothing; the boot id tells (db_sender.h). */
#ifndef KVIESLYS_OUTBOUND_MARK_H
#define KVIESLYS_OUTBOUND_MARK_H

#include "outbound/transport.h"
#include "util/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_SEATS 512
#define MARK_RELAY_SIZE 64

enum mark_state { MARK_EMPTY, MARK_AT_DOT, MARK_ANSWERED };

struct mark_seat {
	_Atomic uint32_t state; /* enum mark_state; written last */
	uint32_t spare;
	int64_t message_id;
	int64_t at;
	char relay[MARK_RELAY_SIZE];
	struct outcome outcome;
};

struct mark_file;

/* Makes and locks `path`. ST_IO, ST_NOMEM. */
enum status mark_create(const char *path, struct mark_file **ret, struct error *err);
/* Opens the file of another sender. ST_CONFLICT: it is alive. ST_NOT_FOUND: no such file, or it is none. The lock is held
 * until mark_close(). */
enum status mark_adopt(const char *path, struct mark_file **ret, struct error *err);
struct mark_seat *mark_seat(struct mark_file *file, size_t index);
/* The seat that names a message, NULL when none does. */
const struct mark_seat *mark_find(struct mark_file *file, int64_t message_id);
/* Unlocks; with `remove` the file goes. */
void mark_close(struct mark_file *file, bool remove);

/* Thread-safe on different seats. */
void mark_at_dot(struct mark_seat *seat, int64_t message_id, const char *relay, int64_t at);
void mark_answered(struct mark_seat *seat, const struct outcome *outcome, int64_t at);
void mark_clear(struct mark_seat *seat);

/* The machine's boot id, or "" where there is none. */
void mark_boot_id(char *ret, size_t size);

#endif
