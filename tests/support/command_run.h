#pragma once
// A command's surroundings made of strings, over the real file system and a clock that stands.
#include "cli/surroundings.h"
#include "support/temporary_folder.h"

#include <sstream>
#include <string>

namespace gazette::testing {

class StandingClock : public Clock {
public:
    [[nodiscard]] Instant now() const override { return moment; }

    Instant moment = *parse_rfc3339("2022-07-06T08:30:00+08:00");
};

struct CommandRun {
    std::unique_ptr<Files> files = real_files();
    StandingClock clock;
    Environment environment;
    Words words = Words::in("en");
    std::ostringstream out;
    std::ostringstream err;
    Surroundings around{*files, clock, environment, words, out, err, false};
};

}  // namespace gazette::testing
