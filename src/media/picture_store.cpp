#include "media/picture_store.h"

#include "base/assert.h"
#include "base/task_pool.h"
#include "media/helper_process.h"
#include "media/picture_index.h"
#include "media/picture_kind.h"
#include "media/picture_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace gazette {
namespace {

constexpr std::uint64_t kMaxIndexBytes = 1ULL << 30U;
// The index is saved whenever this many more pictures are made (or a quarter of what it holds, so
// that all its writings together stay a few times its size): a killed build loses little.
constexpr std::size_t kLeastBatch = 64;
constexpr std::size_t kNameDigits = 16;

struct Refusal {
    PictureStatus status = PictureStatus::Unreadable;
    std::string detail;
};

Refusal refusal_of(const Error& error) {
    PictureStatus status = PictureStatus::Unreadable;
    if (error.code == ErrorCode::NotFound) status = PictureStatus::Missing;
    if (error.code == ErrorCode::TooLarge) status = PictureStatus::TooLarge;
    return {status, describe(error)};
}

Refusal refusal_of(const RefusedLine& line) {
    switch (line.reason) {
        case RefusalReason::Large:
            return {PictureStatus::TooLarge, line.why};
        case RefusalReason::Type:
            return {PictureStatus::RefusedType, line.why};
        case RefusalReason::Broken:
            return {PictureStatus::Unreadable, line.why};
    }
    return {};
}

// One source on its way through prepare().
struct Item {
    std::string source;
    std::string path;  // where it is read
    SourceStamp stamp;
    bool stamp_is_sure = false;  // untouched since before we began to look
    std::optional<Sha256> digest;
    std::optional<Refusal> refusal;

    void refuse(PictureStatus status, std::string detail) {
        refusal = Refusal{status, std::move(detail)};
    }
};

// What one job came to: the picture, a refusal, or an Error of the world.
using Outcome = Result<std::variant<IndexedPicture, Refusal>>;

}  // namespace

class PictureStore::Work {
public:
    Work(Files& files, PictureStoreOptions options, std::string root)
        : files_(files),
          options_(std::move(options)),
          root_(std::move(root)),
          mark_(recipe_mark(options_.recipe)),
          key_(recipe_key(options_.recipe)),
          pool_(options_.jobs),
          helpers_(pool_.threads()) {}

    Result<void> load_index();
    Result<std::vector<PictureFacts>> prepare(const std::vector<std::string>& sources);
    Result<std::string> read(PictureFacts& facts, std::size_t rendition);

    [[nodiscard]] const PictureStoreCounts& counts() const { return counts_; }

private:
    // ---- sources ----
    Item locate(const std::string& source);
    Result<void> digest(std::vector<Item>& items);
    void digest_one(Item& item);
    Result<std::int64_t> file_system_now();
    static void refuse_same_names(std::vector<Item>& items);

    // ---- renditions ----
    [[nodiscard]] const IndexedPicture* find_made(const Sha256& digest);
    Result<void> make_missing(std::vector<Item>& items);
    Result<void> make_batch(const std::vector<Item*>& batch);
    Outcome make_one(const Item& item, std::size_t worker);
    Result<HelperAnswer> ask_helper(std::string_view bytes, std::size_t worker);
    Result<IndexedPicture> keep(const Sha256& digest, const MadePicture& made);
    Result<void> save_index();
    void remember(const Item& item);

    [[nodiscard]] Picture picture_of(const std::string& source, const Sha256& digest,
                                     const IndexedPicture& made) const;
    [[nodiscard]] PictureFacts facts_of(const Item& item) const;

    struct Worker {
        std::optional<HelperProcess> helper;
        bool is_fresh = false;
    };

    Files& files_;
    PictureStoreOptions options_;
    std::string root_;  // the newsroom, without links
    std::string mark_;
    std::string key_;
    PictureIndex index_;
    bool index_changed_ = false;  // since it was read or saved
    PictureStoreCounts counts_;
    TaskPool pool_;
    std::vector<Worker> helpers_;  // one a thread
    std::atomic<std::size_t> helpers_started_{0};
    std::atomic<bool> stop_{false};  // the world refused something: begin no further picture
};

// ---------------------------------------------------------------- sources

Result<void> PictureStore::Work::load_index() {
    TRY(files_.make_directories(options_.cache_folder));
    const auto bytes = files_.read(join_path(options_.cache_folder, "index"), kMaxIndexBytes);
    if (!bytes) {
        counts_.index_was_damaged = bytes.error().code != ErrorCode::NotFound;
        return {};
    }
    auto index = parse_picture_index(*bytes);
    if (!index) {
        counts_.index_was_damaged = true;  // costs the time to make all again, nothing else
        return {};
    }
    index_ = std::move(*index);
    return {};
}

// The file behind a path and whether it lies in the newsroom; the digest where it is known.
Item PictureStore::Work::locate(const std::string& source) {
    Item item{source, join_path(root_, source), {}, false, {}, {}};
    if (source.empty() || source.find('\0') != std::string::npos) {
        item.refuse(PictureStatus::Missing, "not a path");
        return item;
    }
    auto info = files_.info(item.path);
    const auto known = index_.sources.find(source);
    if (info && info->kind == FileKind::File && known != index_.sources.end() &&
        known->second.stamp == stamp_of(*info)) {
        item.stamp = known->second.stamp;
        item.stamp_is_sure = true;
        item.digest = known->second.digest;
        return item;
    }
    auto resolved = files_.resolve(item.path);
    if (!resolved) {
        item.refusal = refusal_of(resolved.error());
        return item;
    }
    if (!resolved->starts_with(root_ + "/")) {
        item.refuse(PictureStatus::Outside, "it lies outside the newsroom");
        return item;
    }
    item.path = std::move(*resolved);
    info = files_.info(item.path);
    if (!info) {
        item.refusal = refusal_of(info.error());
    } else if (info->kind != FileKind::File) {
        item.refuse(PictureStatus::Unreadable, "not a regular file");
    } else {
        item.stamp = stamp_of(*info);
    }
    return item;
}

// The clock that stamps files, which is not the one that tells the time (ninja's race: a file that
// changes again within the same tick looks unchanged).
Result<std::int64_t> PictureStore::Work::file_system_now() {
    const std::string path = join_path(options_.cache_folder, "clock");
    TRY(files_.replace(path, ""));
    return TRY(files_.info(path)).changed_ns;
}

void PictureStore::Work::digest_one(Item& item) {
    const auto bytes = files_.read(item.path, kMaxPictureBytes);
    if (bytes) {
        item.digest = sha256(*bytes);
    } else {
        item.refusal = refusal_of(bytes.error());
    }
}

Result<void> PictureStore::Work::digest(std::vector<Item>& items) {
    std::vector<Item*> unknown;
    for (Item& item : items) {
        if (!item.digest && !item.refusal) unknown.push_back(&item);
    }
    if (unknown.empty()) return {};
    const std::int64_t now = TRY(file_system_now());
    for (Item* item : unknown) {
        // Links are followed each time: their own stamp says nothing about what they lead to.
        const bool is_itself = item->path == join_path(root_, item->source);
        item->stamp_is_sure = is_itself && item->stamp.changed_ns < now;
    }
    pool_.parallel_for(unknown.size(), 1,
                       [&](std::size_t index, std::size_t) { digest_one(*unknown[index]); });
    counts_.sources_read += unknown.size();
    return {};
}

// Names carry 64 bits of the digest; who finds two pictures alike in them must not have the one
// shown in the other's place.
void PictureStore::Work::refuse_same_names(std::vector<Item>& items) {
    std::map<std::string, const Item*> owners;
    for (Item& item : items) {
        if (!item.digest || item.refusal) continue;
        const auto [owner, is_new] =
            owners.emplace(to_hex(*item.digest).substr(0, kNameDigits), &item);
        if (is_new || owner->second->digest == item.digest) continue;
        item.refuse(PictureStatus::Unreadable,
                    "its digest begins like that of " + owner->second->source);
    }
}

// ---------------------------------------------------------------- renditions

// What was made of a digest, if all its files are there in their sizes. That they hold what they
// should is checked when they are read.
const IndexedPicture* PictureStore::Work::find_made(const Sha256& digest) {
    const auto found = index_.pictures.find({digest, key_});
    if (found == index_.pictures.end()) return nullptr;
    const IndexedPicture& made = found->second;
    const Picture picture = picture_of({}, digest, made);
    if (rendition_widths(made.width, made.height, options_.recipe.widths) != picture.widths ||
        made.renditions.size() != 2 * picture.widths.size()) {
        return nullptr;  // checks in itself, but is not what this recipe gives
    }
    for (const IndexedRendition& rendition : made.renditions) {
        const std::string name = rendition_name(picture, rendition.width, rendition.format);
        const auto info = files_.info(join_path(options_.cache_folder, name));
        if (!info || info->kind != FileKind::File || info->size_bytes != rendition.size_bytes) {
            return nullptr;
        }
    }
    return &made;
}

Result<HelperAnswer> PictureStore::Work::ask_helper(std::string_view bytes, std::size_t worker) {
    Worker& own = helpers_[worker];
    // A helper that has served others may have suffered from them: the picture is only blamed for
    // what it does to a fresh one.
    while (true) {
        if (!own.helper) {
            own.helper.emplace(TRY(HelperProcess::start(options_.helper)));
            own.is_fresh = true;
            helpers_started_.fetch_add(1);
        }
        const bool was_fresh = std::exchange(own.is_fresh, false);
        auto answer = own.helper->make(bytes, options_.recipe,
                                       std::chrono::milliseconds(options_.helper_timeout_ms));
        if (answer) return answer;
        own.helper.reset();
        if (answer.error().code != ErrorCode::Library) return answer;
        if (was_fresh) return HelperAnswer(RefusedLine{RefusalReason::Broken, answer.error().what});
    }
}

Result<IndexedPicture> PictureStore::Work::keep(const Sha256& digest, const MadePicture& made) {
    IndexedPicture indexed{
        made.line.width, made.line.height, made.line.has_alpha, made.line.says_generated, {}};
    for (const MadeRendition& rendition : made.renditions) {
        indexed.renditions.push_back({rendition.line.width, rendition.line.format,
                                      rendition.bytes.size(), sha256(rendition.bytes)});
    }
    const Picture picture = picture_of({}, digest, indexed);
    for (const MadeRendition& rendition : made.renditions) {
        const std::string name =
            rendition_name(picture, rendition.line.width, rendition.line.format);
        TRY(files_.replace(join_path(options_.cache_folder, name), rendition.bytes));
    }
    return indexed;
}

Outcome PictureStore::Work::make_one(const Item& item, std::size_t worker) {
    const auto bytes = files_.read(item.path, kMaxPictureBytes);
    if (!bytes) return refusal_of(bytes.error());
    if (sha256(*bytes) != *item.digest) {
        return Refusal{PictureStatus::Unreadable, "it changed while it was read"};
    }
    if (!picture_kind(*bytes)) {
        return Refusal{PictureStatus::RefusedType, std::string(kNotAPicture)};
    }
    const HelperAnswer answer = TRY(ask_helper(*bytes, worker));
    if (const auto* refused = std::get_if<RefusedLine>(&answer)) return refusal_of(*refused);
    return TRY(keep(*item.digest, std::get<MadePicture>(answer)));
}

Result<void> PictureStore::Work::make_batch(const std::vector<Item*>& batch) {
    std::vector<std::optional<Outcome>> outcomes(batch.size());
    pool_.parallel_for(batch.size(), 1, [&](std::size_t index, std::size_t worker) {
        if (stop_) return;
        outcomes[index] = make_one(*batch[index], worker);
        if (!*outcomes[index]) stop_ = true;
    });
    counts_.helpers_started = helpers_started_;
    std::optional<Error> refused_by_world;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!outcomes[i]) continue;  // not begun after another's Error
        Outcome& outcome = *outcomes[i];
        if (!outcome) {
            if (!refused_by_world) refused_by_world = std::move(outcome.error());
        } else if (auto* made = std::get_if<IndexedPicture>(&*outcome)) {
            index_.pictures.insert_or_assign({*batch[i]->digest, key_}, std::move(*made));
            index_changed_ = true;
            ++counts_.pictures_made;
        } else {
            batch[i]->refusal = std::get<Refusal>(*outcome);
        }
    }
    TRY(save_index());
    if (refused_by_world) return failure(std::move(*refused_by_world));
    return {};
}

Result<void> PictureStore::Work::make_missing(std::vector<Item>& items) {
    std::map<Sha256, Item*> first_of;  // the same bytes under two names are made once
    std::vector<Item*> missing;
    for (Item& item : items) {
        if (!item.digest || item.refusal || !first_of.emplace(*item.digest, &item).second) continue;
        if (find_made(*item.digest) == nullptr) missing.push_back(&item);
    }
    stop_ = false;
    for (std::size_t begin = 0; begin < missing.size();) {
        const std::size_t most = std::max(kLeastBatch, index_.pictures.size() / 4);
        const std::size_t end = std::min(missing.size(), begin + most);
        const auto at = [&](std::size_t i) {
            return missing.begin() + static_cast<std::ptrdiff_t>(i);
        };
        TRY(make_batch({at(begin), at(end)}));
        begin = end;
    }
    for (Worker& worker : helpers_) worker.helper.reset();
    for (Item& item : items) {
        if (item.digest && !item.refusal) item.refusal = first_of.at(*item.digest)->refusal;
    }
    return {};
}

// Whole and at once; without fsync, because a torn index does not check and costs only time.
Result<void> PictureStore::Work::save_index() {
    if (!index_changed_) return {};
    TRY(files_.replace(join_path(options_.cache_folder, "index"), serialize(index_))
            .context("saving the picture index"));
    index_changed_ = false;
    return {};
}

// ---------------------------------------------------------------- facts

Picture PictureStore::Work::picture_of(const std::string& source, const Sha256& digest,
                                       const IndexedPicture& made) const {
    Picture picture{source, digest, made.width, made.height, {}, mark_};
    for (const IndexedRendition& rendition : made.renditions) {
        if (rendition.format == PictureFormat::Webp) picture.widths.push_back(rendition.width);
    }
    return picture;
}

PictureFacts PictureStore::Work::facts_of(const Item& item) const {
    PictureFacts facts;
    facts.picture.source = item.source;
    if (item.refusal) {
        facts.status = item.refusal->status;
        facts.detail = item.refusal->detail;
        return facts;
    }
    GAZETTE_ASSERT(item.digest.has_value(), "what is not refused was digested");
    const IndexedPicture& made = index_.pictures.at({*item.digest, key_});
    facts.status = PictureStatus::Ready;
    facts.picture = picture_of(item.source, *item.digest, made);
    facts.has_alpha = made.has_alpha;
    facts.says_generated = made.says_generated;
    for (const IndexedRendition& rendition : made.renditions) {
        facts.renditions.push_back(
            {rendition.width, rendition.format, rendition.size_bytes, rendition.digest,
             rendition_name(facts.picture, rendition.width, rendition.format)});
    }
    return facts;
}

// What was refused is looked at anew each time.
void PictureStore::Work::remember(const Item& item) {
    const auto known = index_.sources.find(item.source);
    if (item.refusal || !item.stamp_is_sure) {
        if (known == index_.sources.end()) return;
        index_.sources.erase(known);
    } else {
        const IndexedSource source{item.stamp, *item.digest};
        if (known != index_.sources.end() && known->second == source) return;
        index_.sources.insert_or_assign(item.source, source);
    }
    index_changed_ = true;
}

Result<std::vector<PictureFacts>> PictureStore::Work::prepare(
    const std::vector<std::string>& sources) {
    std::vector<Item> items;
    items.reserve(sources.size());
    for (const std::string& source : sources) items.push_back(locate(source));
    TRY(digest(items));
    refuse_same_names(items);
    TRY(make_missing(items));
    std::vector<PictureFacts> facts;
    facts.reserve(items.size());
    for (const Item& item : items) {
        facts.push_back(facts_of(item));
        remember(item);
    }
    TRY(save_index());
    return facts;
}

Result<std::string> PictureStore::Work::read(PictureFacts& facts, std::size_t rendition) {
    GAZETTE_ASSERT(rendition < facts.renditions.size(), "only renditions that there are, are read");
    for (const bool is_first : {true, false}) {
        const Rendition& wanted = facts.renditions[rendition];
        const std::string path = join_path(options_.cache_folder, wanted.name);
        auto bytes = files_.read(path, kMaxRenditionBytes);
        if (bytes && sha256(*bytes) == wanted.digest) return bytes;
        if (!is_first) break;

        index_.pictures.erase({facts.picture.digest, key_});
        index_changed_ = true;
        PictureFacts again = TRY(prepare({facts.picture.source})).front();
        if (again.status != PictureStatus::Ready || again.picture != facts.picture) {
            return failure(ErrorCode::Conflict,
                           fmt::format("{} changed while it was used", facts.picture.source));
        }
        facts = std::move(again);
    }
    return failure(ErrorCode::Damaged, fmt::format("{} does not stay as it is written",
                                                   facts.renditions[rendition].name));
}

// ---------------------------------------------------------------- the public face

PictureStore::PictureStore(std::unique_ptr<Work> work) : work_(std::move(work)) {}

PictureStore::~PictureStore() = default;
PictureStore::PictureStore(PictureStore&&) noexcept = default;
PictureStore& PictureStore::operator=(PictureStore&&) noexcept = default;

Result<PictureStore> PictureStore::open(Files& files, PictureStoreOptions options) {
    if (!is_possible(options.recipe)) {
        return failure(ErrorCode::Invalid, "the widths or qualities of pictures are not possible");
    }
    std::string root = TRY(files.resolve(options.newsroom));
    auto work = std::make_unique<Work>(files, std::move(options), std::move(root));
    TRY(work->load_index().context("opening the picture cache"));
    return PictureStore(std::move(work));
}

Result<std::vector<PictureFacts>> PictureStore::prepare(const std::vector<std::string>& sources) {
    return work_->prepare(sources);
}

Result<std::string> PictureStore::read(PictureFacts& facts, std::size_t rendition) {
    return work_->read(facts, rendition);
}

const PictureStoreCounts& PictureStore::counts() const { return work_->counts(); }

Result<std::string> find_media_helper(Files& files) {
    const std::string program = TRY(files.resolve("/proc/self/exe"));
    const std::string folder(parent_path(program));
    for (const std::string& candidate :
         {join_path(folder, "gazette-media"),
          join_path(parent_path(folder), "libexec/gazette/gazette-media")}) {
        const auto info = files.info(candidate);
        if (info && info->kind == FileKind::File) return candidate;
    }
    return failure(ErrorCode::NotFound,
                   "gazette-media is neither beside gazette nor in ../libexec/gazette");
}

}  // namespace gazette
