/* Letters go to contacts: staff and advisers get rows of their own. */
#include "domain/staff.h"

#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_contact.h"

enum status staff_contact(struct store *store, const char *staff, const char *source, int64_t *ret, struct error *err)
{
	struct contact contact = CONTACT_INIT;
	struct address address;
	enum status st = address_parse(staff, &address, err);

	if (st == ST_OK) {
		st = db_contact_id(store, address.key, ret, err);
	}
	if (st != ST_OK || *ret != 0) {
		return st;
	}
	contact.email = address.email;
	contact.email_key = address.key;
	contact.role = true;
	contact.source = source;
	st = db_contact_add(store, &contact, ret, err);
	return st == ST_OK ? audit_add(store, "kvieslys", "add", "contact", *ret, source, NULL, err) : st;
}
