#include "build/repeated_build.h"

#include "build/build_run.h"
#include "build/load_article.h"
#include "build/page_press.h"
#include "build/row_digests.h"
#include "content/front_matter.h"
#include "content/urls.h"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

namespace gazette {
namespace {

template <typename Element, typename Member>
bool are_same(std::span<Element> a, std::span<Element> b, Member member) {
    return std::ranges::equal(a, b, {}, member, member);
}

// Whether a story with this row stands on the same pages, in the same places, and needs and leads
// to the same files: what planning asks of a row, and what is found out about it beside its own
// file.
bool stands_where_it_stood(const ArticleRow& a, const ArticleRow& b) {
    const auto place = [](const ArticleRow& row) {
        return std::tuple(row.path, row.id, row.address, row.date, row.visible_from, row.updated,
                          row.expires, row.section, row.channel, row.organisation, row.column,
                          row.column_order, row.visibility, row.reprint, row.if_rare().series);
    };
    const std::identity text;
    return place(a) == place(b) && are_same(a.tags, b.tags, text) &&
           are_same(a.aliases, b.aliases, text) && are_same(a.anchors, b.anchors, text) &&
           are_same(a.links, b.links, &LinkRow::target) &&
           are_same(a.files, b.files, &FileRow::target) &&
           are_same(a.files, b.files, &FileRow::use) &&
           are_same(a.files, b.files, &FileRow::is_generated);
}

struct NewRow {
    std::uint32_t number = 0;
    ArticleRow row;
};

}  // namespace

struct RepeatedBuild::State {
    State(BuildOptions chosen, Files& all_files) : options(std::move(chosen)), files(all_files) {}

    // The whole build.
    Result<BuildReport> run(Instant now) {
        last.reset();  // another build of the output waits for it
        found = {};
        options.now = now;
        last.emplace(options, files, found);
        Result<BuildReport> built = last->run();
        if (built && last->has_written()) {
            report = *built;
        } else {
            last.reset();
        }
        return built;
    }

    // Whether the last build's plan is still that of this moment.
    [[nodiscard]] bool has_plan_for(Instant now) const {
        if (!last || now < options.now) return false;
        return report.next_change.seconds == 0 || now < report.next_change;
    }

    // The new rows of the touched files; nothing where there is more to do than to make some pages.
    std::optional<std::vector<NewRow>> read(const std::vector<std::string>& touched) {
        Newspaper& paper = last->parts().loaded.paper;
        if (!paper.site.review.stages.empty()) return std::nullopt;  // who has signed it now?
        KeepingRoom none(0);
        RowWorkshop workshop{paper.pools.front(), none};
        const RowDigester digests(paper);
        std::vector<NewRow> rows;
        for (const std::string& path : touched) {
            const std::uint32_t* const number = paper.by_path.find(path);
            const bool is_reported =
                std::ranges::find(found.all(), path, &Diagnostic::file) != found.all().end();
            if (number == nullptr || is_reported) return std::nullopt;
            const Result<std::string> bytes =
                files.read(join_path(options.source, path), kMaxArticleBytes);
            if (!bytes) return std::nullopt;
            Diagnostics findings;
            std::optional<ArticleRow> row =
                load_article({*bytes, path, paper.site, options.allow_unknown}, workshop, findings);
            const ArticleRow& before = paper.rows[*number];
            if (!row || !findings.empty() || !stands_where_it_stood(*row, before)) {
                return std::nullopt;
            }
            take_over(before, *row);
            // All that its own page shows of other files is the same.
            digests.finish(before.body_digest, *row);
            if (row->file_digest != before.file_digest) rows.push_back({*number, *row});
        }
        return rows;
    }

    // What was found out about the story's links and files.
    static void take_over(const ArticleRow& before, ArticleRow& row) {
        row.tags = before.tags;
        row.aliases = before.aliases;
        row.anchors = before.anchors;
        row.links = before.links;
        row.files = before.files;
        if (row.rare == nullptr) return;
        row.rare->cover.source = before.cover().source;
        row.rare->cover.digest = before.cover().digest;
    }

    // Puts the rows in place and makes the pages that show what has changed of them.
    Result<BuildReport> renew(const std::vector<NewRow>& rows) {
        const SiteParts site = last->parts();
        std::vector<std::uint8_t> changes(site.loaded.paper.rows.size());  // bits by Shape
        for (const NewRow& renewed : rows) {
            ArticleRow& row = site.loaded.paper.rows[renewed.number];
            const auto note = [&](Shape shape, const Fingerprint& now, const Fingerprint& before) {
                if (now != before) changes[renewed.number] |= bit_of(shape);
            };
            note(Shape::Title, renewed.row.title_digest, row.title_digest);
            note(Shape::Card, renewed.row.card_digest, row.card_digest);
            note(Shape::Body, renewed.row.body_digest, row.body_digest);
            row = renewed.row;
        }
        BuildReport renewal = report;
        renewal.articles_read = rows.size();
        renewal.pages_made = renewal.files_written = renewal.files_removed = 0;
        renewal.bytes_written = 0;
        renewal.steps.clear();
        PagePress press({files, options.source, options.allow_unknown}, site);
        for (const PlannedPage& page : site.plan.pages) {
            const bool shows_change = std::ranges::any_of(page.shows, [&](const ShownRecord& it) {
                return (changes[it.row] & bit_of(it.shape)) != 0;
            });
            if (!shows_change) continue;
            const std::string_view bytes = TRY(press.print(page));
            TRY(last->output().replace(file_of(page.address), bytes));
            ++renewal.pages_made;
            ++renewal.files_written;
            renewal.bytes_written += bytes.size();
        }
        renewal.files_unchanged =
            report.files_unchanged + report.files_written - renewal.pages_made;
        return renewal;
    }

    static std::uint8_t bit_of(Shape shape) {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(shape));
    }

    BuildOptions options;
    Files& files;
    Diagnostics found;             // by the last whole build
    std::optional<BuildRun> last;  // with all that it was made of; nothing: it wrote nothing
    BuildReport report;            // of `last`
};

RepeatedBuild::RepeatedBuild(BuildOptions options, Files& files)
    : state_(std::make_unique<State>(std::move(options), files)) {}

RepeatedBuild::~RepeatedBuild() = default;

Result<BuildReport> RepeatedBuild::build(Instant now,
                                         const std::optional<std::vector<std::string>>& touched,
                                         Diagnostics& diagnostics) {
    if (touched && state_->has_plan_for(now)) {
        if (const auto rows = state_->read(*touched)) {
            Result<BuildReport> renewed = state_->renew(*rows);
            diagnostics = state_->found;
            if (renewed) return renewed;  // else pages and rows do not fit each other any more
        }
    }
    Result<BuildReport> built = state_->run(now);
    diagnostics = state_->found;
    return built;
}

}  // namespace gazette
