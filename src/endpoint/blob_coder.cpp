#include "endpoint/blob_coder.h"

#include "formats/brotli.h"
#include "formats/gzip.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

// Below, a form spares no packet; above, its making would hold up the end of the program.
constexpr std::uint64_t kFewestBytes = 512;
constexpr std::uint64_t kMostBytes = std::uint64_t{8} << 20;
// A form that is not a tenth smaller does not pay for its file.
constexpr std::uint64_t kGainDivisor = 10;

constexpr std::size_t kMostBatchBytes = std::size_t{8} << 20;
constexpr std::size_t kMostBatchForms = 512;
// Readers and a kill: what is made is kept soon.
constexpr std::chrono::milliseconds kMostBatchTime{500};
constexpr int kLowestPriority = 19;

constexpr std::array kBestFirst = {ContentCoding::Brotli, ContentCoding::Gzip};

std::string coded(ContentCoding coding, const std::string& bytes) {
    switch (coding) {
        case ContentCoding::Identity:
            return bytes;
        case ContentCoding::Gzip:
            return gzip_compress(bytes);
        case ContentCoding::Brotli:
            return brotli_compress(bytes);
    }
    return bytes;
}

// Each blob once that is not at the same path in the release before; both are sorted by path.
std::vector<const ManifestEntry*> new_entries(const ServedRelease& release,
                                              const ServedRelease* before) {
    std::vector<const ManifestEntry*> entries;
    std::unordered_set<Sha256> seen;
    const std::vector<ManifestEntry> none;
    const std::vector<ManifestEntry>& old = before == nullptr ? none : before->manifest.entries;
    auto known = old.begin();
    for (const ManifestEntry& entry : release.manifest.entries) {
        while (known != old.end() && known->path < entry.path) ++known;
        const bool is_same =
            known != old.end() && known->path == entry.path && known->digest == entry.digest;
        if (is_same || !has_coded_forms(entry)) continue;
        if (seen.insert(entry.digest).second) entries.push_back(&entry);
    }
    return entries;
}

}  // namespace

bool has_coded_forms(const ManifestEntry& entry) {
    return entry.size_bytes >= kFewestBytes && entry.size_bytes <= kMostBytes &&
           is_compressible(entry.type);
}

BlobCoder::BlobCoder(Files& files, const BlobStore& blobs, ErrorLog& log,
                     std::chrono::milliseconds retry)
    : files_(files), blobs_(blobs), log_(log), retry_(retry), thread_([this] { run(); }) {}

BlobCoder::~BlobCoder() {
    {
        const std::scoped_lock lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void BlobCoder::follow(std::shared_ptr<const ServedRelease> release) {
    {
        const std::scoped_lock lock(mutex_);
        if (release == wanted_) return;
        wanted_ = std::move(release);
        is_idle_ = wanted_ == done_;
    }
    changed_.notify_all();
}

BlobCoder::Counts BlobCoder::counts() const {
    const std::scoped_lock lock(mutex_);
    return counts_;
}

void BlobCoder::wait_until_done() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_idle_; });
}

void BlobCoder::run() {
    // Of this thread alone, as Linux has it; that it is refused costs nothing but politeness.
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, kLowestPriority));
    bool is_swept = false;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stops_ || wanted_ != done_; });
        if (stops_) return;
        const std::shared_ptr<const ServedRelease> release = wanted_;
        const std::shared_ptr<const ServedRelease> before = done_;
        lock.unlock();
        if (!is_swept) {
            const Result<void> swept = blobs_.sweep_coded();
            if (!swept) log_.add(swept.error());
            is_swept = true;
        }
        const Ended ended = release == nullptr ? Ended::Done : code_release(*release, before.get());
        lock.lock();
        switch (ended) {
            case Ended::Done:
                is_failing_ = false;
                done_ = release;
                is_idle_ = wanted_ == done_;
                changed_.notify_all();
                break;
            case Ended::Interrupted:
                break;
            case Ended::Failed:
                changed_.wait_for(lock, retry_, [this] { return stops_; });
                break;
        }
    }
}

bool BlobCoder::is_interrupted(const ServedRelease& release) const {
    const std::scoped_lock lock(mutex_);
    return stops_ || wanted_.get() != &release;
}

BlobCoder::Ended BlobCoder::code_release(const ServedRelease& release,
                                         const ServedRelease* before) {
    const std::vector<const ManifestEntry*> entries = new_entries(release, before);
    const auto say_waiting = [this](std::size_t waiting) {
        const std::scoped_lock lock(mutex_);
        counts_.waiting = waiting;
    };
    batch_.clear();
    batch_bytes_ = 0;
    say_waiting(entries.size());
    auto kept = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool is_interrupted = this->is_interrupted(release);
        Result<void> made = is_interrupted ? Result<void>() : code_blob(*entries[i]);
        const bool is_last = is_interrupted || i + 1 == entries.size();
        const bool is_full = batch_bytes_ >= kMostBatchBytes || batch_.size() >= kMostBatchForms ||
                             std::chrono::steady_clock::now() - kept >= kMostBatchTime;
        if (made && (is_full || is_last)) {
            made = keep_batch();
            kept = std::chrono::steady_clock::now();
        }
        if (!made) {
            say_waiting(entries.size());
            if (!std::exchange(is_failing_, true)) log_.add(made.error());
            return Ended::Failed;
        }
        if (is_interrupted) return Ended::Interrupted;
        say_waiting(entries.size() - i - 1);
    }
    return Ended::Done;
}

// Only a disk that takes nothing is an error; what cannot be read has no forms.
Result<void> BlobCoder::code_blob(const ManifestEntry& entry) {
    std::optional<std::string> bytes;
    for (const ContentCoding coding : kBestFirst) {
        if (blobs_.has_coded(entry.digest, coding)) continue;
        if (!bytes) {
            Result<std::string> read = files_.read(blobs_.path_of(entry.digest), kMostBytes);
            if (!read) return {};  // recalled meanwhile, or missing: whoever reads it is told
            bytes = std::move(*read);
        }
        if (sha256(*bytes) != entry.digest) {
            log_.add(fmt::format("/{}: the blob {} has other bytes than its name says: not coded",
                                 entry.path, to_hex(entry.digest)));
            return {};
        }
        CodedBlob form{entry.digest, coding, coded(coding, *bytes)};
        const bool pays = form.bytes.size() <= bytes->size() - bytes->size() / kGainDivisor;
        if (!pays) form.bytes.clear();
        batch_bytes_ += form.bytes.size();
        batch_.push_back(std::move(form));
    }
    return {};
}

Result<void> BlobCoder::keep_batch() {
    if (batch_.empty()) return {};
    TRY(blobs_.keep_coded(batch_).context("keeping compressed forms"));
    const std::scoped_lock lock(mutex_);
    counts_.made += batch_.size();
    batch_.clear();
    batch_bytes_ = 0;
    return {};
}

}  // namespace gazette
