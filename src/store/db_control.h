/* Running a campaign: its state, as the sender sees it. What a campaign says and to whom is its organiser's file. */
#ifndef KVIESLYS_STORE_DB_CONTROL_H
#define KVIESLYS_STORE_DB_CONTROL_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct control_row {
	int64_t id;
	int64_t start_at, expires_at; /* 0: none */
	char state[16];               /* draft, running, paused, cancelled */
	char *audience;               /* "list:metal-lt, segment:…"; the caller frees it */
	char *pause_reason;           /* or NULL; the caller frees it */
};
void control_row_release(struct control_row *row);
#define CLEANUP_CONTROL_ROW CLEANUP(control_row_release)

/* ST_NOT_FOUND names the campaign. */
enum status db_control_find(struct store *store, const char *key, struct control_row *ret, struct error *err);
enum status db_control_set_state(struct store *store, int64_t id, const char *state, const char *reason, int64_t now,
		struct error *err);

#endif
