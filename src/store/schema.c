/* The schema, one migration after another. A migration once released is never edited: add the next one.
 * Times are seconds since 1970 UTC. Words in state columns are those that the command line prints. In tables with many rows, and in the
 * conditions of their indexes, they are checked with OR: for an IN of more than two words SQLite builds a table of its own
 * with every row that is written. */
#include "store/store_private.h"

#include "util/cleanup.h"

#define PEOPLE \
	"CREATE TABLE organisation(" \
	" id INTEGER PRIMARY KEY," \
	" name TEXT NOT NULL," \
	" name_key TEXT NOT NULL," /* folded, without the legal form: what merging compares */ \
	" code TEXT," /* registration code */ \
	" domain TEXT," /* mail domain when it is the firm's own, never a free-mail one */ \
	" country TEXT, region TEXT, town TEXT," /* country: ISO 3166 alpha-2 */ \
	" sector TEXT, kind TEXT, size TEXT, clusters TEXT," \
	" merged_into INTEGER REFERENCES organisation(id)," /* set by a merge; undone by clearing it */ \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE UNIQUE INDEX organisation_code ON organisation(country, code) WHERE code IS NOT NULL;" \
	"CREATE INDEX organisation_domain ON organisation(domain, name_key) WHERE domain IS NOT NULL;" \
	"CREATE TABLE contact(" \
	" id INTEGER PRIMARY KEY," \
	" organisation_id INTEGER REFERENCES organisation(id)," \
	" email TEXT NOT NULL," /* as written, domain in A-label form */ \
	" email_key TEXT NOT NULL UNIQUE," /* lower case: what is compared */ \
	" name TEXT, given_name TEXT, family_name TEXT, title TEXT, position TEXT," \
	" gender TEXT CHECK (gender IN ('m','f'))," /* said, not guessed */ \
	" salutation TEXT," /* overrides the built one */ \
	" language TEXT, phone TEXT," \
	" role INTEGER NOT NULL DEFAULT 0," /* 1: an office mailbox (info@, biuras@) */ \
	" status TEXT NOT NULL DEFAULT 'active' CHECK (status = 'active' OR status = 'bounced' OR status = 'erased' OR status = 'moved'" \
	"  OR status = 'restricted')," \
	" source TEXT," /* where the address came from, for the Art. 14 notice */ \
	" hard_bounces INTEGER NOT NULL DEFAULT 0, soft_bounces INTEGER NOT NULL DEFAULT 0," \
	" away_until INTEGER," /* from an out-of-office answer */ \
	" informed_at INTEGER," /* first letter with the Art. 14 notice was sent */ \
	" merged_into INTEGER REFERENCES contact(id)," /* another address of that person; status moved; undone by clearing it */ \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE INDEX contact_organisation ON contact(organisation_id);" \
	"CREATE INDEX contact_erased ON contact(id) WHERE status = 'erased';" \
	"CREATE INDEX contact_merged ON contact(merged_into) WHERE merged_into IS NOT NULL;" \
	"CREATE TABLE list(" \
	" id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE," \
	" address TEXT," /* of a newsletter list that people join by mail */ \
	" created_at INTEGER NOT NULL," \
	" removed_at INTEGER" /* kept for what speaks of it, under a name that nobody can use */ \
	") STRICT;" \
	"CREATE TABLE list_member(" \
	" list_id INTEGER NOT NULL REFERENCES list(id)," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id)," \
	" since INTEGER NOT NULL," \
	" PRIMARY KEY (list_id, contact_id)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE INDEX list_member_contact ON list_member(contact_id);" \
	"CREATE TABLE segment(" \
	" id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, condition TEXT NOT NULL," \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL" \
	") STRICT;"

#define LAW \
	"CREATE TABLE basis(" /* why we may write; append-only */ \
	" id INTEGER PRIMARY KEY," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id)," \
	" kind TEXT NOT NULL CHECK (kind = 'consent' OR kind = 'legitimate-interest' OR kind = 'soft-opt-in'" \
	"  OR kind = 'contract' OR kind = 'withdrawn')," \
	" class TEXT," /* event, offer, newsletter; NULL: any */ \
	" source TEXT NOT NULL, at INTEGER NOT NULL," \
	" text_shown TEXT, proof_reply_id INTEGER," \
	" list_id INTEGER REFERENCES list(id)," /* for the letters of this list only; NULL: any */ \
	" asked_id INTEGER" /* the message that asked for it; proof_reply_id answers it, its own reply_id is the mail that it answers */ \
	") STRICT;" \
	"CREATE INDEX basis_contact ON basis(contact_id);" \
	"CREATE INDEX basis_withdrawn ON basis(contact_id, id, class) WHERE kind = 'withdrawn';" \
	"CREATE INDEX basis_asked ON basis(asked_id) WHERE asked_id IS NOT NULL;" \
	"CREATE TABLE suppression(" /* must not be written to; survives erasure and re-import */ \
	" id INTEGER PRIMARY KEY," \
	" hash TEXT NOT NULL," /* keyed hash of the lower-case address */ \
	" email TEXT," /* NULL after erasure */ \
	" list_id INTEGER REFERENCES list(id)," /* NULL: everything */ \
	" reason TEXT NOT NULL CHECK (reason IN ('unsubscribed','objection','hard-bounce','complaint','staff','import','erased'))," \
	" source TEXT NOT NULL, at INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE UNIQUE INDEX suppression_hash ON suppression(hash, ifnull(list_id, 0));" \
	"CREATE INDEX suppression_email ON suppression(email) WHERE email IS NOT NULL;" \
	"CREATE TABLE audit(" /* append-only, hash-chained */ \
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL," \
	" actor TEXT NOT NULL," /* staff name, 'reply', 'calendar', 'import', 'sender' … */ \
	" action TEXT NOT NULL, noun TEXT NOT NULL, noun_id INTEGER, why TEXT," \
	" payload_hash TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL" \
	") STRICT;" \
	"CREATE INDEX audit_noun ON audit(noun, noun_id);" \
	"CREATE TABLE audit_payload(" /* names people: erasure removes rows, the chain stays whole */ \
	" audit_id INTEGER PRIMARY KEY REFERENCES audit(id), salt TEXT NOT NULL, payload TEXT NOT NULL" \
	") STRICT;" \
	"CREATE TABLE change(" /* history of contacts and organisations, field by field; erasure removes a person's rows */ \
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL," \
	" noun TEXT NOT NULL CHECK (noun IN ('contact','organisation')), noun_id INTEGER NOT NULL," \
	" field TEXT NOT NULL, old TEXT, new TEXT," \
	" audit_id INTEGER NOT NULL REFERENCES audit(id) DEFERRABLE INITIALLY DEFERRED" /* who and why; a merge is undone by it */ \
	") STRICT;" \
	"CREATE INDEX change_noun ON change(noun, noun_id);" \
	"CREATE INDEX change_audit ON change(audit_id);" \
	"CREATE TABLE apart(" /* two that look alike and are two: not proposed as duplicates again */ \
	" noun TEXT NOT NULL CHECK (noun IN ('contact','organisation')), a INTEGER NOT NULL, b INTEGER NOT NULL," /* a < b */ \
	" at INTEGER NOT NULL, PRIMARY KEY (noun, a, b)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE import(" \
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, source TEXT NOT NULL," \
	" added INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL, rejected INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE TABLE import_map(source TEXT NOT NULL, column_name TEXT NOT NULL, field TEXT NOT NULL," \
	" PRIMARY KEY (source, column_name)) STRICT, WITHOUT ROWID;"

#define EVENTS \
	"CREATE TABLE event(" \
	" id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE," /* key: the organiser's id */ \
	" start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, zone TEXT NOT NULL," \
	" capacity INTEGER NOT NULL, party_max INTEGER NOT NULL," \
	" answer_by INTEGER, funding TEXT," \
	" sequence INTEGER NOT NULL DEFAULT 0," /* iCalendar SEQUENCE: +1 when time or place changes */ \
	" state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','called-off'))," \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL" \
	") STRICT;" \
	"CREATE TABLE event_text(" /* title, place, place-in, programme … per language */ \
	" event_id INTEGER NOT NULL REFERENCES event(id), language TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL," \
	" PRIMARY KEY (event_id, language, key)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE quota(" \
	" id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES event(id), name TEXT NOT NULL," \
	" position INTEGER NOT NULL, condition TEXT NOT NULL, seats INTEGER NOT NULL, release_at INTEGER," \
	" UNIQUE (event_id, name)) STRICT;" \
	"CREATE TABLE offer(" \
	" id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, country TEXT," \
	" organisation_id INTEGER REFERENCES organisation(id), sector TEXT, valid_until INTEGER," \
	" adviser TEXT," /* address that is told of interest */ \
	" targets TEXT," /* countries where a partner is sought: LT,PL */ \
	" sdgs TEXT,"    /* Sustainable Development Goals by number: 9,12 */ \
	" programme TEXT, call TEXT, coordinator INTEGER," /* of a research-request; coordinator 1: one is sought */ \
	" interest_until INTEGER," /* last moment of interest; NULL: valid_until */ \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;" \
	"CREATE TABLE offer_text(" \
	" offer_id INTEGER NOT NULL REFERENCES offer(id), language TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL," \
	" PRIMARY KEY (offer_id, language, key)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE interest(" /* a yes to an offer */ \
	" id INTEGER PRIMARY KEY, offer_id INTEGER NOT NULL REFERENCES offer(id)," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id), reply_id INTEGER," \
	" state TEXT NOT NULL CHECK (state IN ('interested','maybe','declined','passed-on'))," \
	" at INTEGER NOT NULL, UNIQUE (offer_id, contact_id)) STRICT;" \
	"CREATE TABLE registration(" /* an organisation's party at an event */ \
	" id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES event(id)," \
	" organisation_id INTEGER REFERENCES organisation(id)," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id)," /* who is told */ \
	" quota_id INTEGER REFERENCES quota(id)," /* NULL: outside all quotas */ \
	" state TEXT NOT NULL CHECK (state IN ('registered','waiting','undecided','declined','cancelled'))," \
	" seats INTEGER NOT NULL," /* people of the party; 0 when it takes none */ \
	" arrived_at INTEGER NOT NULL," /* order of service; a tie is decided by id */ \
	" promoted_at INTEGER," /* from the waiting list, told once */ \
	" source TEXT NOT NULL," /* reply, calendar, web, staff */ \
	" answered_at INTEGER NOT NULL," /* arrival of the last answer applied: an older one is stale */ \
	" reply_id INTEGER, since INTEGER NOT NULL, updated_at INTEGER NOT NULL," \
	" calendar_sequence INTEGER, calendar_stamp INTEGER" /* of the attendee's own last calendar answer */ \
	") STRICT;" \
	"CREATE INDEX registration_event ON registration(event_id, state, quota_id, arrived_at, id, seats);" \
	"CREATE UNIQUE INDEX registration_contact ON registration(event_id, contact_id);" \
	"CREATE INDEX registration_person ON registration(contact_id);" \
	"CREATE INDEX registration_organisation ON registration(organisation_id, event_id);" \
	"CREATE TABLE attendee(" /* a named person, or a seat without a name yet */ \
	" id INTEGER PRIMARY KEY, registration_id INTEGER NOT NULL REFERENCES registration(id)," \
	" name TEXT, email TEXT, code TEXT UNIQUE," /* code: for the door */ \
	" attended INTEGER, walk_in INTEGER NOT NULL DEFAULT 0," /* attended: NULL unknown, 1 came, 0 did not */ \
	" checked_at INTEGER," \
	" restricted_until INTEGER" /* the person was erased: the name is kept as evidence only, until then */ \
	") STRICT;" \
	"CREATE INDEX attendee_registration ON attendee(registration_id);" \
	"CREATE INDEX attendee_email ON attendee(lower(email)) WHERE email IS NOT NULL;" \
	"CREATE TABLE survey(" /* a questionnaire */ \
	" id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, closes_at INTEGER," \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;" \
	"CREATE TABLE survey_text(" /* title, intro; of question 3: '3', its choices '3.1' '3.2' … */ \
	" survey_id INTEGER NOT NULL REFERENCES survey(id), language TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL," \
	" PRIMARY KEY (survey_id, language, key)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE survey_question(" \
	" survey_id INTEGER NOT NULL REFERENCES survey(id), number INTEGER NOT NULL," \
	" kind TEXT NOT NULL CHECK (kind IN ('choice','choices','number','text'))," \
	" n_choices INTEGER NOT NULL, minimum INTEGER, maximum INTEGER," \
	" PRIMARY KEY (survey_id, number)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE survey_answer(" /* one value; several rows where several choices were made */ \
	" id INTEGER PRIMARY KEY, survey_id INTEGER NOT NULL REFERENCES survey(id)," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id), reply_id INTEGER," /* NULL: entered by staff */ \
	" batch INTEGER NOT NULL," /* rows that were given together; a later batch replaces earlier ones per question */ \
	" number INTEGER NOT NULL," /* of the question; 0: what was written besides */ \
	" choice INTEGER, amount REAL, text TEXT," /* text: the words, of any kind of question */ \
	" doubt TEXT," /* why it does not count; NULL: it counts */ \
	" who TEXT NOT NULL, at INTEGER NOT NULL) STRICT;" \
	"CREATE INDEX survey_answer_contact ON survey_answer(survey_id, contact_id, number);" \
	"CREATE INDEX survey_answer_reply ON survey_answer(reply_id);"

#define LEDGER \
	"CREATE TABLE campaign(" \
	" id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE," \
	" class TEXT NOT NULL CHECK (class IN ('event','offer','newsletter','survey','consent','service'))," \
	" event_id INTEGER REFERENCES event(id), offer_id INTEGER REFERENCES offer(id)," \
	" survey_id INTEGER REFERENCES survey(id)," \
	" letter TEXT NOT NULL, languages TEXT NOT NULL, fallback TEXT NOT NULL, audience TEXT NOT NULL," \
	" relays TEXT," /* names allowed, comma-separated; NULL: all */ \
	" issue INTEGER, issued_at INTEGER," /* of a newsletter */ \
	" params TEXT," /* JSON object: values for its letters that are the same for everybody */ \
	" calendar INTEGER NOT NULL DEFAULT 0," /* 1: a calendar part in the invitation */ \
	" state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft','running','paused','cancelled'))," \
	" pause_reason TEXT, start_at INTEGER, expires_at INTEGER," \
	" expires_follows INTEGER NOT NULL DEFAULT 0," /* 1: nobody set the expiry, it moves with the event */ \
	" source TEXT NOT NULL," /* the file as it was added */ \
	" created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;" \
	"CREATE TABLE step(" \
	" campaign_id INTEGER NOT NULL REFERENCES campaign(id), number INTEGER NOT NULL," /* 0: the first letter */ \
	" name TEXT NOT NULL, letter TEXT NOT NULL," \
	" anchor TEXT NOT NULL DEFAULT 'first' CHECK (anchor IN ('first','start','end'))," /* the first letter, the event's start, its end */ \
	" after_seconds INTEGER NOT NULL," /* behind the anchor; before an event's start: negative */ \
	" audience TEXT NOT NULL CHECK (audience IN ('all','silent','registered','undecided','came','missed'))," \
	" survey_id INTEGER REFERENCES survey(id)," /* the questionnaire that the letter holds; else the campaign's */ \
	" PRIMARY KEY (campaign_id, number)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE message(" /* the ledger: one letter to one contact */ \
	" id INTEGER PRIMARY KEY AUTOINCREMENT," \
	" campaign_id INTEGER REFERENCES campaign(id)," /* NULL: a service letter */ \
	" step INTEGER NOT NULL DEFAULT 0," \
	" contact_id INTEGER NOT NULL REFERENCES contact(id)," \
	" nonce INTEGER NOT NULL," /* random; with id it makes token, Message-ID and envelope sender */ \
	" state TEXT NOT NULL DEFAULT 'queued' CHECK (state = 'queued' OR state = 'claimed'" \
	"  OR state = 'sent' OR state = 'deferred' OR state = 'failed' OR state = 'in-doubt' OR state = 'skipped')," \
	" due_at INTEGER NOT NULL," /* not before */ \
	" attempts INTEGER NOT NULL DEFAULT 0," \
	" sender_id INTEGER," /* who holds the claim */ \
	" relay TEXT, status TEXT, answer TEXT," /* of the last attempt; answer: the server's text or the reason */ \
	" at INTEGER," /* of the last change */ \
	" letter TEXT," /* service letters: which; else the step's */ \
	" event_id INTEGER REFERENCES event(id), offer_id INTEGER REFERENCES offer(id)," /* service letters: about what */ \
	" registration_id INTEGER REFERENCES registration(id)," \
	" reply_id INTEGER," /* what it answers */ \
	" list_id INTEGER REFERENCES list(id)," /* about joining or leaving which list */ \
	" language TEXT," /* NULL: the contact's */ \
	" address TEXT," /* sent to this address and not the contact's */ \
	" params TEXT" /* JSON object: values for the letter fixed when the row was made */ \
	") STRICT;" \
	"CREATE UNIQUE INDEX message_once ON message(campaign_id, step, contact_id) WHERE campaign_id IS NOT NULL;" \
	/* per campaign, so that rows of a paused one are never walked over; state: counts read the index alone */ \
	"CREATE INDEX message_due ON message(campaign_id, due_at, id, state) WHERE state IN ('queued','deferred');" \
	"CREATE INDEX message_deferred ON message(campaign_id) WHERE state = 'deferred';" \
	"CREATE INDEX message_claimed ON message(sender_id, campaign_id) WHERE state = 'claimed';" \
	/* contact and time: whom a campaign wrote to is read from it alone; queries repeat the condition as SQL_DONE() */ \
	"CREATE INDEX message_done ON message(campaign_id, state, contact_id, at)" \
	" WHERE (state = 'sent' OR state = 'failed' OR state = 'in-doubt' OR state = 'skipped');" \
	"CREATE INDEX message_contact ON message(contact_id);" \
	"CREATE INDEX message_list ON message(reply_id) WHERE list_id IS NOT NULL;" \
	"CREATE TABLE attempt(" /* one per try that a server answered, or that is in doubt */ \
	" message_id INTEGER NOT NULL REFERENCES message(id), number INTEGER NOT NULL," \
	" relay TEXT, at INTEGER NOT NULL," \
	" outcome TEXT NOT NULL CHECK (outcome = 'sent' OR outcome = 'deferred' OR outcome = 'failed' OR outcome = 'in-doubt')," \
	" status TEXT, answer TEXT," \
	" PRIMARY KEY (message_id, number)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE sender(" /* a process that sends; alive while it holds the lock of its mark file */ \
	" id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, pid INTEGER NOT NULL, mark TEXT NOT NULL," \
	" boot TEXT NOT NULL," /* the machine's boot id: after another boot the mark file proves nothing */ \
	" started_at INTEGER NOT NULL, ended_at INTEGER) STRICT;"

#define REPLIES \
	"CREATE TABLE mailbox(" /* how far a mailbox was read */ \
	" name TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity INTEGER NOT NULL DEFAULT 0, last_uid INTEGER NOT NULL DEFAULT 0," \
	" PRIMARY KEY (name, folder)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE mailbox_skipped(" /* mails older than `since` where the mailbox has no dates (POP3) */ \
	" name TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (name, key)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE reply(" /* one inbound mail and its verdict */ \
	" id INTEGER PRIMARY KEY," \
	" mailbox TEXT NOT NULL, key TEXT NOT NULL," /* key: UIDVALIDITY/UID, UIDL, file name or hash: what makes it once */ \
	" sha256 TEXT NOT NULL," /* of the raw bytes */ \
	" arrived_at INTEGER NOT NULL," /* in the mailbox */ \
	" message_id TEXT, sender TEXT, subject TEXT," \
	" answers_id INTEGER REFERENCES message(id), contact_id INTEGER REFERENCES contact(id)," \
	" campaign_id INTEGER REFERENCES campaign(id), event_id INTEGER REFERENCES event(id), offer_id INTEGER REFERENCES offer(id)," \
	" matched_by TEXT, kind TEXT, intent TEXT," \
	" outcome TEXT CHECK (outcome IN ('applied','review','ignored','resolved'))," /* NULL: stored, not yet decided */ \
	" reason TEXT, confidence REAL, also_question INTEGER NOT NULL DEFAULT 0, also_unsubscribe INTEGER NOT NULL DEFAULT 0," \
	" count INTEGER, attendees TEXT, language TEXT, text TEXT, evidence TEXT, bounce TEXT," /* JSON where plural */ \
	" decided_at INTEGER, UNIQUE (mailbox, key)) STRICT;" \
	"CREATE INDEX reply_undecided ON reply(arrived_at, id) WHERE outcome IS NULL;" \
	"CREATE INDEX reply_sha256 ON reply(sha256);" \
	"CREATE INDEX reply_message_id ON reply(message_id);" \
	"CREATE INDEX reply_contact ON reply(contact_id, kind, intent, arrived_at);" \
	"CREATE INDEX reply_kind ON reply(kind, intent, contact_id, arrived_at);" \
	"CREATE INDEX reply_bounce ON reply(answers_id) WHERE kind = 'bounce';" \
	"CREATE TABLE reply_raw(reply_id INTEGER PRIMARY KEY REFERENCES reply(id), raw BLOB NOT NULL," \
	" headers_only INTEGER NOT NULL DEFAULT 0) STRICT;" \
	"CREATE TABLE review(" /* the queue: what a person has to decide */ \
	" id INTEGER PRIMARY KEY, reply_id INTEGER NOT NULL REFERENCES reply(id)," \
	" reason TEXT NOT NULL, proposal TEXT," \
	" opened_at INTEGER NOT NULL, closed_at INTEGER, who TEXT, decision TEXT) STRICT;" \
	"CREATE INDEX review_open ON review(opened_at) WHERE closed_at IS NULL;" \
	"CREATE INDEX review_reply ON review(reply_id);" \
	"CREATE TABLE auto_answer(" /* loop guard: one automatic answer per sender, event and day for the same state */ \
	" address TEXT NOT NULL, event_id INTEGER NOT NULL, state TEXT NOT NULL, day INTEGER NOT NULL," \
	" PRIMARY KEY (address, event_id, state, day)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

const char *const store_migrations[] = {
	PEOPLE LAW EVENTS LEDGER REPLIES,
};

const int store_n_migrations = (int)ARRAY_SIZE(store_migrations);
