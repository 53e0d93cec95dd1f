#include "build/build.h"

#include "base/program_identity.h"
#include "base/task_pool.h"
#include "build/diagnostic_record.h"
#include "build/file_identity.h"
#include "build/load.h"
#include "build/output.h"
#include "build/produce.h"
#include "build/sources.h"
#include "build/taken_addresses.h"
#include "build/theme.h"
#include "build/vanished.h"
#include "content/diagnostic_codes.h"
#include "pages/page_keys.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace gazette {
namespace {

std::string output_folder(const std::string& source, const std::string& out) {
    return out.empty() ? join_path(source, "public") : out;
}

// The output folder's path within the newsroom, or nothing when it lies elsewhere.
std::string within_newsroom(Files& files, const std::string& source, const std::string& out) {
    const Result<std::string> root = files.resolve(source);
    const Result<std::string> folder = files.resolve(out);
    if (!root || !folder || !folder.value().starts_with(root.value() + "/")) return {};
    return folder.value().substr(root.value().size() + 1);
}

// With keep_going: articles that have an error leave the site as if they were not there.
std::size_t leave_out_wrong(const Diagnostics& diagnostics, Newspaper& paper) {
    std::unordered_set<std::string_view> wrong;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.severity == Severity::Error) wrong.insert(diagnostic.file);
    }
    std::size_t left_out = 0;
    for (ArticleRow& row : paper.rows) {
        if (!wrong.contains(row.path) || row.visibility != Visibility::Public) continue;
        row.visibility = Visibility::LeftOut;
        ++left_out;
    }
    return left_out;
}

// What the scan reports it has left out already.
bool is_left_out_by_scan(std::string_view code) {
    return code == codes::kLinkOutside.id || code == codes::kNameNotUtf8.id;
}

// An error outside articles cannot be left out: the settings, a template, an issue.
bool only_articles_are_wrong(const Diagnostics& diagnostics, const Newspaper& paper,
                             const Sources& sources) {
    std::unordered_set<std::string_view> articles;
    for (const SourceFile& file : sources.articles) articles.insert(file.path);
    for (const ArticleRow& row : paper.rows) articles.insert(row.path);
    return std::all_of(
        diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& diagnostic) {
            return diagnostic.severity != Severity::Error || articles.contains(diagnostic.file) ||
                   is_left_out_by_scan(diagnostic.code);
        });
}

LoadOptions load_options(const BuildOptions& options) {
    LoadOptions chosen;
    chosen.newsroom = options.source;
    chosen.allow_unknown = options.allow_unknown;
    chosen.paranoid = options.paranoid;
    return chosen;
}

// The moment at which the newsroom is looked at, by the clock that stamps its files; 0 where
// nothing can be remembered: no newsroom, or one that cannot be written to.
Result<std::int64_t> looked_at(Files& files, const std::string& newsroom) {
    const std::string folder = join_path(newsroom, ".gazette/catalog");
    if (!files.info(join_path(newsroom, "site.yml"))) return 0;
    const Result<void> made = files.make_directories(folder);
    if (!made && made.error().code == ErrorCode::Denied) return 0;
    TRY(Result<void>(made));
    return file_system_now(files, folder);
}

// What pages depend on beside what is in their keys.
Fingerprint stamp_of(const BuildOptions& options) {
    return FingerprintBuilder()
        .add(program_identity())
        .add(std::int64_t{options.drafts})
        .add(std::int64_t{options.allow_unknown})
        .finish();
}

// Everything that a build is made of but the moment; nothing when a change might not show in it.
// `diagnostics` are the scan's, which tell of what is in no list.
std::optional<Fingerprint> inputs_of(const BuildOptions& options, const Sources& sources,
                                     const Diagnostics& diagnostics, std::int64_t looked_at_ns,
                                     const TaskPool& pool) {
    const SourcesSeen all = seen(sources, looked_at_ns, pool);
    if (!all.is_sure || options.paranoid) return std::nullopt;
    RecordWriter found;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        found.text(diagnostic.file);
        write_diagnostic(diagnostic, found);
    }
    return FingerprintBuilder()
        .add(all.fingerprint)
        .add(found.bytes())
        .add(std::int64_t{options.is_preview})
        .add(std::int64_t{options.keep_going})
        .finish();
}

// Whether it would say the same now.
bool still_holds(const RememberedBuild& build, const Fingerprint& inputs, Instant now) {
    const bool has_changed = build.next_change.seconds != 0 && build.next_change <= now;
    return build.inputs == inputs && build.now <= now && !has_changed;
}

BuildReport repeated(const RememberedBuild& build, const Output& output,
                     std::vector<StepTime> steps, Diagnostics& diagnostics) {
    BuildReport report;
    report.written = true;
    report.articles = build.articles;
    report.left_out = build.left_out;
    report.pages = build.pages;
    report.files_unchanged = build.files;
    report.next_change = build.next_change;
    report.foreign_files = output.strangers();
    report.steps = std::move(steps);
    diagnostics = build.diagnostics;
    return report;
}

void make_keys(const Newspaper& paper, const RendererFingerprints& renderers, const TaskPool& pool,
               SitePlan& plan) {
    constexpr std::size_t kPagesPerRun = 512;
    const PageKeys keys(paper, plan, renderers);
    std::vector<FingerprintBuilder> parts(pool.threads());
    pool.parallel_for(plan.pages.size(), kPagesPerRun, [&](std::size_t index, std::size_t worker) {
        keys.set_key(plan.pages[index], parts[worker]);
    });
}

// Of a picture that could not be made the reason may go by itself.
bool are_pictures_ready(const Loaded& loaded) {
    return std::ranges::all_of(loaded.pictures, [](const PictureFacts& facts) {
        return facts.status == PictureStatus::Ready;
    });
}

std::vector<MadePage> explain(const std::vector<Reasons>& reasons, const SitePlan& plan,
                              const Loaded& loaded) {
    std::vector<MadePage> made;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        if (reasons[i].none()) continue;
        const PlannedPage& page = plan.pages[i];
        MadePage& why = made.emplace_back(MadePage{file_of(page.address), reasons[i], {}});
        for (const ShownRecord& shown : page.shows) {
            const std::string_view path = loaded.paper.rows[shown.row].path;
            if (std::ranges::binary_search(loaded.read_anew, path)) why.stories.emplace_back(path);
        }
        std::ranges::sort(why.stories);
        // std::unique: clang 14 cannot read libstdc++'s std::ranges::unique.
        const auto repeated = std::unique(why.stories.begin(), why.stories.end());
        why.stories.erase(repeated, why.stories.end());
    }
    return made;
}

class StopWatch {
public:
    explicit StopWatch(std::vector<StepTime>& steps) : steps_(steps) {}

    void step(std::string name) {
        const auto now = std::chrono::steady_clock::now();
        steps_.push_back({std::move(name),
                          std::chrono::duration<double>(now - std::exchange(last_, now)).count()});
    }

private:
    std::vector<StepTime>& steps_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<BuildReport> build(const BuildOptions& options, Files& files, Diagnostics& diagnostics) {
    BuildReport report;
    StopWatch watch(report.steps);
    const TaskPool pool(options.jobs);
    const std::string out = output_folder(options.source, options.out);
    if (files.info(options.source)) TRY(check_output_folder(files, out, options.source));
    const std::string skip = within_newsroom(files, options.source, out);

    std::optional<Output> output;  // from here on another build of it waits
    if (is_output_folder(files, out)) {
        output.emplace(TRY(Output::open(files, out, options.source)));
    }
    const std::int64_t began_ns = TRY(looked_at(files, options.source));
    const Sources sources = TRY(scan(files, options.source, skip, pool, diagnostics));
    watch.step("scan");

    const auto inputs = inputs_of(options, sources, diagnostics, began_ns, pool);
    if (output && began_ns != 0) {
        TRY(output->recall(stamp_of(options), pool, diagnostics));
        if (options.paranoid) output->doubt();
        const RememberedBuild* last = output->last_build();
        const bool is_same = last != nullptr && inputs && still_holds(*last, *inputs, options.now);
        watch.step("recall");
        if (is_same && !options.explain)
            return repeated(*last, *output, std::move(report.steps), diagnostics);
    }
    LoadOptions with_catalog = load_options(options);
    with_catalog.program = program_identity();
    with_catalog.scanned_at_ns = began_ns;
    with_catalog.remember = !options.dry_run;
    with_catalog.most_kept_bytes = options.most_kept_bytes;
    // What was written last is read beside it.
    Result<Loaded> loading;
    Result<void> reading;
    pool.parallel_for(output ? 2 : 1, 1, [&](std::size_t index, std::size_t) {
        if (index == 0) {
            loading = load(files, sources, with_catalog, pool, diagnostics);
        } else {
            reading = output->read();
        }
    });
    TRY(std::move(reading));
    Loaded loaded = TRY(std::move(loading));
    diagnostics.sort();
    report.articles_read = loaded.articles_read;
    if (!loaded.usable) return report;
    const std::optional<Theme> theme =
        TRY(load_theme(files, options.source, sources, loaded.paper.site.language, diagnostics));
    watch.step("load");
    if (diagnostics.has_errors()) {
        const bool go_on = options.keep_going && theme &&
                           only_articles_are_wrong(diagnostics, loaded.paper, sources);
        if (!go_on) return report;
        report.left_out = leave_out_wrong(diagnostics, loaded.paper);
    }

    SitePlan plan = plan_pages(loaded.paper, {options.now, options.drafts});
    make_keys(loaded.paper, theme->fingerprints, pool, plan);
    const bool is_any_taken = report_taken_addresses(loaded.paper, plan, sources, diagnostics);
    watch.step("plan");
    if (is_any_taken) return report;
    const SiteParts parts{sources, loaded, plan, *theme};
    ProduceOptions how;
    how.newsroom = options.source;
    how.allow_unknown = options.allow_unknown;
    how.scanned_at_ns = options.paranoid ? 0 : began_ns;
    how.progress = options.progress;
    report.articles = plan.visible.size();
    report.pages = plan.pages.size();
    report.next_change = plan.next_change;
    if (options.dry_run) {
        const Output* there = output ? &*output : nullptr;
        report.made = explain(reasons_to_make(files, parts, how, pool, there), plan, loaded);
        report.pages_made = report.made.size();
        return report;
    }
    if (!output) {
        output.emplace(TRY(Output::open(files, out, options.source)));
        if (began_ns != 0) TRY(output->recall(stamp_of(options), pool, diagnostics));
        TRY(output->read());
    }
    Produced produced = TRY(produce(files, parts, how, pool, *output));
    if (options.explain) report.made = explain(produced.reasons, plan, loaded);
    watch.step("produce");
    ManifestHeader header;
    header.site = loaded.paper.site.id;
    header.preview = options.drafts || options.is_preview;
    std::optional<RememberedBuild> remembered;
    if (inputs && are_pictures_ready(loaded)) {
        remembered = {
            *inputs,         options.now,       plan.next_change,      plan.visible.size(),
            report.left_out, plan.pages.size(), produced.lines.size(), diagnostics};
    }
    Output::Finished finished = TRY(output->finish(
        header, produced.lines, std::move(produced.files), std::move(remembered), pool));
    report.files_removed = finished.removed;
    report.foreign_files = std::move(finished.foreign);
    watch.step("finish");

    report.written = true;
    report.pages_made = produced.pages_made;
    report.files_written = produced.files_written;
    report.files_unchanged = produced.files_unchanged;
    report.bytes_written = produced.bytes_written;
    return report;
}

Result<void> check(const BuildOptions& options, const std::vector<std::string>& paths, Files& files,
                   Diagnostics& diagnostics) {
    const std::string out = output_folder(options.source, options.out);
    const TaskPool pool(options.jobs);
    Diagnostics all;
    const Sources sources =
        TRY(scan(files, options.source, within_newsroom(files, options.source, out), pool, all));
    const Loaded loaded = TRY(load(files, sources, load_options(options), pool, all));
    if (loaded.usable) {
        const std::optional<Theme> theme =
            TRY(load_theme(files, options.source, sources, loaded.paper.site.language, all));
        if (theme && !all.has_errors()) {
            const SitePlan plan = plan_pages(loaded.paper, {options.now, options.drafts});
            report_taken_addresses(loaded.paper, plan, sources, all);
            TRY(report_vanished(files, out, plan, all));
        }
    }
    const auto concerns = [&](const Diagnostic& diagnostic) {
        return paths.empty() ||
               std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
                   return diagnostic.file == path || diagnostic.file.starts_with(path + "/");
               });
    };
    for (const Diagnostic& diagnostic : all.all()) {
        if (!concerns(diagnostic)) continue;
        diagnostics.add({diagnostic.code, diagnostic.severity}, diagnostic.file,
                        diagnostic.position, diagnostic.arguments);
    }
    diagnostics.sort();
    return {};
}

Result<std::vector<std::string>> clean(const std::string& source, const std::string& out,
                                       Files& files) {
    const std::string folder = output_folder(source, out);
    std::vector<std::string> foreign;
    if (files.info(folder)) {
        Output output = TRY(Output::open(files, folder, source));
        foreign = TRY(output.clean());
    }
    const std::string catalog = join_path(source, ".gazette");
    if (files.info(catalog)) TRY(remove_tree(files, catalog));
    return foreign;
}

}  // namespace gazette
