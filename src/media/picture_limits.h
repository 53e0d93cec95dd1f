#pragma once
// Beyond these a source picture is refused before it is decoded: a few bytes can claim gigabytes.
#include <cstdint>

namespace gazette {

inline constexpr std::uint64_t kMaxPictureBytes = 64ULL << 20U;
inline constexpr std::int64_t kMaxPicturePixels = 100'000'000;
inline constexpr int kMaxPictureSide = 30'000;

}  // namespace gazette
