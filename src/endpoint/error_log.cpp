#include "endpoint/error_log.h"

#include <algorithm>

namespace gazette {

void ErrorLog::add(std::string_view line) {
    if (!sink_) return;
    // One line whatever is in it: a name that holds a line break must not forge a second.
    std::string shown(line);
    std::ranges::replace_if(
        shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }, '?');
    const std::scoped_lock lock(mutex_);
    sink_(shown);
}

}  // namespace gazette
