#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace gazette::detail {

void assertion_failed(const char* condition, const char* why_it_holds, const char* file, int line) {
    static_cast<void>(std::fprintf(stderr,
                                   "gazette: this is a bug, please report it: %s:%d: %s (%s)\n",
                                   file, line, condition, why_it_holds));
    std::abort();
}

}  // namespace gazette::detail
