#include "build/load.h"

#include "base/hash.h"
#include "build/load_article.h"
#include "build/load_files.h"
#include "build/load_references.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::uint64_t kMostSettingsBytes = std::uint64_t{4} << 20U;
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

struct LoadedArticle {
    std::optional<ArticleRow> row;
    Diagnostics diagnostics;
};

void load_articles(const Origin& from, const TaskPool& pool, Newspaper& paper,
                   Diagnostics& diagnostics) {
    std::vector<LoadedArticle> loaded(from.sources.articles.size());
    paper.pools.resize(pool.threads());
    std::vector<RowWorkshop> workshops;
    for (StringPool& strings : paper.pools) workshops.push_back({strings, {}});
    pool.parallel_for(loaded.size(), kArticlesPerRun, [&](std::size_t index, std::size_t worker) {
        const std::string& path = from.sources.articles[index].path;
        LoadedArticle& slot = loaded[index];
        const auto bytes = read_source(from, path, kMaxArticleBytes, slot.diagnostics);
        if (!bytes) return;
        slot.row = load_article({*bytes, path, paper.site, from.options.allow_unknown},
                                workshops[worker], slot.diagnostics);
    });
    paper.rows.reserve(loaded.size());
    for (LoadedArticle& article : loaded) {
        if (article.row) paper.rows.push_back(*article.row);
        diagnostics.append(std::move(article.diagnostics));
    }
}

Instant midnight(const SiteConfig& site, const CivilDate& date) {
    return site.time_zone.instant({date, 0, 0, 0}).value_or(instant_at_offset({date, 0, 0, 0}, 0));
}

void load_issues(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    for (const SourceFile& file : from.sources.issues) {
        const auto bytes = read_source(from, file.path, kMostSettingsBytes, diagnostics);
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
            {std::move(*guide), std::move(address), file.path, fingerprint(*bytes)});
    }
}

void load_choices(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    if (from.sources.has_home) {
        const auto bytes = read_source(from, "home.yml", kMostSettingsBytes, diagnostics);
        if (bytes) paper.home = read_home_choice(*bytes, diagnostics).value_or(HomeChoice{});
    }
    if (from.sources.has_redirects) {
        const auto bytes = read_source(from, "redirects.tsv", kMostSettingsBytes, diagnostics);
        if (bytes) paper.redirects = read_redirects(*bytes, diagnostics);
    }
}

// A newsroom that was given no id is known by its address: two of them are not taken for one.
std::string id_by_address(const SiteConfig& site) {
    constexpr std::size_t kLength = 26;
    return "url-" + to_hex(sha256(site.origin + site.base_path)).substr(0, kLength);
}

bool load_site(const Origin& from, Newspaper& paper, Diagnostics& diagnostics) {
    if (!from.sources.has_site) {
        diagnostics.add(codes::kSiteMissing, "site.yml", {});
        return false;
    }
    const auto bytes = read_source(from, "site.yml", kMostSettingsBytes, diagnostics);
    if (!bytes) return false;
    std::optional<SiteConfig> site = read_site_config(*bytes, diagnostics);
    if (!site) return false;
    paper.site = std::move(*site);
    if (paper.site.id.empty()) paper.site.id = id_by_address(paper.site);
    paper.site_digest = fingerprint(*bytes);
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

Result<Loaded> load(Files& files, const Sources& sources, const LoadOptions& options,
                    const TaskPool& pool, Diagnostics& diagnostics) {
    const Origin from{files, sources, options};
    Loaded loaded;
    Newspaper& paper = loaded.paper;
    loaded.usable = load_site(from, paper, diagnostics);
    if (!loaded.usable) return loaded;
    load_articles(from, pool, paper, diagnostics);
    load_issues(from, paper, diagnostics);
    load_guides(from, paper, diagnostics);
    load_choices(from, paper, diagnostics);

    index_rows(paper, diagnostics);
    const std::unordered_set<std::string> known = other_files(sources);
    check_links(paper, known, diagnostics);
    resolve_issue_items(paper, diagnostics);
    check_home(paper, diagnostics);
    check_redirects(paper, known, diagnostics);
    TRY(load_files(files, options, known, loaded, diagnostics));
    return loaded;
}

}  // namespace gazette
