#pragma once
// The releases of an endpoint on disk and in memory, and the one switch between them.
//
//   DIR/format            magic and version of the folder
//   DIR/current           number and root of the release that readers get
//   DIR/releases/N.manifest, N.record     published releases; of those that were let go the record
//   DIR/open/ID.manifest, ID.record       declared ones that wait for their blobs
//   DIR/recalls           articles that were taken back (recall_store.h)
//
// A publish writes N.manifest, N.record and then current, each synced before the next; `current` is
// the switch. After a kill at any time either the old or the new release is current; the one above
// it was never acknowledged and is removed at the next start. Numbers only rise. A folder that is
// neither empty nor ours is refused, and a file whose name is not ours is never touched.
//
// Thread-safe: readers take a snapshot that stays whole while they hold it; changes are made one
// at a time. When the switch itself fails (its rename, or the sync of its folder) nobody knows what
// a power cut would leave, so the store takes no further switch until it is opened again
// (ErrorCode::Damaged). What fails before it, a full disk, leaves everything as it was.
#include "base/files.h"
#include "base/guarded.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "endpoint/blob_store.h"
#include "endpoint/earlier_assets.h"
#include "endpoint/marked_blobs.h"
#include "endpoint/recall_store.h"
#include "release/manifest.h"
#include "release/protocol.h"
#include "release/recall.h"
#include "release/recall_protocol.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gazette {

// What is known of a published release beside its manifest.
struct ReleaseRecord {
    ReleaseInfo info;
    std::string id;       // under which it was declared; empty after a rollback
    Instant modified_at;  // rises by at least a second a release: Last-Modified tells them apart
    std::optional<SignedStatement> statement = {};  // where a pinned key signed it
};

struct ServedRelease {
    ReleaseRecord record;
    Manifest manifest;
    EarlierAssets earlier_assets = {};
};

struct OpenRelease {
    std::string id;
    std::uint64_t base = 0;  // what was current when it was declared
    std::string by;
    std::string note;
    Instant created;
    Sha256 root;
    Manifest manifest;
    std::unordered_map<Sha256, std::uint64_t> size_of;  // every digest that it names
};

struct DeclareOutcome {
    enum class Kind { Opened, KnownAlready, BaseUnknown } kind = Kind::Opened;
    Declared declared;
};

struct SwitchOutcome {
    enum class Kind {
        Published,
        PublishedBefore,  // it is what readers get already: the answer of then was lost
        Superseded,
        Incomplete,
        Held,  // hold.h
    } kind = Kind::Published;
    ReleaseInfo release;      // the new one; Superseded: what is current (number 0: nothing)
    std::size_t missing = 0;  // Incomplete: blobs
    std::string reason = {};  // Held: why, may be empty
};

// Who asks, and what they expect to replace (0: nothing published yet).
struct SwitchRequest {
    std::uint64_t expected_current = 0;
    std::string by;
    std::string note = {};
    std::optional<SignedStatement> statement = {};  // checked; it is kept with the release
};

// What lies in a folder, for who only looks; each is read as the store reads it. Damaged, NotFound.
struct CurrentPointer {
    std::uint64_t number = 0;  // 0: nothing is published
    Sha256 root;
    std::uint64_t newest_epoch = 0;
};

Result<CurrentPointer> read_current(Files& files, const std::string& data);
Result<ReleaseRecord> read_record(Files& files, const std::string& data, std::uint64_t number);

class ReleaseStore {
public:
    // `files` and `clock` must outlive it. Damaged when what is on disk does not check, or when
    // `current` is missing or older than the releases; Conflict when the folder is a stranger's.
    // No release is removed then.
    static Result<std::unique_ptr<ReleaseStore>> open(Files& files, const Clock& clock,
                                                      const std::string& data,
                                                      RecallStoreOptions recalls = {});

    // Is called after each switch with what readers get from now on; must be quick, since the next
    // change waits for it. To be set before other threads use the store.
    void tell_switches(std::function<void(std::shared_ptr<const ServedRelease>)> told);

    // Is called in each recall, once it is barred and before its bytes are erased, with the digests
    // that may no longer be given to readers: the article's own, and those that show its body. To
    // be set before other threads use the store.
    void tell_recalls(std::function<void(const std::unordered_set<Sha256>&)> told);

    // Null before the first publish.
    [[nodiscard]] std::shared_ptr<const ServedRelease> current() const;
    [[nodiscard]] std::vector<ReleaseInfo> releases() const;  // newest first
    // NotFound when there is no such release.
    [[nodiscard]] Result<std::string> manifest_bytes(std::uint64_t number) const;

    // Denied: a preview. Conflict: another site's. Invalid: delta or root are wrong.
    Result<DeclareOutcome> declare(Declaration declaration, const std::string& by);
    // Null when there is none of this id.
    std::shared_ptr<const OpenRelease> find_open(std::string_view id);
    // How many files of the current release were found damaged or missing, and have not come again:
    // its publisher is told, and brings them.
    [[nodiscard]] Result<std::size_t> count_damaged() const;
    // How many of its blobs are not here yet.
    Result<std::size_t> count_missing(const OpenRelease& release) const;

    // Denied when the statement's epoch is lower than that of an earlier release.
    Result<SwitchOutcome> publish(std::string_view id, const SwitchRequest& request);
    // Bars an article for ever: when it returns, nothing that belongs to it is given to readers,
    // what shows its body waits for the next release, and the bytes that only it had are gone. A
    // release that names it is refused from the first moment, also one whose upload has begun.
    // Asked again it does what was left undone. What fails after the first step is told, and does
    // not lift it.
    Result<RecallReport> recall(const RecallOrder& order, const std::string& by);
    // Finishes the recalls that a kill or the disk has interrupted: their bytes are erased. To be
    // called once after a start, by a thread that nobody waits for; until then they lie there, and
    // nobody is given them.
    Result<void> finish_recalls();
    // Its id may be published again; the bytes that it had stay barred. NotFound when it is not
    // recalled, Conflict when the recall is another than the order means. Whether persons and
    // signature are right was checked before.
    Result<void> lift(const LiftOrder& order, const std::string& by);
    [[nodiscard]] std::shared_ptr<const Recalls> recalls() const;

    // Back to the tree of an earlier release, as a new one: without what was recalled since.
    Result<SwitchOutcome> activate(std::uint64_t number, const SwitchRequest& request);

    [[nodiscard]] const BlobStore& blobs() const { return blobs_; }

    // ---- What the collector does (release_collector.h says when, and why it is safe). Each holds
    // up other changes for one small step at most, and readers never.

    // Lets go of all but the newest `keep` releases (at least 2): they can be neither listed nor
    // gone back to. How many. Done when it returns, also after a power cut.
    Result<std::size_t> keep_newest(std::size_t keep);
    // Marks what the releases need that are kept and newer than those which are marked.
    Result<void> mark_needed(MarkedBlobs& marked) const;

    enum class Sweep {
        Removed,
        Needed,
        Behind,  // a release was published since `marked` was made; nothing was done
    };
    // Removes a blob unless it is marked or an open release names it.
    Result<Sweep> remove_unless_needed(const Sha256& digest, const MarkedBlobs& marked);

    [[nodiscard]] std::size_t count_releases() const;

    // Rises when blobs may have lost the last that needs them, releases let go aside: an open
    // release was dropped, an article recalled.
    [[nodiscard]] std::uint64_t times_dropped() const { return times_dropped_; }

private:
    ReleaseStore(Files& files, const Clock& clock, std::string data, BlobStore blobs,
                 std::unique_ptr<RecallStore> recalls);

    Result<void> load();
    Result<void> remove_left_over_pointers();
    Result<void> begin_empty();
    Result<void> load_records(std::uint64_t current_number);
    Result<void> load_record(std::uint64_t number);
    [[nodiscard]] EarlierAssets load_earlier_assets(std::uint64_t current) const;
    Result<void> load_open();
    Result<void> keep_open(OpenRelease release);
    void forget_open(const std::string& id);
    void drop_expired();
    Result<std::vector<Sha256>> missing_of(const OpenRelease& release) const;
    [[nodiscard]] std::string release_path(std::uint64_t number, std::string_view kind) const;
    [[nodiscard]] std::string open_path(std::string_view id, std::string_view kind) const;
    [[nodiscard]] ReleaseRecord next_record(const SwitchRequest& request) const;
    [[nodiscard]] Result<void> check_epoch(const ReleaseRecord& record) const;
    [[nodiscard]] SwitchOutcome superseded() const;
    [[nodiscard]] std::optional<SwitchOutcome> held() const;
    [[nodiscard]] Result<void> refuse_recalled(const Manifest& manifest) const;

    struct Recalled {
        std::vector<Sha256> own;            // in no entry that is not the article's
        std::unordered_set<Sha256> unread;  // these, and those that show its body
    };

    [[nodiscard]] Result<Recalled> look_for(const Recall& recall) const;
    void forget_recalled_open();
    Result<std::size_t> finish_recall(std::vector<Recall> all, std::size_t index);
    Result<std::vector<ManifestEntry>> tree_without_recalled(std::vector<ManifestEntry> tree) const;
    Result<SwitchOutcome> make_current(ReleaseRecord record, Manifest manifest);
    Result<void> write_current(std::uint64_t number, const Sha256& root);

    Files& files_;
    const Clock& clock_;
    std::string data_;
    BlobStore blobs_;
    mutable Guarded<std::shared_ptr<const ServedRelease>> current_;
    std::unique_ptr<RecallStore> recalls_;

    std::atomic<std::uint64_t> times_dropped_ = 0;

    mutable std::mutex changes_;  // guards all below, and what is written to disk
    std::map<std::uint64_t, ReleaseRecord> records_;  // of the releases that are kept
    std::uint64_t newest_epoch_ = 0;                  // of all, also of those that were let go
    std::map<std::string, std::shared_ptr<const OpenRelease>, std::less<>> open_;
    bool switch_failed_ = false;
    std::function<void(std::shared_ptr<const ServedRelease>)> told_;          // may be empty
    std::function<void(const std::unordered_set<Sha256>&)> told_of_recalls_;  // may be empty
};

}  // namespace gazette
