/* Shared by the sender's files. Everything in struct sender that the threads share is under its mutex. */
#ifndef KVIESLYS_OUTBOUND_SENDER_PRIVATE_H
#define KVIESLYS_OUTBOUND_SENDER_PRIVATE_H

#include "outbound/hours.h"
#include "outbound/limits.h"
#include "outbound/mark.h"
#include "outbound/pace.h"
#include "outbound/sender.h"
#include "outbound/transport.h"
#include "store/db_claim.h"

#include <pthread.h>

#define SENDER_GROUP 100      /* rows of a group commit */
#define SENDER_GROUP_MS 50    /* and how long the first of them waits at most */
#define SENDER_MAX_HALTED 64
#define SENDER_MAX_UNTRIED 3  /* how often a letter may meet a server that goes away before that counts as an answer */

struct lane;

/* A claimed row on its way. */
struct job {
	struct ledger_message row;
	const void *topic;
	struct mark_seat *seat;
	struct lane *lane;
	struct limit *limit; /* of the recipient's domain; NULL: none */
	int64_t relay_slot, limit_slot;
	int untried;
	int64_t looked; /* the sender's count of revisions when a connection took it */
	struct outcome outcome;
	int64_t at;     /* when the outcome came */
	int64_t due_at; /* of a row that is given back: not before */
	bool skip;      /* may not be written to any more; the outcome's answer says why */
	bool informs;
	struct job *next;
};

struct job_list {
	struct job *head, *tail;
	size_t n;
};

enum lane_state { LANE_OPEN, LANE_AWAY, LANE_BROKEN };

/* One relay with its connections. */
struct lane {
	struct sender *sender;
	const struct relay_config *relay;
	struct transport *transport;
	struct pace *pace;
	enum lane_state state;
	enum status fault_status; /* why it is not open */
	struct error fault;
	int64_t back_at;    /* monotonic ms: when an absent one is tried again */
	int absences;       /* in a row */
	int failures;       /* connections in a row in which nothing was answered */
	int live;           /* connections that have had an answer */
	int64_t credit;     /* of the weighted turns */
	struct job_list queue;
	size_t target;      /* letters to hold ready */
	size_t n_waiting;   /* connections that wait for one */
	pthread_cond_t wake;
	struct worker *workers;
	size_t n_workers;
};

/* Answers of a campaign, for the circuit breaker: the last 200, oldest overwritten. */
#define BREAKER_LAST 200
struct breaker {
	int64_t campaign_id;
	int n, at, bad;
	bool last[BREAKER_LAST];
};

struct sender {
	const struct send_options *o;
	struct send_report *report;
	int64_t id;
	struct mark_file *mark;
	struct limits *limits;
	struct hours *hours; /* NULL: any time */
	bool alone;
	int64_t started_ms; /* monotonic */

	pthread_mutex_t mutex;
	pthread_cond_t wake; /* the ledger's thread */
	bool ending;
	struct lane *lanes;
	size_t n_lanes;
	struct job *jobs; /* MARK_SEATS of them, one per seat */
	struct job_list free, done;
	struct job_list returned; /* untried letters that are looked at again before a lane gets them */
	void **presses; /* that no connection prints with; the last one is taken first: its memory is near */
	size_t n_presses;
	int64_t done_since; /* monotonic ms of the oldest in done; 0: none */
	bool urgent;        /* something in done must not wait for its group */
	bool hungry;        /* a connection found nothing to send */
	int64_t revisions;  /* how often others had changed the database and the queues were looked at again */
	bool homeless;      /* rows were given back because no relay would take them */
	int64_t halted[SENDER_MAX_HALTED]; /* campaigns that a fault of ours has stopped */
	size_t n_halted;

	/* the ledger's thread alone */
	size_t outstanding; /* rows claimed and not settled */
	bool drained;       /* the last claim found nothing */
	int64_t look_again; /* monotonic ms: when to claim nevertheless */
	int64_t version;    /* of the database, as others change it */
	int64_t paced_until; /* rows were put off until then because of a limit, sender_now() seconds */
	struct breaker *breakers;
	size_t n_breakers;
	enum status fault_status; /* the first fault of ours */
	struct error fault;
};

/* Seconds for rows' due times: the program's clock, which with KVIESLYS_NOW goes on from there while the sender runs. */
int64_t sender_now(const struct sender *s);

void jobs_push(struct job_list *list, struct job *job);
void jobs_push_front(struct job_list *list, struct job *job);
struct job *jobs_pop(struct job_list *list);
/* Moves all of `from` behind `to`. */
void jobs_append(struct job_list *to, struct job_list *from);

/* sender_takeover.c: rows of dead senders, in one transaction each. */
enum status sender_take_over(struct sender *s, struct error *err);

/* sender_settle.c: one group commit: settles `done` and claims up to `room` rows into `claimed`; settled jobs go to `free`.
 * On failure nothing has changed and `done` is as it was. Called without the mutex. */
enum status sender_commit(struct sender *s, struct job_list *done, size_t room, struct job_list *claimed,
		struct job_list *free_jobs, struct error *err);

/* Pauses campaigns whose bounces and complaints by mail are above the limits. In a transaction. */
enum status sender_check_returns(struct sender *s, struct error *err);

/* sender_dispatch.c, under the mutex: */
/* how many rows the lanes can take */
size_t sender_room(struct sender *s);
/* hands rows to lanes; what no lane may have now goes to `done`, to be given back */
void sender_dispatch(struct sender *s, struct job_list *claimed);
/* lanes that are not open give up their queues, absent ones come back in time */
void sender_tend_lanes(struct sender *s);
void sender_give_back(struct sender *s, struct job *job, int64_t due_at);
bool sender_any_open(const struct sender *s);
/* A lane closes: away for a while, or until a person mends something. */
void lane_close(struct lane *l, enum lane_state state, enum status st, const struct error *err);
/* Without the mutex: others changed the database, so queued rows are looked at again. */
enum status sender_revise(struct sender *s, struct error *err);

/* sender_worker.c. settle_later: under the mutex; `urgent`: without waiting for a group. */
void sender_settle_later(struct sender *s, struct job *job, bool urgent);
enum status sender_start_workers(struct sender *s, struct error *err);
void sender_stop_workers(struct sender *s);
bool sender_is_halted(const struct sender *s, int64_t campaign_id);
void sender_halt(struct sender *s, int64_t campaign_id);

/* The first fault of ours, told at the end. */
void sender_note_fault(struct sender *s, enum status st, const char *text);

#endif
