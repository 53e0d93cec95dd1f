#include "endpoint/error_log.h"

#include "base/text.h"

#include <algorithm>

namespace gazette {

void ErrorLog::add(std::string_view line) {
    if (!sink_) return;
    // One line whatever is in it: a name that holds a line break must not forge a second.
    std::string shown(line);
    std::ranges::replace_if(shown, is_control, '?');
    const std::scoped_lock lock(mutex_);
    sink_(shown);
}

}  // namespace gazette
