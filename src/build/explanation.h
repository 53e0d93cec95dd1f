#pragma once
// Why a build made a page: which part of its key was another than last time, or what else. Plain
// values.
#include "pages/site_plan.h"

#include <bitset>
#include <string>
#include <vector>

namespace gazette {

// The parts of a key (pages/site_plan.h) come first, by their numbers.
inline constexpr std::size_t kReasonNew = kKeyParts;          // nothing is remembered of it
inline constexpr std::size_t kReasonAltered = kKeyParts + 1;  // its file is gone or another one
inline constexpr std::size_t kReasons = kKeyParts + 2;
using Reasons = std::bitset<kReasons>;

struct MadePage {
    std::string path;  // in the output
    Reasons reasons;
    std::vector<std::string> stories;  // sources that it shows and that were read anew
};

}  // namespace gazette
