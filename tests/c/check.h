/* Counted checks: a failed one is printed with its line, and the program continues. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

static int passed, failed;

#define CHECK(what, truth)                                                      \
    do {                                                                        \
        if (truth) {                                                            \
            passed++;                                                           \
        } else {                                                                \
            failed++;                                                           \
            printf("%s:%d: %s: not so: %s\n", __FILE__, __LINE__, what, #truth); \
        }                                                                       \
    } while (0)

/* The same for a status, which is printed. */
#define CHECK_STATUS(what, wanted, call)                                                                       \
    do {                                                                                                       \
        int wanted_ = (int)(wanted), got_ = (int)(call);                                                       \
        if (got_ == wanted_) {                                                                                 \
            passed++;                                                                                          \
        } else {                                                                                               \
            failed++;                                                                                          \
            printf("%s:%d: %s: %s gave %d, not %d\n", __FILE__, __LINE__, what, #call, got_, wanted_);         \
        }                                                                                                      \
    } while (0)

/* Prints the counts on the last line; returns the exit code. */
static int counted(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

#endif
