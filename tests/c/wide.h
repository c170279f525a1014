/* UTF-16 texts made from the UTF-8 texts of the sources. */
#ifndef WIDE_H
#define WIDE_H

#include <stdint.h>

#define LONGEST_WIDE 4096

/* UTF-16 of a UTF-8 text, in one of two buffers in turns, so that a call may take two texts. */
static const uint16_t *wide(const char *text) {
    static uint16_t rooms[2][LONGEST_WIDE];
    static int turn;
    const unsigned char *from = (const unsigned char *)text;
    uint16_t *room = rooms[turn ^= 1], *to = room;

    while (*from != 0 && to < room + LONGEST_WIDE - 2) {
        if (*from < 0x80) {
            *to++ = *from++;
        } else if (*from < 0xE0) {
            *to++ = (uint16_t)((from[0] & 0x1F) << 6 | (from[1] & 0x3F));
            from += 2;
        } else if (*from >= 0xF0) {
            uint32_t code = (from[0] & 7u) << 18 | (from[1] & 0x3Fu) << 12 | (from[2] & 0x3Fu) << 6 | (from[3] & 0x3Fu);
            *to++ = (uint16_t)(0xD7C0 + (code >> 10));
            *to++ = (uint16_t)(0xDC00 + (code & 0x3FF));
            from += 4;
        } else {
            *to++ = (uint16_t)((from[0] & 0x0F) << 12 | (from[1] & 0x3F) << 6 | (from[2] & 0x3F));
            from += 3;
        }
    }
    *to = 0;
    return room;
}

#endif
