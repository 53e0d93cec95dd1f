#include "build/load.h"

#include "base/hash.h"
#include "base/large_block.h"
#include "build/file_identity.h"
#include "build/load_article.h"
#include "build/load_files.h"
#include "build/load_references.h"
#include "build/load_reviews.h"
#include "content/check_settings.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"
#include "content/settings_digests.h"
#include "content/source_list.h"
#include "formats/unicode.h"
#include "review/stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::size_t kArticlesPerRun = 16;

// Where a newsroom is read from; borrowed.
struct Origin {
    Files& files;
    const Sources& sources;
    const LoadOptions& options;
};

// Reads a file that a person wrote; what cannot be read is their diagnostic, not the build's end.
std::optional<std::string> read_source(const Origin& from, const std::string& path,
                                       std::uint64_t most_bytes, Diagnostics& diagnostics) {
    Result<std::string> bytes = from.files.read(join_path(from.options.newsroom, path), most_bytes);
    if (bytes) return std::move(bytes).value();
    if (bytes.error().code == ErrorCode::TooLarge) {
        const Result<FileInfo> info = from.files.info(join_path(from.options.newsroom, path));
        diagnostics.add(codes::kFileTooLarge, path, {},
                        {fmt::format("{}", info ? info->size_bytes : most_bytes + 1),
                         fmt::format("{}", most_bytes)});
    } else {
        diagnostics.add(codes::kFileUnreadable, path, {}, {describe(bytes.error())});
    }
    return std::nullopt;
}

// The articles, from the catalog where their files are still the same, else from the files.
class ArticleLoader {
public:
    ArticleLoader(const Origin& from, const TaskPool& pool, Loaded& loaded,
                  Diagnostics& diagnostics)
        : from_(from),
          pool_(pool),
          loaded_(loaded),
          diagnostics_(diagnostics),
          is_reviewed_(!loaded.paper.site.review.stages.empty()) {}

    Result<void> run() {
        const std::vector<SourceFile>& sources = from_.sources.articles;
        slots_.resize(sources.size());
        // OPTIMIZATION: first touches of large memory are dear, and so is the catalog's list.
        Result<void> opened;
        pool_.parallel_for(2, 1, [&](std::size_t index, std::size_t) {
            if (index == 0) {
                rows_.reserve(sources.size());
                advise_huge_pages(rows_.data(), sources.size() * sizeof(ArticleRow));
                rows_.resize(sources.size());
            } else if (from_.options.scanned_at_ns != 0) {
                opened = open_catalog();
            }
        });
        TRY(std::move(opened));
        loaded_.paper.pools.resize(pool_.threads());
        std::vector<RowWorkshop> workshops;
        for (StringPool& strings : loaded_.paper.pools) workshops.push_back({strings, {}});
        pool_.parallel_for(
            sources.size(), kArticlesPerRun,
            [&](std::size_t index, std::size_t worker) { load(index, workshops[worker]); });
        if (loaded_.catalog && from_.options.remember) TRY(save_catalog());
        hand_over();
        return {};
    }

private:
    enum class How : std::uint8_t { Unreadable, Remembered, Touched, Read };

    struct Slot {
        const CatalogEntry* entry = nullptr;
        std::unique_ptr<Diagnostics> diagnostics;  // null: nothing was found wrong
        How how = How::Unreadable;
    };

    Result<void> open_catalog() {
        const Newspaper& paper = loaded_.paper;
        const Fingerprint stamp = FingerprintBuilder()
                                      .add(paper.reading)
                                      .add(from_.options.program)
                                      .add(std::int64_t{from_.options.allow_unknown})
                                      .add(std::int64_t{is_reviewed_})
                                      .finish();
        loaded_.catalog =
            TRY(Catalog::open(from_.files, memory_of(from_.options), stamp, diagnostics_));
        limits_ = {paper.site.sections.size(), paper.site.channels.size(),
                   paper.site.organisations.size(), paper.site.columns.size()};
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            slots_[i].entry = loaded_.catalog->find(from_.sources.articles[i].path);
        }
        return {};
    }

    void load(std::size_t index, RowWorkshop& workshop) {
        const SourceFile& source = from_.sources.articles[index];
        Slot& slot = slots_[index];
        const bool is_same = slot.entry != nullptr && slot.entry->is_sure &&
                             !from_.options.paranoid && is_same_file(slot.entry->info, source.info);
        if (is_same && take(index, How::Remembered, workshop)) return;
        Diagnostics found;
        const auto bytes = read_source(from_, source.path, kMaxArticleBytes, found);
        if (bytes && slot.entry != nullptr && take(index, How::Touched, workshop)) {
            if (holds(rows_[index], *bytes)) return;
            slot.diagnostics.reset();
            slot.how = How::Unreadable;
        }
        if (bytes) {
            const auto row = load_article({*bytes, source.path, loaded_.paper.site,
                                           from_.options.allow_unknown, is_reviewed_},
                                          workshop, found);
            if (row) {
                rows_[index] = *row;
                slot.how = How::Read;
                keep_text(*bytes, workshop.pool, rows_[index]);
            }
        }
        if (!found.empty()) slot.diagnostics = std::make_unique<Diagnostics>(std::move(found));
    }

    void keep_text(std::string_view text, StringPool& pool, ArticleRow& row) {
        const std::size_t before = kept_bytes_.fetch_add(text.size(), std::memory_order_relaxed);
        if (before + text.size() <= from_.options.most_kept_bytes) row.file_text = pool.keep(text);
    }

    // The row that the catalog has of a source.
    bool take(std::size_t index, How how, RowWorkshop& workshop) {
        Slot& slot = slots_[index];
        Diagnostics found;
        ArticleRow row;
        if (!Catalog::read(*slot.entry, limits_, workshop.pool, row, found)) return false;
        rows_[index] = row;
        slot.how = how;
        if (!found.empty()) slot.diagnostics = std::make_unique<Diagnostics>(std::move(found));
        return true;
    }

    Result<void> save_catalog() {
        std::vector<Catalog::Change> all(slots_.size());
        std::vector<std::size_t> changed;
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            const Slot& slot = slots_[i];
            if (slot.how == How::Unreadable) continue;
            const SourceFile& source = from_.sources.articles[i];
            all[i] = {&source, has_sure_time(source.info, from_.options.scanned_at_ns), &rows_[i],
                      slot.diagnostics.get()};
            if (slot.how != How::Remembered) changed.push_back(i);
        }
        return loaded_.catalog->save(all, changed, loaded_.catalog->unasked(), pool_);
    }

    void hand_over() {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            Slot& slot = slots_[i];
            if (slot.diagnostics) diagnostics_.append(std::move(*slot.diagnostics));
            if (slot.how == How::Unreadable) continue;
            if (slot.how != How::Remembered) ++loaded_.articles_read;
            if (slot.how == How::Read) loaded_.read_anew.push_back(from_.sources.articles[i].path);
            if (kept != i) rows_[kept] = rows_[i];
            ++kept;
        }
        rows_.resize(kept);
        loaded_.paper.rows = std::move(rows_);
    }

    const Origin& from_;
    const TaskPool& pool_;
    Loaded& loaded_;
    Diagnostics& diagnostics_;
    bool is_reviewed_;
    RowLimits limits_;
    std::vector<ArticleRow> rows_;  // by source
    std::vector<Slot> slots_;
    std::atomic<std::size_t> kept_bytes_{0};
};

Instant midnight(const SiteConfig& site, const CivilDate& date) {
    return site.time_zone.instant({date, 0, 0, 0}).value_or(instant_at_offset({date, 0, 0, 0}, 0));
}

void load_issues(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    for (const SourceFile& file : from.sources.issues) {
        const auto bytes = read_source(from, file.path, kMaxIssueBytes, diagnostics);
        if (!bytes) continue;
        std::optional<Issue> issue = read_issue(*bytes, file.path, diagnostics);
        if (!issue) continue;
        const std::string name = issue->name();
        const Instant day_begins = midnight(paper.site, issue->date);
        paper.issues.push_back(
            {std::move(*issue), issue_address(name), day_begins, {}, fingerprint(*bytes)});
    }
    std::stable_sort(paper.issues.begin(), paper.issues.end(),
                     [](const NewspaperIssue& a, const NewspaperIssue& b) {
                         return a.issue.name() > b.issue.name();
                     });
    for (std::size_t i = 1; i < paper.issues.size(); ++i) {
        if (paper.issues[i].address != paper.issues[i - 1].address) continue;
        diagnostics.add(codes::kIssueDuplicate, paper.issues[i].issue.path, {1, 1},
                        {paper.issues[i].issue.name(), paper.issues[i - 1].issue.path});
    }
}

void load_guides(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    for (const SourceFile& file : from.sources.guides) {
        const auto bytes = read_source(from, file.path, kMaxArticleBytes, diagnostics);
        if (!bytes) continue;
        std::optional<Guide> guide = read_guide(*bytes, file.path, paper.site, diagnostics);
        if (!guide) continue;
        std::string address = guide_address(guide->slug);
        paper.guides.push_back(
            {std::move(*guide), std::move(address), file.path, fingerprint(*bytes), {}});
    }
}

void load_choices(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    if (from.sources.has_setting("home.yml")) {
        const auto bytes = read_source(from, "home.yml", kMaxHomeBytes, diagnostics);
        if (bytes) paper.home = read_home_choice(*bytes, diagnostics).value_or(HomeChoice{});
    }
    if (from.sources.has_setting("redirects.tsv")) {
        const auto bytes = read_source(from, "redirects.tsv", kMaxRedirectBytes, diagnostics);
        if (bytes) paper.redirects = read_redirects(*bytes, diagnostics);
    }
}

// A newsroom that was given no id is known by its address: two of them are not taken for one.
std::string id_by_address(const SiteConfig& site) {
    constexpr std::size_t kLength = 26;
    return "url-" + to_hex(sha256(site.origin + site.base_path)).substr(0, kLength);
}

bool load_site(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    if (!from.sources.has_setting("site.yml")) {
        diagnostics.add(codes::kSiteMissing, "site.yml", {});
        return false;
    }
    const auto bytes = read_source(from, "site.yml", kMaxSiteBytes, diagnostics);
    if (!bytes) return false;
    std::optional<SiteConfig> site = read_site_config(*bytes, diagnostics);
    if (!site) return false;
    paper.site = std::move(*site);
    if (paper.site.id.empty()) paper.site.id = id_by_address(paper.site);
    const std::string sources(kSourceListPath);
    if (from.sources.has_setting(sources)) {
        const auto list = read_source(from, sources, kMaxSourceListBytes, diagnostics);
        if (list) paper.site.source_list = read_source_list(*list, diagnostics);
    }
    paper.reading = reading_digest(paper.site);
    paper.frame = frame_digest(paper.site);
    return true;
}

std::unordered_set<std::string> other_files(const Sources& sources) {
    std::unordered_set<std::string> paths;
    for (const auto* list : {&sources.assets, &sources.statics}) {
        for (const SourceFile& file : *list) paths.insert(file.path);
    }
    return paths;
}

}  // namespace

const std::string& memory_of(const LoadOptions& options) {
    return options.memory.empty() ? options.newsroom : options.memory;
}

Result<Loaded> load(Files& files, const Sources& sources, const LoadOptions& options,
                    const TaskPool& pool, Diagnostics& diagnostics) {
    const Origin from{files, sources, options};
    Loaded loaded;
    Newspaper& paper = loaded.paper;
    loaded.usable = load_site(from, paper, diagnostics);
    if (!loaded.usable) return loaded;
    const ReviewDemand demand = review_demand(paper.site, options, diagnostics);
    loaded.usable = demand.may_build;
    if (!loaded.usable) return loaded;
    TRY(ArticleLoader(from, pool, loaded, diagnostics).run());
    load_issues(from, paper, diagnostics);
    load_guides(from, paper, diagnostics);
    load_choices(from, paper, diagnostics);

    index_rows(paper, pool, diagnostics);
    const std::unordered_set<std::string> known = other_files(sources);
    check_links(paper, known, diagnostics);
    resolve_issue_items(paper, diagnostics);
    check_home(paper, diagnostics);
    check_redirects(paper, known, diagnostics);
    TRY(load_files({files, known}, options, pool, loaded, diagnostics));
    if (demand.trust != nullptr) {
        loaded.review = print_stages(demand.trust->stages);
        TRY(load_reviews({files, sources, known}, *demand.trust, options, pool, loaded,
                         diagnostics));
    }
    apply_checks(paper.site, diagnostics);
    return loaded;
}

}  // namespace gazette
