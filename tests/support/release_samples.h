#pragma once
// Small releases for tests: paths with contents, as a manifest and as bytes.
#include "base/time_zone.h"
#include "release/manifest.h"
#include "release/protocol.h"

#include <map>
#include <optional>
#include <string>

namespace gazette::testing {

struct SampleSite {
    Manifest manifest;
    std::map<Sha256, std::string> blobs;
};

// Every path with status 200 and the type of its extension.
SampleSite sample_site(const std::map<std::string, std::string>& content_of_path);

// The full form.
Declaration declare_all(const SampleSite& site);
// The delta from another manifest, published as `base`.
Declaration declare_changes(const SampleSite& site, const Manifest& from, std::uint64_t base);

std::string pack_all(const SampleSite& site);

// A clock that tests set.
class FixedClock final : public Clock {
public:
    Instant time{1'657'067'400};  // 2022-07-06T00:30:00Z

    [[nodiscard]] Instant now() const override { return time; }
};

}  // namespace gazette::testing
