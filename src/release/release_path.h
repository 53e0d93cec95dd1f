#pragma once
// The paths of a release's files: one rule for build, publisher and endpoint. Pure; any thread.
#include "base/result.h"

#include <cstddef>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMaxReleasePathBytes = 1024;

// A path below the site's root without a leading slash: UTF-8 in NFC of at most
// kMaxReleasePathBytes, no segment empty, "." , ".." or over 255 bytes, no control character (bidi
// overrides and what formats/unicode.h calls hidden with them), noncharacter or backslash, and not
// one of the endpoint's own addresses (api, events, healthz, metrics, hub). Else
// ErrorCode::Invalid.
Result<void> check_release_path(std::string_view path);

// C0, DEL or C1: what may stand in no field of a manifest.
bool has_control_character(std::string_view text);

}  // namespace gazette
