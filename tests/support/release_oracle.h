#pragma once
// What must hold of an endpoint after every restart, whatever happened before: the one checker of
// all tests that kill, cut power, spoil or interleave. Each function gives what is wrong, in words,
// and nothing when all is right; it uses no Catch2, so threads may call it.
//
// Docs: docs/testing.md, "Faults by number".
#include "base/files.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

// What somebody was told and relies on.
struct Promises {
    std::uint64_t number = 0;  // the last release that was acknowledged
    std::set<std::string> recalled =
        {};  // articles whose recall was, and that no lift was asked for
    // Sentences that stand in the bytes of recalled articles alone.
    std::set<std::string> markers = {};
};

// The folder as it lies on the disk, with no endpoint on it or a resting one:
//   - `current` names a release, not older than the acknowledged, whose manifest parses and has the
//     root that it says, and so has every kept release;
//   - every blob of a kept release is there with the right bytes, unless a recall has taken it
//     or a check has set it aside;
//   - every recall that was acknowledged is on the list;
//   - coded forms are whole;
//   - no file, in no coding, holds a marker.
std::vector<std::string> look_at_folder(Files& files, const std::string& data,
                                        const Promises& promises);

// What readers get from an endpoint that serves the folder:
//   - every address of the current release, as it is, coded, in part and by HEAD, gives its bytes,
//     or 410 and 503 where a recall bars it; earlier releases' addresses give no marker either;
//   - events tell of every release since the oldest kept one, without gap or repeat.
std::vector<std::string> look_at_readers(std::uint16_t port, Files& files, const std::string& data,
                                         const Promises& promises);

inline constexpr std::string_view kNothingWrong = "nothing is wrong";
// As one text, for a test's message.
std::string in_lines(const std::vector<std::string>& wrong);

}  // namespace gazette::testing
