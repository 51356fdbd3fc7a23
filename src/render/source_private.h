/* Between source.c (files, lines, partials) and source_marker.c. */
#ifndef KVIESLYS_RENDER_SOURCE_PRIVATE_H
#define KVIESLYS_RENDER_SOURCE_PRIVATE_H

#include "render/source.h"

/* Index of the opening marker that a closing one belongs to, or -1. */
int source_find_opening(const struct source *source, const struct source_marker *closing);
/* Adds a marker, paired with its opening when it closes one. False when out of memory. */
bool source_note_marker(struct source *source, const struct marker *m, int file, int line);

#endif
