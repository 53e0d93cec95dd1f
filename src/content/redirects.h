#pragma once
// redirects.tsv: a line an address, old<Tab>new; "#" begins a comment. `to` is an address of this
// site or a whole http(s) URL. Pure; any thread.
#include "base/diagnostic.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxRedirectBytes = std::size_t{32} << 20U;

struct Redirect {
    std::string from;
    std::string to;
    Position position = {};
};

// Broken lines are reported and left out; so is a second line for one address, and loops within
// the file.
std::vector<Redirect> read_redirects(std::string_view bytes, Diagnostics& diagnostics,
                                     const std::string& path = "redirects.tsv");

}  // namespace gazette
