#pragma once
// A recalled article in the terms of a manifest: which entries are its own, which show it, and what
// stands in their place. An article that was recalled is barred by its id, so that no other bytes,
// path or earlier tree bring it back (docs/formats/release.md). Pure; any thread.
#include "base/time_zone.h"
#include "release/manifest.h"

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gazette {

// That a recalled article may be published again; the bytes that it had stay barred.
struct Lift {
    Instant at;
    std::string by;  // name of the token, or of who asked at the machine
    std::string reason;
    std::array<std::string, 2> persons;  // who decided it

    friend bool operator==(const Lift&, const Lift&) = default;
};

struct Recall {
    std::string article;  // id
    std::string reason;   // for the record; readers never see it
    std::string notice;   // what readers see; without the title. May be empty
    std::string by;       // name of the token, or of who asked at the machine
    Instant at;
    std::vector<Sha256> erased = {};  // digests that belonged to it alone: barred, and gone
    std::optional<Lift> lift = {};

    friend bool operator==(const Recall&, const Recall&) = default;
};

// All recalls of a site, the oldest first; of an article at most the last is not lifted. A value;
// const is thread-safe.
class Recalls {
public:
    Recalls() = default;
    explicit Recalls(std::vector<Recall> all);

    [[nodiscard]] const std::vector<Recall>& all() const { return all_; }

    // Null when it is not recalled, or no more.
    [[nodiscard]] const Recall* find(std::string_view article) const;

    // Why an entry is not given to readers.
    enum class Bar {
        None,
        Gone,  // it is the article's own, or of bytes that were
        Held,  // its body can be read there: until the next release, which is without it
    };
    [[nodiscard]] Bar bar_of(const ManifestEntry& entry) const;
    // Whether a release that has this entry is refused: it is the article's own, shows its words or
    // body, or is of its bytes.
    [[nodiscard]] bool refuses(const ManifestEntry& entry) const;

private:
    std::vector<Recall> all_;
    std::set<std::string, std::less<>> articles_;
    std::unordered_set<Sha256> digests_;
};

// What either of two copies of one list knows.
std::vector<Recall> united(std::vector<Recall> recalls, const std::vector<Recall>& others);

// The digests that only an article's own entries have, of all manifests that were added.
class OwnDigests {
public:
    explicit OwnDigests(std::string article) : article_(std::move(article)) {}

    void add(const Manifest& manifest);

    [[nodiscard]] std::vector<Sha256> sorted() const;

private:
    std::string article_;
    std::unordered_set<Sha256> own_;
    std::unordered_set<Sha256> others_;
};

// An earlier tree as it may be given to readers now: the article's own entries as what `notice_of`
// makes of its recall, with status 410; entries that show it as `current` has them, else not at
// all.
std::vector<ManifestEntry> without_recalled(
    std::vector<ManifestEntry> tree, const Recalls& recalls, const Manifest& current,
    const std::function<ManifestEntry(const Recall&)>& notice_of);

}  // namespace gazette
