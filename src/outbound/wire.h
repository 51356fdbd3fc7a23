/* The connection lives in util/, where mailboxes use it too. */
#ifndef KVIESLYS_OUTBOUND_WIRE_H
#define KVIESLYS_OUTBOUND_WIRE_H

#include "util/wire.h"

#endif
