#pragma once
// The one who writes from the desk into the newsroom: applies what the transaction of a last
// sign-off put into the outbox. The database is the truth, the newsroom is made from it.
//
// A batch is what one transaction left, for one story. Nothing of it is written when one of its
// files is not what the desk believes it to be (a hand's edit, git): that is a conflict, reported
// with both digests, and the file stays as it is. Else pictures come first, then the review log,
// the article last; each file by a temporary twin, fsync, rename and fsync of its folder, new
// folders with it. Killed at any moment, the same batch is applied again to the same end: what is
// there already is left. Once apply() has said Applied, all of it is on the disk.
//
// What is written within an existing newsroom only, through no link, where newsroom_place allows;
// folders with an output marker are none of the newsroom's. Between the look at a file and its
// replacement lies a moment in which somebody else's edit would be lost; one who can write there
// at all can do so anyhow.
//
// One thread; two writers of one newsroom wait for each other (.gazette/desk.lock). Borrows Files.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gazette {

struct OutboxEntry {
    std::string path;                // within the newsroom
    std::optional<Sha256> expected;  // what the file is before; nothing: there is none
    Sha256 digest;                   // of `bytes`
    std::string bytes;
};

enum class OutboxProblem : std::uint8_t {
    Differs,      // the file is neither what was expected nor what is to be
    NotAllowed,   // no path for the desk: see newsroom_place
    ThroughLink,  // a link, or something that is no folder, stands in its way
};

struct OutboxConflict {
    std::string path;
    OutboxProblem problem = OutboxProblem::Differs;
    std::optional<Sha256> expected;
    std::optional<Sha256> found;  // nothing: there is no file

    friend bool operator==(const OutboxConflict&, const OutboxConflict&) = default;
};

struct OutboxOutcome {
    std::vector<OutboxConflict> conflicts;  // empty: all of the batch is on the disk
    std::size_t written = 0;                // the others were there already

    [[nodiscard]] bool is_applied() const { return conflicts.empty(); }
};

class NewsroomWriter {
public:
    // `newsroom` is a folder with a site.yml, else NotFound.
    static Result<NewsroomWriter> open(Files& files, const std::string& newsroom);

    // In any order of entries, each path once. Invalid: a path twice, or a digest that is not that
    // of its bytes. Other errors are the disk's: ask again.
    Result<OutboxOutcome> apply(std::span<const OutboxEntry> batch);

    // Removes what a killed writer left half written beside these files. For the start of the desk,
    // with the batches that are not done; answers how many.
    Result<std::size_t> sweep(std::span<const OutboxEntry> batch);

private:
    NewsroomWriter(Files& files, std::string newsroom)
        : files_(&files), newsroom_(std::move(newsroom)) {}

    enum class Found : std::uint8_t { AsExpected, Done, Conflict };

    Result<Found> look(const OutboxEntry& entry, std::vector<OutboxConflict>& conflicts);
    Result<bool> is_way_free(const std::string& path);
    Result<std::optional<Sha256>> digest_of(const std::string& path);
    Result<void> write(const OutboxEntry& entry);

    Files* files_;
    std::string newsroom_;
};

}  // namespace gazette
