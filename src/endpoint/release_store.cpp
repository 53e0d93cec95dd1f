#include "endpoint/release_store.h"

#include "base/random.h"
#include "base/text.h"
#include "endpoint/data_folder.h"
#include "endpoint/hold.h"
#include "endpoint/recalled_page.h"
#include "endpoint/sealed_lines.h"
#include "release/content_type.h"
#include "release/delta.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kCurrentMagic = "gazette-current 1";
constexpr std::string_view kRecordMagic = "gazette-release 1";
constexpr std::string_view kOpenMagic = "gazette-open 1";
constexpr std::uint64_t kMostRecordBytes = std::uint64_t{64} << 10;
constexpr std::size_t kMostOpen = 16;
constexpr std::int64_t kOpenSeconds = std::int64_t{24} * 3600;
constexpr std::size_t kIdCharacters = 26;

std::uint64_t seconds_of(Instant instant) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(instant.seconds, 0));
}

Result<Instant> instant_in(const SealedLines& lines, std::string_view name) {
    return Instant{static_cast<std::int64_t>(TRY(lines.number(name)))};
}

Result<Sha256> digest_in(const SealedLines& lines, std::string_view name) {
    const std::optional<Sha256> digest = sha256_from_hex(TRY(lines.text(name)));
    if (!digest) return failure(ErrorCode::Damaged, fmt::format("'{}' is no digest", name));
    return *digest;
}

std::string print_record(const ReleaseRecord& record) {
    const ReleaseInfo& info = record.info;
    SealedLines lines(kRecordMagic);
    lines.add("number", info.number)
        .add("id", record.id)
        .add("base", info.base)
        .add("tree-of", info.tree_of)
        .add("root", to_hex(info.root))
        .add("site", info.site)
        .add("review", info.review)
        .add("published-at", seconds_of(info.published_at))
        .add("modified-at", seconds_of(record.modified_at))
        .add("by", info.by)
        .add("note", info.note)
        .add("entries", info.entries);
    if (record.statement) lines.add("statement", print_statement(*record.statement));
    return lines.print();
}

// What a release's list says of who signed it.
void tell_signer(ReleaseRecord& record) {
    if (!record.statement) return;
    record.info.key = record.statement->key;
    record.info.epoch = record.statement->statement.epoch;
}

Result<ReleaseRecord> parse_record(std::string_view bytes) {
    const SealedLines lines = TRY(SealedLines::parse(kRecordMagic, bytes));
    ReleaseRecord record;
    record.info.number = TRY(lines.number("number"));
    record.id = TRY(lines.text("id"));
    record.info.base = TRY(lines.number("base"));
    record.info.tree_of = TRY(lines.number("tree-of"));
    record.info.root = TRY(digest_in(lines, "root"));
    record.info.site = TRY(lines.text("site"));
    record.info.review = TRY(lines.text("review"));
    record.info.published_at = TRY(instant_in(lines, "published-at"));
    record.modified_at = TRY(instant_in(lines, "modified-at"));
    record.info.by = TRY(lines.text("by"));
    record.info.note = TRY(lines.text("note"));
    record.info.entries = TRY(lines.number("entries"));
    if (lines.has("statement")) {
        record.statement = TRY(parse_statement(TRY(lines.text("statement"))));
        tell_signer(record);
    }
    return record;
}

std::string print_open(const OpenRelease& release) {
    return SealedLines(kOpenMagic)
        .add("id", release.id)
        .add("base", release.base)
        .add("by", release.by)
        .add("note", release.note)
        .add("created", seconds_of(release.created))
        .add("root", to_hex(release.root))
        .print();
}

// Invalid when one digest is given two sizes.
Result<void> index_sizes(OpenRelease& release) {
    for (const ManifestEntry& entry : release.manifest.entries) {
        const auto [known, is_new] = release.size_of.emplace(entry.digest, entry.size_bytes);
        if (!is_new && known->second != entry.size_bytes) {
            return failure(
                ErrorCode::Invalid,
                fmt::format("{} has a size that its digest has not elsewhere", entry.path));
        }
    }
    return {};
}

Result<OpenRelease> parse_open(std::string_view record, std::string_view manifest) {
    const SealedLines lines = TRY(SealedLines::parse(kOpenMagic, record));
    OpenRelease release;
    release.id = TRY(lines.text("id"));
    release.base = TRY(lines.number("base"));
    release.by = TRY(lines.text("by"));
    release.note = TRY(lines.text("note"));
    release.created = TRY(instant_in(lines, "created"));
    release.root = TRY(digest_in(lines, "root"));
    release.manifest = TRY(parse_manifest(manifest));
    TRY(index_sizes(release));
    return release;
}

// The files of `folder` that end in `suffix`, without it.
Result<std::vector<std::string>> names_with(Files& files, const std::string& folder,
                                            std::string_view suffix) {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : TRY(files.list(folder))) {
        if (!entry.name.ends_with(suffix)) continue;
        names.push_back(entry.name.substr(0, entry.name.size() - suffix.size()));
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace

Result<CurrentPointer> read_current(Files& files, const std::string& data) {
    const std::string bytes = TRY(files.read(join_path(data, "current"), kMostRecordBytes));
    const SealedLines lines =
        TRY(SealedLines::parse(kCurrentMagic, bytes).context("reading 'current'"));
    CurrentPointer pointer;
    pointer.number = TRY(lines.number("number"));
    pointer.root = TRY(digest_in(lines, "root"));
    // Not there in folders from before releases were let go.
    if (lines.has("epoch")) pointer.newest_epoch = TRY(lines.number("epoch"));
    return pointer;
}

Result<ReleaseRecord> read_record(Files& files, const std::string& data, std::uint64_t number) {
    const std::string path = fmt::format("{}/releases/{}.record", data, release_stem(number));
    ReleaseRecord record = TRY(parse_record(TRY(files.read(path, kMostRecordBytes)))
                                   .context(fmt::format("reading {}", path)));
    if (record.info.number != number)
        return failure(ErrorCode::Damaged, path + " is of another release");
    return record;
}

ReleaseStore::ReleaseStore(Files& files, const Clock& clock, std::string data, BlobStore blobs,
                           std::unique_ptr<RecallStore> recalls)
    : files_(files),
      clock_(clock),
      data_(std::move(data)),
      blobs_(std::move(blobs)),
      recalls_(std::move(recalls)) {}

Result<std::unique_ptr<ReleaseStore>> ReleaseStore::open(Files& files, const Clock& clock,
                                                         const std::string& data,
                                                         RecallStoreOptions recalls) {
    TRY(files.make_directories(data));
    TRY(claim_data_folder(files, data));
    TRY(files.make_directories(join_path(data, "releases")));
    TRY(files.make_directories(join_path(data, "open")));
    BlobStore blobs = TRY(BlobStore::open(files, data));
    auto recall_store = TRY(RecallStore::open(files, data, std::move(recalls)));
    std::unique_ptr<ReleaseStore> store(
        new ReleaseStore(files, clock, data, std::move(blobs), std::move(recall_store)));
    TRY(store->load().context(fmt::format("opening {}", data)));
    return store;
}

Result<void> ReleaseStore::load() {
    TRY(remove_left_over_pointers());
    const Result<CurrentPointer> pointer = read_current(files_, data_);
    if (!pointer && pointer.error().code != ErrorCode::NotFound) return failure(pointer.error());
    if (!pointer) {
        TRY(begin_empty());
        return load_open();
    }
    const std::uint64_t number = pointer->number;
    newest_epoch_ = pointer->newest_epoch;
    TRY(load_records(number));
    if (number > 0) {
        auto served = std::make_shared<ServedRelease>();
        const auto record = records_.find(number);
        if (record == records_.end())
            return failure(ErrorCode::Damaged, "the current release has no record");
        served->record = record->second;
        served->manifest = TRY(parse_manifest(TRY(manifest_bytes(number))));
        if (merkle_root(served->manifest.entries) != pointer->root) {
            return failure(ErrorCode::Damaged, "the current release's manifest has another root");
        }
        served->earlier_assets = load_earlier_assets(number);
        current_.with([&](auto& current) { current = std::move(served); });
    }
    return load_open();
}

Result<void> ReleaseStore::remove_left_over_pointers() {
    const std::string prefix = fmt::format("current{}", kTemporaryMark);
    for (const DirectoryEntry& entry : TRY(files_.list(data_))) {
        if (entry.name.starts_with(prefix)) TRY(files_.remove(join_path(data_, entry.name)));
    }
    return {};
}

// `current` is written before the first release, with number 0: so one that is missing beside
// releases was lost, and is never taken for "nothing was published yet".
Result<void> ReleaseStore::begin_empty() {
    for (const DirectoryEntry& entry : TRY(files_.list(join_path(data_, "releases")))) {
        if (stored_name(entry.name))
            return failure(ErrorCode::Damaged, "there are releases, but 'current' is lost");
    }
    TRY(write_current(0, Sha256{}));
    return {};
}

// A publish that was killed before its switch leaves the one release above the current. More of
// them mean that `current` is older than the rest (a backup, a damaged disk): everything is looked
// at before anything is removed. A release is kept as long as its manifest is there: the
// record of one that was let go stays, for people, and is not read, so that a start costs no more
// after years.
Result<void> ReleaseStore::load_records(std::uint64_t current_number) {
    const std::string folder = join_path(data_, "releases");
    std::vector<std::string> left_over;
    std::vector<std::uint64_t> kept = {current_number};
    for (const DirectoryEntry& entry : TRY(files_.list(folder))) {
        const std::optional<StoredName> name = stored_name(entry.name);
        const std::optional<std::uint64_t> number =
            name ? release_number_of(name->stem) : std::nullopt;
        if (!number) continue;
        const std::string path = join_path(folder, entry.name);
        if (*number > current_number + 1) {
            return failure(
                ErrorCode::Damaged,
                fmt::format("'current' names release {}, but there is {}", current_number, path));
        }
        if (name->is_temporary || *number > current_number) {
            left_over.push_back(path);
            continue;
        }
        if (!name->is_record) kept.push_back(*number);
    }
    for (const std::uint64_t number : kept) {
        if (number > 0 && !records_.contains(number)) TRY(load_record(number));
    }
    for (const std::string& path : left_over) TRY(files_.remove(path));
    return {};
}

Result<void> ReleaseStore::load_record(std::uint64_t number) {
    ReleaseRecord record = TRY(read_record(files_, data_, number));
    newest_epoch_ = std::max(newest_epoch_, record.info.epoch);
    records_[number] = std::move(record);
    return {};
}

// A release before the current that cannot be read costs its old style sheets, not the site.
EarlierAssets ReleaseStore::load_earlier_assets(std::uint64_t current) const {
    EarlierAssets assets;
    for (std::uint64_t number = current > 2 ? current - 2 : 1; number < current; ++number) {
        const Result<std::string> bytes = manifest_bytes(number);
        const Result<Manifest> manifest =
            bytes ? parse_manifest(*bytes) : Result<Manifest>(Manifest{});
        assets.add(manifest.value_or(Manifest{}));
    }
    return assets;
}

// An open release that does not check, or names what was recalled, is dropped: its publisher will
// declare it again.
Result<void> ReleaseStore::load_open() {
    const std::string folder = join_path(data_, "open");
    const Instant now = clock_.now();
    const std::shared_ptr<const Recalls> known = recalls();  // another may take its place
    for (const Recall& recall : known->all()) blobs_.bar(recall.erased);
    for (const std::string& id : TRY(names_with(files_, folder, ".record"))) {
        const Result<std::string> record = files_.read(open_path(id, "record"), kMostRecordBytes);
        const Result<std::string> manifest =
            files_.read(open_path(id, "manifest"), kMaxManifestBytes);
        if (!record || !manifest) continue;
        Result<OpenRelease> release = parse_open(*record, *manifest);
        if (!release || release->id != id) continue;
        if (now.seconds - release->created.seconds > kOpenSeconds) continue;
        if (!refuse_recalled(release->manifest)) continue;
        open_[id] = std::make_shared<const OpenRelease>(std::move(*release));
    }
    for (const DirectoryEntry& entry : TRY(files_.list(folder))) {
        const std::optional<StoredName> name = stored_name(entry.name);
        if (!name || !is_random_id(name->stem, kIdCharacters)) continue;
        if (name->is_temporary || !open_.contains(name->stem)) {
            TRY(files_.remove(join_path(folder, entry.name)));
        }
    }
    return {};
}

std::string ReleaseStore::release_path(std::uint64_t number, std::string_view kind) const {
    return fmt::format("{}/releases/{}.{}", data_, release_stem(number), kind);
}

std::string ReleaseStore::open_path(std::string_view id, std::string_view kind) const {
    return fmt::format("{}/open/{}.{}", data_, id, kind);
}

void ReleaseStore::tell_switches(std::function<void(std::shared_ptr<const ServedRelease>)> told) {
    const std::scoped_lock lock(changes_);
    told_ = std::move(told);
}

void ReleaseStore::tell_recalls(std::function<void(const std::unordered_set<Sha256>&)> told) {
    const std::scoped_lock lock(changes_);
    told_of_recalls_ = std::move(told);
}

std::shared_ptr<const ServedRelease> ReleaseStore::current() const {
    return current_.with([](const auto& current) { return current; });
}

std::vector<ReleaseInfo> ReleaseStore::releases() const {
    const std::scoped_lock lock(changes_);
    std::vector<ReleaseInfo> infos;
    infos.reserve(records_.size());
    for (auto record = records_.rbegin(); record != records_.rend(); ++record) {
        infos.push_back(record->second.info);
    }
    return infos;
}

Result<std::string> ReleaseStore::manifest_bytes(std::uint64_t number) const {
    return files_.read(release_path(number, "manifest"), kMaxManifestBytes);
}

Result<DeclareOutcome> ReleaseStore::declare(Declaration declaration, const std::string& by) {
    if (declaration.preview) {
        return failure(ErrorCode::Denied, "a preview with drafts is not published");
    }
    const std::scoped_lock lock(changes_);
    drop_expired();
    const std::shared_ptr<const ServedRelease> now_served = current();
    if (now_served != nullptr && now_served->manifest.site != declaration.site) {
        return failure(ErrorCode::Conflict, "this endpoint serves another site");
    }
    const std::uint64_t current_number = now_served ? now_served->record.info.number : 0;
    if (declaration.base && *declaration.base != current_number) {
        return DeclareOutcome{DeclareOutcome::Kind::BaseUnknown, {}};
    }
    // A declaration whose answer was lost meets the same open release.
    for (const auto& [id, open] : open_) {
        const bool is_same =
            open->root == declaration.root && open->by == by && open->base == current_number;
        if (!is_same) continue;
        std::vector<Sha256> missing = TRY(missing_of(*open));
        return DeclareOutcome{DeclareOutcome::Kind::KnownAlready, {id, std::move(missing)}};
    }
    OpenRelease release;
    release.base = current_number;
    std::vector<ManifestEntry> base;
    if (declaration.base && now_served != nullptr) base = now_served->manifest.entries;
    release.manifest.site = declaration.site;
    release.manifest.review = declaration.review;
    release.manifest.entries = TRY(apply_delta(std::move(base), std::move(declaration.delta)));
    release.root = merkle_root(release.manifest.entries);
    if (release.root != declaration.root) {
        return failure(ErrorCode::Invalid, "the root is not that of the entries");
    }
    TRY(index_sizes(release));
    TRY(refuse_recalled(release.manifest));
    release.id = random_id(kIdCharacters);
    release.by = by;
    release.note = declaration.note;
    release.created = clock_.now();
    std::vector<Sha256> missing = TRY(missing_of(release));
    DeclareOutcome outcome{DeclareOutcome::Kind::Opened, {release.id, std::move(missing)}};
    TRY(keep_open(std::move(release)));
    return outcome;
}

// On disk before it is answered for. When there are too many, those go first that somebody has
// overtaken (they only hold what was sent for them), then the oldest.
Result<void> ReleaseStore::keep_open(OpenRelease release) {
    const std::string bytes = TRY(print_manifest(release.manifest));
    TRY(files_.replace_durably(open_path(release.id, "manifest"), bytes));
    TRY(files_.replace_durably(open_path(release.id, "record"), print_open(release)));
    const std::string id = release.id;
    const std::uint64_t current_number = release.base;
    open_[id] = std::make_shared<const OpenRelease>(std::move(release));
    while (open_.size() > kMostOpen) {
        const auto oldest = std::ranges::min_element(open_, {}, [&](const auto& entry) {
            const OpenRelease& open = *entry.second;
            return std::pair(open.base == current_number, open.created);
        });
        const std::string oldest_id = oldest->first;
        forget_open(oldest_id);
    }
    return {};
}

// What stays on disk after an error here is dropped by age.
void ReleaseStore::forget_open(const std::string& id) {
    ++times_dropped_;
    open_.erase(id);
    static_cast<void>(files_.remove(open_path(id, "record")));
    static_cast<void>(files_.remove(open_path(id, "manifest")));
}

// Each holds a whole manifest in memory, so they go when their day is over and not at a restart.
void ReleaseStore::drop_expired() {
    const Instant now = clock_.now();
    std::vector<std::string> expired;
    for (const auto& [id, release] : open_) {
        if (now.seconds - release->created.seconds > kOpenSeconds) expired.push_back(id);
    }
    for (const std::string& id : expired) forget_open(id);
}

std::shared_ptr<const OpenRelease> ReleaseStore::find_open(std::string_view id) {
    const std::scoped_lock lock(changes_);
    drop_expired();
    const auto found = open_.find(id);
    return found == open_.end() ? nullptr : found->second;
}

Result<std::vector<Sha256>> ReleaseStore::missing_of(const OpenRelease& release) const {
    std::vector<Sha256> missing;
    for (const auto& [digest, size] : release.size_of) {
        if (TRY(blobs_.size_of(digest)) != size) missing.push_back(digest);
    }
    std::ranges::sort(missing);
    return missing;
}

Result<std::size_t> ReleaseStore::count_damaged() const {
    const std::set<Sha256> suspects = TRY(blobs_.suspects());
    const std::shared_ptr<const ServedRelease> served = current();
    if (suspects.empty() || served == nullptr) return 0;
    const std::shared_ptr<const Recalls> recalls = this->recalls();
    std::set<Sha256> found;
    for (const ManifestEntry& entry : served->manifest.entries) {
        if (!suspects.contains(entry.digest)) continue;
        if (recalls->bar_of(entry) == Recalls::Bar::Gone) continue;  // it shall not come again
        if (TRY(blobs_.size_of(entry.digest)) != entry.size_bytes) found.insert(entry.digest);
    }
    return found.size();
}

Result<std::size_t> ReleaseStore::count_missing(const OpenRelease& release) const {
    return TRY(missing_of(release)).size();
}

SwitchOutcome ReleaseStore::superseded() const {
    const std::shared_ptr<const ServedRelease> served = current();
    SwitchOutcome outcome{SwitchOutcome::Kind::Superseded, {}, 0};
    if (served != nullptr) outcome.release = served->record.info;
    return outcome;
}

// A hold that cannot be read holds.
std::optional<SwitchOutcome> ReleaseStore::held() const {
    const Result<std::optional<Hold>> hold = read_hold(files_, data_);
    if (hold && !*hold) return std::nullopt;
    SwitchOutcome outcome{SwitchOutcome::Kind::Held, {}, 0};
    outcome.reason = hold ? (*hold)->reason : "the file of the hold cannot be read";
    return outcome;
}

ReleaseRecord ReleaseStore::next_record(const SwitchRequest& request) const {
    ReleaseRecord record;
    const std::shared_ptr<const ServedRelease> served = current();
    record.info.base = served == nullptr ? 0 : served->record.info.number;
    record.info.number = record.info.base + 1;
    record.info.published_at = clock_.now();
    record.info.by = request.by;
    record.info.note = request.note;
    const Instant earliest =
        served == nullptr ? Instant{} : Instant{served->record.modified_at.seconds + 1};
    record.modified_at = std::max(record.info.published_at, earliest);
    record.statement = request.statement;
    tell_signer(record);
    return record;
}

// A press that another one has taken over from may not go on.
Result<void> ReleaseStore::check_epoch(const ReleaseRecord& record) const {
    if (!record.statement || record.info.epoch >= newest_epoch_) return {};
    return failure(ErrorCode::Denied,
                   fmt::format("epoch {} is over: this endpoint has seen epoch {}",
                               record.info.epoch, newest_epoch_));
}

Result<SwitchOutcome> ReleaseStore::publish(std::string_view id, const SwitchRequest& request) {
    const std::scoped_lock lock(changes_);
    drop_expired();
    // RFC 9110 §13.1.1: a condition that fails is no refusal when what was asked for is there
    // already. That is the release which readers get, not one that was replaced since.
    const std::shared_ptr<const ServedRelease> served = current();
    if (served != nullptr && !id.empty() && served->record.id == id) {
        return SwitchOutcome{SwitchOutcome::Kind::PublishedBefore, served->record.info, 0};
    }
    const auto found = open_.find(id);
    if (found == open_.end()) {
        const bool was_published =
            !id.empty() && std::ranges::any_of(records_, [&](const auto& numbered) {
                return numbered.second.id == id;
            });
        const std::uint64_t current_number = served == nullptr ? 0 : served->record.info.number;
        if (was_published && request.expected_current != current_number) return superseded();
        return failure(ErrorCode::NotFound, "there is no such open release");
    }
    if (std::optional<SwitchOutcome> outcome = held()) return std::move(*outcome);
    const std::shared_ptr<const OpenRelease> release = found->second;
    ReleaseRecord record = next_record(request);
    if (record.info.base != request.expected_current || record.info.base != release->base) {
        return superseded();
    }
    TRY(check_epoch(record));
    TRY(refuse_recalled(release->manifest));
    const std::size_t missing = TRY(missing_of(*release)).size();
    if (missing > 0) return SwitchOutcome{SwitchOutcome::Kind::Incomplete, {}, missing};
    if (merkle_root(release->manifest.entries) != release->root) {
        return failure(ErrorCode::Damaged, "an open release changed in memory");
    }
    TRY(blobs_.check_durable());
    record.id = release->id;
    record.info.root = release->root;
    if (record.info.note.empty()) record.info.note = release->note;
    SwitchOutcome outcome = TRY(make_current(std::move(record), release->manifest));
    forget_open(release->id);
    --times_dropped_;  // all that it named is the new release's
    return outcome;
}

Result<SwitchOutcome> ReleaseStore::activate(std::uint64_t number, const SwitchRequest& request) {
    const std::scoped_lock lock(changes_);
    const auto found = records_.find(number);
    if (found == records_.end()) return failure(ErrorCode::NotFound, "there is no such release");
    if (std::optional<SwitchOutcome> outcome = held()) return std::move(*outcome);
    ReleaseRecord record = next_record(request);
    if (record.info.base != request.expected_current) return superseded();
    TRY(check_epoch(record));
    Manifest manifest = TRY(parse_manifest(TRY(manifest_bytes(number))));
    record.info.root = merkle_root(manifest.entries);
    if (record.info.root != found->second.info.root) {
        return failure(ErrorCode::Damaged,
                       fmt::format("the manifest of release {} has another root", number));
    }
    record.info.tree_of = number;
    if (!recalls()->all().empty()) {
        manifest.entries = TRY(tree_without_recalled(std::move(manifest.entries)));
        record.info.root = merkle_root(manifest.entries);
    }
    return make_current(std::move(record), std::move(manifest));
}

std::shared_ptr<const Recalls> ReleaseStore::recalls() const { return recalls_->all(); }

Result<void> ReleaseStore::refuse_recalled(const Manifest& manifest) const {
    constexpr std::size_t kMostNamed = 5;
    const std::shared_ptr<const Recalls> recalls = this->recalls();
    std::vector<std::string> paths;
    for (const ManifestEntry& entry : manifest.entries) {
        if (recalls->refuses(entry)) paths.push_back(entry.path);
        if (paths.size() == kMostNamed) break;
    }
    if (paths.empty()) return {};
    return failure(ErrorCode::Conflict,
                   fmt::format("a story was recalled that stands at: {}", join(paths, ", ")));
}

// What somebody reads just now may be of any kept release.
Result<ReleaseStore::Recalled> ReleaseStore::look_for(const Recall& recall) const {
    OwnDigests own(recall.article);
    const Recalls only_this({recall});
    Recalled found;
    const auto look_at = [&](const Manifest& manifest) {
        own.add(manifest);
        for (const ManifestEntry& entry : manifest.entries) {
            if (only_this.bar_of(entry) == Recalls::Bar::Held) found.unread.insert(entry.digest);
        }
    };
    for (const auto& [number, record] : records_) {
        look_at(TRY(parse_manifest(TRY(manifest_bytes(number)))));
    }
    for (const auto& [id, release] : open_) look_at(release->manifest);
    found.own = own.sorted();
    found.unread.insert(found.own.begin(), found.own.end());
    return found;
}

// Their publishers are told at the next step: no such open release.
void ReleaseStore::forget_recalled_open() {
    std::vector<std::string> barred;
    for (const auto& [id, release] : open_) {
        if (!refuse_recalled(release->manifest)) barred.push_back(id);
    }
    for (const std::string& id : barred) forget_open(id);
}

Result<RecallReport> ReleaseStore::recall(const RecallOrder& order, const std::string& by) {
    const std::scoped_lock lock(changes_);
    RecallReport report;
    report.article = order.article;
    std::vector<Recall> all = recalls()->all();
    std::size_t index = all.size();
    Instant at = clock_.now();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].article != order.article) continue;
        if (!all[i].lift) index = i;
        at = std::max(at,
                      Instant{all[i].at.seconds + 1});  // by it the recalls of one are told apart
    }
    report.was_known = index != all.size();
    if (!report.was_known) {
        all.push_back({order.article, order.reason, order.notice, by, at});
        TRY(recalls_->replace(all));
    }
    if (const std::shared_ptr<const ServedRelease> served = current()) {
        const Recalls this_one({all[index]});
        for (const ManifestEntry& entry : served->manifest.entries) {
            const Recalls::Bar bar = this_one.bar_of(entry);
            report.gone += bar == Recalls::Bar::Gone ? 1 : 0;
            report.held += bar == Recalls::Bar::Held ? 1 : 0;
        }
    }
    report.erased = TRY(finish_recall(std::move(all), index));
    TRY(recalls_->write_second_copy());
    return report;
}

// From the article that is barred to the bytes that are gone. How many files these were. What it
// had before stays barred, also when no kept release names it any more.
Result<std::size_t> ReleaseStore::finish_recall(std::vector<Recall> all, std::size_t index) {
    const Recalled found = TRY(look_for(all[index]));  // also in those that are forgotten now
    forget_recalled_open();
    ++times_dropped_;  // an earlier text of it may lie there as nobody's
    std::vector<Sha256>& erased = all[index].erased;
    erased.insert(erased.end(), found.own.begin(), found.own.end());
    std::ranges::sort(erased);
    erased.erase(std::unique(erased.begin(), erased.end()), erased.end());
    const std::vector<Sha256> to_erase = erased;
    TRY(recalls_->replace(std::move(all)));
    blobs_.bar(to_erase);
    if (told_of_recalls_) told_of_recalls_(found.unread);
    for (const Sha256& digest : to_erase) TRY(blobs_.erase(digest));
    return found.own.size();
}

// Of one that names no bytes nobody knows whether it was interrupted before it could, so it is done
// once more: for an article that never had any that costs a look at the manifests.
Result<void> ReleaseStore::finish_recalls() {
    const std::scoped_lock lock(changes_);
    const std::vector<Recall> all = recalls()->all();
    for (std::size_t index = 0; index < all.size(); ++index) {
        if (!all[index].lift && all[index].erased.empty()) {
            TRY(finish_recall(recalls()->all(), index));
        }
    }
    const std::shared_ptr<const Recalls> known = recalls();
    for (const Recall& recall : known->all()) {
        for (const Sha256& digest : recall.erased) {
            if (blobs_.has_any_of(digest)) TRY(blobs_.erase(digest));
        }
    }
    return recalls_->write_second_copy();
}

Result<void> ReleaseStore::lift(const LiftOrder& order, const std::string& by) {
    const std::scoped_lock lock(changes_);
    std::vector<Recall> all = recalls()->all();
    const auto of_article = [&](const Recall& recall) { return recall.article == order.article; };
    const auto recall = std::ranges::find_if(
        all, [&](const Recall& one) { return of_article(one) && one.at == order.recalled_at; });
    if (recall == all.end()) {
        const bool is_other = std::ranges::any_of(all, of_article);
        return is_other ? failure(ErrorCode::Conflict, "it was recalled at another time")
                        : failure(ErrorCode::NotFound, "this article is not recalled");
    }
    if (!recall->lift) {
        recall->lift = Lift{clock_.now(), by, order.reason, order.persons};
        TRY(recalls_->replace(std::move(all)));
    }
    return recalls_->write_second_copy();
}

Result<std::vector<ManifestEntry>> ReleaseStore::tree_without_recalled(
    std::vector<ManifestEntry> tree) const {
    const std::shared_ptr<const Recalls> recalls = this->recalls();
    const std::shared_ptr<const ServedRelease> served = current();
    BlobBatch notices(blobs_);
    Result<void> kept;
    const auto notice_of = [&](const Recall& recall) {
        const std::string page = recalled_page(&recall);
        ManifestEntry entry;
        entry.digest = sha256(page);
        entry.size_bytes = page.size();
        entry.type = content_type_for("410.html");
        if (kept) kept = notices.add(entry.digest, page);
        return entry;
    };
    tree = without_recalled(std::move(tree), *recalls, served ? served->manifest : Manifest{},
                            notice_of);
    TRY(std::move(kept));
    TRY(notices.commit());
    return tree;
}

// Manifest, record, switch: each is on disk before the next, so that `current` never names what is
// not there.
Result<SwitchOutcome> ReleaseStore::make_current(ReleaseRecord record, Manifest manifest) {
    if (switch_failed_) {
        return failure(ErrorCode::Damaged,
                       "a switch failed on disk: restart the endpoint when the disk is well");
    }
    ReleaseInfo& info = record.info;
    info.site = manifest.site;
    info.review = manifest.review;
    info.entries = manifest.entries.size();
    const std::string bytes = TRY(print_manifest(manifest));
    TRY(files_.replace_durably(release_path(info.number, "manifest"), bytes));
    TRY(files_.replace_durably(release_path(info.number, "record"), print_record(record)));
    newest_epoch_ = std::max(newest_epoch_, info.epoch);
    TRY(write_current(info.number, info.root));
    auto served = std::make_shared<ServedRelease>();
    served->record = record;
    served->manifest = std::move(manifest);
    if (const std::shared_ptr<const ServedRelease> before = current()) {
        served->earlier_assets = before->earlier_assets;
        served->earlier_assets.add(before->manifest);
    }
    current_.with([&](auto& current) { current = std::move(served); });
    if (told_) told_(current());
    const SwitchOutcome outcome{SwitchOutcome::Kind::Published, info, 0};
    records_[info.number] = std::move(record);
    return outcome;
}

// Until the rename nothing has happened, whatever fails: a full disk refuses this switch and no
// later one. From the rename on nobody knows which of the two a power cut would leave.
Result<void> ReleaseStore::write_current(std::uint64_t number, const Sha256& root) {
    const std::string path = join_path(data_, "current");
    const std::string temporary =
        fmt::format("{}{}{}", path, kTemporaryMark, random_id(kIdCharacters));
    const std::string bytes = SealedLines(kCurrentMagic)
                                  .add("number", number)
                                  .add("root", to_hex(root))
                                  .add("epoch", newest_epoch_)
                                  .print();
    const Result<void> written = files_.append(temporary, bytes, true);
    if (!written) {
        static_cast<void>(files_.remove(temporary));  // else the next start does it
        return failure(written.error());
    }
    switch_failed_ = true;
    TRY(files_.rename(temporary, path));
    TRY(files_.sync_directory(data_));
    switch_failed_ = false;
    return {};
}

// Oldest first, so that what is kept has no gap. A manifest goes before its release is forgotten:
// one that cannot be removed is kept whole. Synced before any blob goes for it: a power cut must
// not bring a manifest back without its blobs.
Result<std::size_t> ReleaseStore::keep_newest(std::size_t keep) {
    const std::size_t fewest = 2;  // readers in the middle of a switch, and a way back
    std::size_t let_go = 0;
    for (;; ++let_go) {
        const std::scoped_lock lock(changes_);
        if (records_.size() <= std::max(keep, fewest)) break;
        const std::uint64_t oldest = records_.begin()->first;
        TRY(files_.remove(release_path(oldest, "manifest")));
        records_.erase(oldest);
    }
    TRY(files_.sync_directory(join_path(data_, "releases")));
    return let_go;
}

// Manifests are read outside of the lock: only the collector, which asks, lets releases go.
Result<void> ReleaseStore::mark_needed(MarkedBlobs& marked) const {
    std::vector<std::uint64_t> numbers;
    std::shared_ptr<const ServedRelease> served;
    {
        const std::scoped_lock lock(changes_);
        served = current();
        for (const auto& [number, record] : records_) {
            if (number > marked.through()) numbers.push_back(number);
        }
    }
    for (const std::uint64_t number : numbers) {
        if (served != nullptr && number == served->record.info.number) {
            marked.add(served->manifest.entries);
        } else {
            const Manifest manifest = TRY(parse_manifest(TRY(manifest_bytes(number))));
            marked.add(manifest.entries);
        }
    }
    if (served == nullptr) return {};
    served->earlier_assets.for_each_release(
        [&](const std::vector<ManifestEntry>& assets) { marked.add(assets); });
    marked.reach(served->record.info.number);
    return {};
}

Result<ReleaseStore::Sweep> ReleaseStore::remove_unless_needed(const Sha256& digest,
                                                               const MarkedBlobs& marked) {
    const std::scoped_lock lock(changes_);
    const std::shared_ptr<const ServedRelease> served = current();
    const std::uint64_t newest = served == nullptr ? 0 : served->record.info.number;
    if (newest != marked.through()) return Sweep::Behind;
    if (marked.contains(digest)) return Sweep::Needed;
    for (const auto& [id, release] : open_) {
        if (release->size_of.contains(digest)) return Sweep::Needed;
    }
    TRY(blobs_.drop(digest));
    return Sweep::Removed;
}

std::size_t ReleaseStore::count_releases() const {
    const std::scoped_lock lock(changes_);
    return records_.size();
}

}  // namespace gazette
