#include "build/build_run.h"

#include "base/program_identity.h"
#include "build/diagnostic_record.h"
#include "build/file_identity.h"
#include "build/taken_addresses.h"
#include "content/diagnostic_codes.h"
#include "pages/page_keys.h"

#include <algorithm>
#include <unordered_set>

namespace gazette {
namespace {

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
    if (options.paranoid) return std::nullopt;
    const SourcesSeen all = seen(sources, looked_at_ns, pool);
    if (!all.is_sure) return std::nullopt;
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
        .add(options.trust ? to_hex(options.trust->digest) : std::string())
        .finish();
}

// Whether it would say the same now.
bool still_holds(const RememberedBuild& build, const Fingerprint& inputs, Instant now) {
    const bool has_changed = build.next_change.seconds != 0 && build.next_change <= now;
    return build.inputs == inputs && build.now <= now && !has_changed;
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

}  // namespace

std::string output_folder(const std::string& source, const std::string& out) {
    return out.empty() ? join_path(source, "public") : out;
}

std::string within_newsroom(Files& files, const std::string& source, const std::string& out) {
    const Result<std::string> root = files.resolve(source);
    const Result<std::string> folder = files.resolve(out);
    if (!root || !folder || !folder.value().starts_with(root.value() + "/")) return {};
    return folder.value().substr(root.value().size() + 1);
}

LoadOptions load_options(const BuildOptions& options) {
    LoadOptions chosen;
    chosen.newsroom = options.source;
    chosen.allow_unknown = options.allow_unknown;
    chosen.paranoid = options.paranoid;
    chosen.memory = options.memory;
    chosen.trust = options.trust ? &*options.trust : nullptr;
    chosen.drafts = options.drafts;
    chosen.is_for_show = options.drafts;
    return chosen;
}

BuildRun::BuildRun(const BuildOptions& options, Files& files, Diagnostics& diagnostics)
    : options_(options),
      files_(files),
      diagnostics_(diagnostics),
      out_(output_folder(options.source, options.out)),
      pool_(options.jobs) {}

Result<BuildReport> BuildRun::run() {
    if (files_.info(options_.source)) TRY(check_output_folder(files_, out_, options_.source));
    if (is_output_folder(files_, out_)) TRY(open_output());  // now another build of it waits
    TRY(look());
    if (output_) {
        TRY(recall());
        watch_.step("recall");
    }
    if (is_repeated()) {
        repeat();
        return report_;
    }
    if (!TRY(load_newsroom()) || !plan()) return report_;
    if (options_.dry_run) {
        explain_only();
        return report_;
    }
    TRY(write());
    return report_;
}

Result<void> BuildRun::open_output() {
    output_.emplace(TRY(Output::open(files_, out_, options_.source)));
    if (!options_.memory.empty()) output_->remember_in(options_.memory);
    return {};
}

Result<void> BuildRun::look() {
    if (!options_.trust || !options_.memory.empty()) {
        looked_at_ns_ = TRY(looked_at(files_, options_.source));
    }
    const std::string skip = within_newsroom(files_, options_.source, out_);
    sources_ = TRY(scan(files_, options_.source, skip, pool_, diagnostics_));
    watch_.step("scan");
    inputs_ = inputs_of(options_, sources_, diagnostics_, looked_at_ns_, pool_);
    return {};
}

Result<void> BuildRun::recall() {
    if (looked_at_ns_ == 0) return {};
    TRY(output_->recall(stamp_of(options_), pool_, diagnostics_));
    if (options_.paranoid) output_->doubt();
    return {};
}

bool BuildRun::is_repeated() const {
    if (!output_ || !inputs_ || options_.explain) return false;
    const RememberedBuild* last = output_->last_build();
    return last != nullptr && still_holds(*last, *inputs_, options_.now);
}

// Says again what the last build said.
void BuildRun::repeat() {
    const RememberedBuild& last = *output_->last_build();
    report_.written = !options_.dry_run;
    report_.articles = last.articles;
    report_.left_out = last.left_out;
    report_.pages = last.pages;
    report_.files_unchanged = last.files;
    report_.next_change = last.next_change;
    report_.foreign_files = output_->strangers();
    diagnostics_ = last.diagnostics;
}

// False: something that people wrote is wrong.
Result<bool> BuildRun::load_newsroom() {
    LoadOptions how = load_options(options_);
    how.program = program_identity();
    how.scanned_at_ns = looked_at_ns_;
    how.remember = !options_.dry_run;
    how.most_kept_bytes = options_.most_kept_bytes;
    // What was written last is read beside it.
    Result<Loaded> loading;
    Result<void> reading;
    pool_.parallel_for(output_ ? 2 : 1, 1, [&](std::size_t index, std::size_t) {
        if (index == 0) {
            loading = load(files_, sources_, how, pool_, diagnostics_);
        } else {
            reading = output_->read();
        }
    });
    TRY(std::move(reading));
    loaded_ = TRY(std::move(loading));
    diagnostics_.sort();
    report_.articles_read = loaded_.articles_read;
    if (!loaded_.usable) return false;
    theme_ = TRY(
        load_theme(files_, options_.source, sources_, loaded_.paper.site.language, diagnostics_));
    watch_.step("load");
    if (!diagnostics_.has_errors()) return true;
    const bool goes_on = options_.keep_going && theme_ &&
                         only_articles_are_wrong(diagnostics_, loaded_.paper, sources_);
    if (goes_on) report_.left_out = leave_out_wrong(diagnostics_, loaded_.paper);
    return goes_on;
}

// False: two pages have one address.
bool BuildRun::plan() {
    const Spread spread{pool_.threads(),
                        [&](std::size_t count, std::size_t run_length, const Spread::Work& work) {
                            pool_.parallel_for(count, run_length, work);
                        }};
    plan_ = plan_pages(loaded_.paper, {options_.now, options_.drafts, spread});
    make_keys(loaded_.paper, theme_->fingerprints, pool_, plan_);
    const bool is_any_taken = report_taken_addresses(loaded_.paper, plan_, sources_, diagnostics_);
    watch_.step("plan");
    if (is_any_taken) return false;
    report_.articles = plan_.visible.size();
    report_.pages = plan_.pages.size();
    report_.next_change = plan_.next_change;
    return true;
}

ProduceOptions BuildRun::produce_options() const {
    ProduceOptions how;
    how.newsroom = options_.source;
    how.allow_unknown = options_.allow_unknown;
    how.scanned_at_ns = options_.paranoid ? 0 : looked_at_ns_;
    how.progress = options_.progress;
    return how;
}

void BuildRun::explain_only() {
    const Output* there = output_ ? &*output_ : nullptr;
    report_.made =
        explain(reasons_to_make(files_, parts(), produce_options(), pool_, there), plan_, loaded_);
    report_.pages_made = report_.made.size();
}

Result<void> BuildRun::write() {
    if (!output_) {
        TRY(open_output());
        TRY(recall());
        TRY(output_->read());
    }
    Produced produced = TRY(produce(files_, parts(), produce_options(), pool_, *output_));
    watch_.step("produce");
    if (options_.explain) report_.made = explain(produced.reasons, plan_, loaded_);
    report_.pages_made = produced.pages_made;
    report_.files_written = produced.files_written;
    report_.files_unchanged = produced.files_unchanged;
    report_.bytes_written = produced.bytes_written;

    Output::Content content;
    content.header.site = loaded_.paper.site.id;
    content.header.review = loaded_.review;
    content.header.preview = options_.drafts || options_.is_preview;
    content.build = to_be_repeated(produced.lines.size());
    content.lines = std::move(produced.lines);
    content.print = std::move(produced.print);
    content.files = std::move(produced.files);
    Output::Finished finished = TRY(output_->finish(std::move(content), pool_));
    report_.files_removed = finished.removed;
    report_.foreign_files = std::move(finished.foreign);
    report_.written = true;
    watch_.step("finish");
    return {};
}

// Nothing, where the next build could come to another end with the same inputs.
std::optional<RememberedBuild> BuildRun::to_be_repeated(std::size_t files) const {
    if (!inputs_ || !are_pictures_ready(loaded_)) return std::nullopt;
    RememberedBuild build;
    build.inputs = *inputs_;
    build.now = options_.now;
    build.next_change = report_.next_change;
    build.articles = report_.articles;
    build.left_out = report_.left_out;
    build.pages = report_.pages;
    build.files = files;
    build.diagnostics = diagnostics_;
    return build;
}

}  // namespace gazette
