#include "endpoint/release_collector.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <exception>
#include <vector>

namespace gazette {
namespace {

constexpr unsigned kFolders = 256;
// So many removals, then a rest: a disk that is busy with them makes readers wait.
constexpr std::size_t kRemovalsWithoutRest = 16;
constexpr std::chrono::milliseconds kRest{2};

}  // namespace

bool ReleaseCollector::has_work() const {
    if (!may_remove_) return false;
    return done_up_to_ != store_.times_dropped() || store_.count_releases() > keep_;
}

Result<Collected> ReleaseCollector::collect(const Rest& rest) {
    Collected collected;
    if (!may_remove_) return collected;
    // Before: what is dropped meanwhile is for the next time.
    const std::uint64_t up_to = store_.times_dropped();
    may_remove_ = false;
    collected.releases = TRY(store_.keep_newest(keep_).context("letting old releases go"));
    may_remove_ = true;
    MarkedBlobs marked;
    for (unsigned byte = 0; byte < kFolders; ++byte) {
        if (!TRY(sweep(static_cast<unsigned char>(byte), marked, rest, collected))) {
            return collected;
        }
    }
    for (const Sha256& digest : TRY(store_.blobs().suspects())) {
        // Of one that is aside there is no blob to remove; only the answer counts.
        if (TRY(store_.remove_unless_needed(digest, marked)) == ReleaseStore::Sweep::Removed) {
            TRY(store_.blobs().forget_suspect(digest));
        }
    }
    done_up_to_ = up_to;
    return collected;
}

// False: to be stopped.
Result<bool> ReleaseCollector::sweep(unsigned char first_byte, MarkedBlobs& marked,
                                     const Rest& rest, Collected& collected) {
    const std::vector<Sha256> present = TRY(store_.blobs().list(first_byte));
    if (!rest()) return false;
    std::size_t steps = 0;
    for (const Sha256& digest : present) {
        if (marked.contains(digest)) continue;
        ReleaseStore::Sweep swept = TRY(store_.remove_unless_needed(digest, marked));
        while (swept == ReleaseStore::Sweep::Behind) {
            TRY(store_.mark_needed(marked).context("looking what old releases need"));
            if (!rest()) return false;
            swept = TRY(store_.remove_unless_needed(digest, marked));
        }
        if (swept == ReleaseStore::Sweep::Removed) ++collected.blobs;
        if (++steps % kRemovalsWithoutRest == 0 && !rest()) return false;
    }
    return true;
}

BackgroundCollection::BackgroundCollection(ReleaseStore& store, std::size_t keep,
                                           std::chrono::milliseconds every, ErrorLog& log)
    : store_(store),
      collector_(store, keep),
      blobs_(store.blobs()),
      every_(every),
      log_(log),
      thread_([this] { run(); }) {}

BackgroundCollection::~BackgroundCollection() {
    {
        const std::scoped_lock lock(mutex_);
        stops_ = true;
    }
    stopping_.notify_all();
    thread_.join();
}

bool BackgroundCollection::wait(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return !stopping_.wait_for(lock, longest, [this] { return stops_; });
}

// What fails now is done by the next start; readers are given nothing of it.
void BackgroundCollection::finish_recalls() {
    try {
        const Result<void> finished = store_.finish_recalls();
        if (!finished) log_.add(finished.error());
    } catch (const std::exception& exception) {
        log_.add(fmt::format("internal error, please report: {}", exception.what()));
    }
}

void BackgroundCollection::run() {
    // Of this thread only (Linux counts niceness by thread). That it is refused costs politeness.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19));
    finish_recalls();
    while (wait(every_)) {
        // An exception would end the endpoint; what failed once is tried again later.
        try {
            const Result<void> healed = blobs_.forget_healed();
            if (!healed) log_.add(healed.error());
            if (!collector_.has_work()) continue;
            const Result<Collected> collected = collector_.collect([this] { return wait(kRest); });
            if (!collected) log_.add(collected.error());
        } catch (const std::exception& exception) {
            log_.add(fmt::format("internal error, please report: {}", exception.what()));
        }
    }
}

}  // namespace gazette
