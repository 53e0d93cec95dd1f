#pragma once
// Keeps an endpoint's folder from growing for ever: lets all but the newest releases go and removes
// the blobs that nothing needs any more. Runs beside readers and publishers, in steps of one file.
//
// Why no blob vanishes that somebody needs. A blob is needed by the releases that are kept, by the
// theme files of the releases just before the current one, and by the open releases: those that
// were declared and not yet published. A collection
//   1. lets releases go: their manifests are removed and the removal is synced;
//   2. marks what the kept releases need, from their manifests, without a lock;
//   3. lists the blobs, and asks the store about each that is not marked, one at a time.
// In 3 the store looks and removes within one hold of the lock under which it also declares,
// publishes and goes back (ReleaseStore::remove_unless_needed). There are three ways in which a
// blob can become needed between 1 and 3:
//   - a declare calls it known, or an upload brings it: both are for an open release, which is in
//     the store's table from the hold of the lock in which it was declared and its blobs looked
//     for. Before that hold the blob may be removed, and the declare finds it missing; after it,
//     the store sees the open release and leaves the blob;
//   - an open release is published: then the current release is another than the newest that is
//     marked. The store answers Behind, the new release is marked too, and it is asked again;
//   - somebody goes back to an earlier release: that was kept, so its tree is marked; else Behind.
// An open release that is dropped (a day old, one too many, recalled) needs nothing: its publish
// answers that it is to be declared again, and what it lacks is found out then. A publish looks
// once more at every blob before its switch, so that even a mistake here would refuse a release
// and not damage one.
//
// A manifest that cannot be read ends the collection: what it needs is not known, so nothing is
// removed. A kill leaves releases that are gone and blobs that are not; the next collection goes
// on. After a failed sync of the folder of releases nothing is removed until the next start, which
// syncs: a retry would say that all is well when it is not.
//
// What lies in quarantine goes when its bytes have come again, and when nothing needs it.
//
// One thread at a time. Errors: those of Files; Damaged for a manifest.
#include "base/result.h"
#include "endpoint/error_log.h"
#include "endpoint/release_store.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace gazette {

struct Collected {
    std::size_t releases = 0;  // let go
    std::size_t blobs = 0;     // removed
};

class ReleaseCollector {
public:
    // Called between steps, under no lock; false: stop here, the rest is for another time.
    using Rest = std::function<bool()>;

    // `store` must outlive it. `keep`: how many releases, at least 2.
    ReleaseCollector(ReleaseStore& store, std::size_t keep) : store_(store), keep_(keep) {}

    // Whether there may be something to remove: more releases than are kept, open releases dropped
    // since last time; also once after the start, for what a kill has left.
    [[nodiscard]] bool has_work() const;
    Result<Collected> collect(const Rest& rest);

private:
    Result<bool> sweep(unsigned char first_byte, MarkedBlobs& marked, const Rest& rest,
                       Collected& collected);

    ReleaseStore& store_;
    std::size_t keep_;
    bool may_remove_ = true;                   // no sync has failed
    std::optional<std::uint64_t> done_up_to_;  // the store's times_dropped()
};

// A thread that looks for work now and then and does it at the lowest priority. First it finishes
// the recalls that the end of the process before has interrupted.
class BackgroundCollection {
public:
    // All must outlive it.
    BackgroundCollection(ReleaseStore& store, std::size_t keep, std::chrono::milliseconds every,
                         ErrorLog& log);
    ~BackgroundCollection();
    BackgroundCollection(const BackgroundCollection&) = delete;
    BackgroundCollection& operator=(const BackgroundCollection&) = delete;
    BackgroundCollection(BackgroundCollection&&) = delete;
    BackgroundCollection& operator=(BackgroundCollection&&) = delete;

private:
    void run();
    void finish_recalls();
    // False when it shall stop.
    bool wait(std::chrono::milliseconds longest);

    ReleaseStore& store_;
    ReleaseCollector collector_;
    const BlobStore& blobs_;
    std::chrono::milliseconds every_;
    ErrorLog& log_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool stops_ = false;
    std::thread thread_;  // last: it uses all above
};

}  // namespace gazette
