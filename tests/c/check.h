/* Counting checks: one that fails is told with its line, and the program goes on. */
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

/* The same for a status, which is shown. */
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

/* Tells the counts on the last line; gives the exit code. */
static int counted(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

#endif
