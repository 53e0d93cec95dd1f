#include "build/catalog.h"

#include "build/diagnostic_record.h"
#include "build/file_identity.h"
#include "content/diagnostic_codes.h"

#include <algorithm>
#include <span>

namespace gazette {
namespace {

constexpr std::string_view kKind = "rows 4";
constexpr std::size_t kSourcesPerBatch = 256;
// The file is written anew when what was added later is more than this part of it.
constexpr std::size_t kMostLaterPart = 4;

// Flags of a record.
constexpr std::uint64_t kRemoved = 1;
constexpr std::uint64_t kUnsure = 2;

void write_entry_head(std::string_view path, const FileInfo& info, std::uint64_t flags,
                      RecordWriter& out) {
    out.text(path);
    out.number(flags);
    write_identity(info, out);
}

void write_diagnostics(const Diagnostics* diagnostics, RecordWriter& out) {
    if (diagnostics == nullptr) {
        out.number(std::uint64_t{0});
        return;
    }
    out.number(std::uint64_t{diagnostics->all().size()});
    for (const Diagnostic& diagnostic : diagnostics->all()) write_diagnostic(diagnostic, out);
}

bool read_diagnostics(RecordReader& in, std::string_view file, Diagnostics& diagnostics) {
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
        if (!read_diagnostic(in, file, diagnostics)) return false;
    }
    return in.good();
}

void write_change(const Catalog::Change& change, RecordWriter& record, RecordWriter& out) {
    record.clear();
    write_row(*change.row, record);
    write_diagnostics(change.diagnostics, record);
    write_entry_head(change.source->path, change.source->info, change.is_sure ? 0 : kUnsure, out);
    out.text(record.bytes());
}

}  // namespace

Catalog::Catalog(Files& files, std::string path, const Fingerprint& stamp)
    : files_(&files), path_(std::move(path)), stamp_(stamp) {}

Result<Catalog> Catalog::open(Files& files, const std::string& newsroom, const Fingerprint& stamp,
                              Diagnostics& diagnostics) {
    const std::string folder = join_path(newsroom, ".gazette/catalog");
    TRY(files.make_directories(folder));
    Catalog catalog(files, join_path(folder, "articles"), stamp);
    Result<RecordLog> log = RecordLog::open(files, catalog.path_, kKind);
    if (!log) {
        if (log.error().code == ErrorCode::NotFound) return catalog;
        // Another version's, or no file of ours at all: the next save() replaces it.
        diagnostics.add(codes::kCatalogSetAside, ".gazette/catalog/articles", {});
        return catalog;
    }
    catalog.log_ = std::move(log).value();
    catalog.must_rewrite_ = catalog.log_->is_torn();
    std::size_t later_bytes = 0;
    std::size_t all_bytes = 0;
    catalog.base_.reserve(catalog.log_->batches().size() * kSourcesPerBatch);
    for (const std::string_view batch : catalog.log_->batches()) {
        const std::size_t before = catalog.base_.size();
        if (!catalog.read_batch(batch)) {
            catalog.base_.clear();
            catalog.later_.clear();
            catalog.must_rewrite_ = true;
            break;
        }
        all_bytes += batch.size();
        if (catalog.base_.size() == before) later_bytes += batch.size();
    }
    if (later_bytes * kMostLaterPart > all_bytes) catalog.must_rewrite_ = true;
    catalog.asked_.resize(catalog.base_.size());
    return catalog;
}

// False when it is of other settings, or not to be understood.
bool Catalog::read_batch(std::string_view batch) {
    RecordReader in(batch);
    if (in.fingerprint() != stamp_) return false;
    while (in.good() && !in.at_end()) {
        CatalogEntry entry;
        entry.path = in.text();
        const std::uint64_t flags = in.number();
        entry.info = read_identity(in);
        entry.is_sure = (flags & kUnsure) == 0;
        const bool is_removed = (flags & kRemoved) != 0;
        if (!is_removed) entry.record = in.text();
        if (in.good()) take(entry, is_removed);
    }
    return in.good();
}

void Catalog::take(CatalogEntry entry, bool is_removed) {
    if (later_.empty() && !is_removed && (base_.empty() || base_.back().path < entry.path)) {
        base_.push_back(entry);
    } else {
        later_[entry.path] = is_removed ? std::nullopt : std::optional(entry);
    }
}

const CatalogEntry* Catalog::find(std::string_view path) {
    while (next_ < base_.size() && base_[next_].path < path) ++next_;
    const bool in_base = next_ < base_.size() && base_[next_].path == path;
    if (in_base) asked_[next_] = true;
    if (!later_.empty()) {
        const auto later = later_.find(path);
        if (later != later_.end()) {
            later_asked_.insert(later->first);
            return later->second ? &*later->second : nullptr;
        }
    }
    return in_base ? &base_[next_] : nullptr;
}

bool Catalog::read(const CatalogEntry& entry, const RowLimits& limits, StringPool& pool,
                   ArticleRow& row, Diagnostics& diagnostics) {
    RecordReader in(entry.record);
    return read_row(in, limits, pool, row) && row.path == entry.path &&
           read_diagnostics(in, entry.path, diagnostics) && in.at_end();
}

std::vector<std::string> Catalog::unasked() const {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < base_.size(); ++i) {
        if (!asked_[i] && !later_.contains(base_[i].path)) paths.emplace_back(base_[i].path);
    }
    for (const auto& [path, entry] : later_) {
        if (entry && !later_asked_.contains(path)) paths.emplace_back(path);
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

Result<void> Catalog::save(const std::vector<Change>& all, const std::vector<std::size_t>& changed,
                           const std::vector<std::string>& gone, const TaskPool& pool) {
    const bool is_large = changed.size() * kMostLaterPart > all.size();
    if (must_rewrite_ || is_large) return write_all(all, pool);
    if (changed.empty() && gone.empty()) return {};
    RecordWriter batch;
    RecordWriter record;
    batch.fingerprint(stamp_);
    for (const std::size_t index : changed) write_change(all[index], record, batch);
    for (const std::string& path : gone) write_entry_head(path, {}, kRemoved, batch);
    return append_to_record_log(*files_, path_, batch.bytes());
}

// As many batches at a time as there are threads: memory holds no more of the file.
Result<void> Catalog::write_all(const std::vector<Change>& all, const TaskPool& pool) {
    RecordLogWriter writer(*files_, path_, kKind);
    std::vector<RecordWriter> batches(pool.threads());
    std::vector<RecordWriter> records(pool.threads());
    const std::size_t per_round = batches.size() * kSourcesPerBatch;
    for (std::size_t begin = 0; begin < all.size(); begin += per_round) {
        const std::size_t left = all.size() - begin;
        const std::size_t count =
            std::min(batches.size(), (left + kSourcesPerBatch - 1) / kSourcesPerBatch);
        pool.parallel_for(count, 1, [&](std::size_t index, std::size_t worker) {
            RecordWriter& batch = batches[index];
            batch.clear();
            batch.fingerprint(stamp_);
            const std::size_t first = begin + index * kSourcesPerBatch;
            const std::size_t last = std::min(all.size(), first + kSourcesPerBatch);
            for (const Change& change : std::span(all).subspan(first, last - first)) {
                if (change.row != nullptr) write_change(change, records[worker], batch);
            }
        });
        for (std::size_t i = 0; i < count; ++i) TRY(writer.add(batches[i].bytes()));
    }
    return writer.finish();
}

}  // namespace gazette
