#pragma once
// The build before a publish: that of `gazette build`, which says nothing but what it finds wrong.
// One thread calls.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct BuiltSite {
    ExitStatus status = ExitStatus::Right;  // else the site is as it was, and why is printed
    Instant next_change;                    // 0: it does not change by itself
};

// `out`: empty: public/ in the newsroom.
BuiltSite build_to_publish(const std::string& newsroom, const std::string& out,
                           const Surroundings& surroundings);

}  // namespace gazette
