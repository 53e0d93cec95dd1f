#include "cli/build_command.h"

#include "build/build.h"
#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "cli/progress_bar.h"
#include "cli/trust_file.h"
#include "content/urls.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace gazette {

namespace {

std::string as_number(std::uint64_t number) { return fmt::format("{}", number); }

std::string report_json(const BuildReport& report, const Diagnostics& diagnostics,
                        const MessageCatalogue& texts, double seconds) {
    const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("written").boolean(report.written);
    json.key("articles").number(number(report.articles));
    json.key("articles_read").number(number(report.articles_read));
    json.key("left_out").number(number(report.left_out));
    json.key("pages").number(number(report.pages));
    json.key("pages_made").number(number(report.pages_made));
    json.key("files_written").number(number(report.files_written));
    json.key("files_unchanged").number(number(report.files_unchanged));
    json.key("files_removed").number(number(report.files_removed));
    json.key("bytes_written").number(number(report.bytes_written));
    json.key("next_change");
    if (report.next_change.seconds == 0) {
        json.null();
    } else {
        json.string(rfc3339_utc(report.next_change));
    }
    json.key("foreign_files").begin_array();
    for (const std::string& file : report.foreign_files) json.string(shown_name(file));
    json.end_array().key("steps").begin_array();
    for (const StepTime& step : report.steps) {
        json.begin_object().text("name", step.name).key("seconds").decimal(step.seconds);
        json.end_object();
    }
    json.end_array().key("seconds").decimal(seconds);
    json.key("findings").raw(diagnostics_json(diagnostics, texts));
    json.end_object();
    return out + "\n";
}

void print_summary(const BuildReport& report, double seconds, const TimeZone& zone,
                   const Words& words, std::ostream& out) {
    out << words.text("build-summary",
                      {as_number(report.articles), as_number(report.pages),
                       as_number(report.files_written), as_number(report.files_unchanged),
                       as_number(report.files_removed), fmt::format("{:.2f}", seconds)})
        << '\n';
    if (report.left_out > 0) {
        out << words.text("build-left-out", {as_number(report.left_out)}) << '\n';
    }
    if (report.next_change.seconds != 0) {
        out << words.text("build-next-change", {rfc3339(zone.local(report.next_change))}) << '\n';
    }
}

void print_page(const MadePage& page, const Words& words, std::ostream& out) {
    constexpr std::array<std::string_view, kReasons> kWords = {
        "because-template", "because-frame", "because-subject", "because-stories",
        "because-links",    "because-new",   "because-altered"};
    std::string reasons;
    for (std::size_t i = 0; i < kReasons; ++i) {
        if (!page.reasons.test(i)) continue;
        if (!reasons.empty()) reasons += words.text("because-also");
        reasons += words.text(kWords[i]);
    }
    out << words.text("build-made", {shown_name(page.path), reasons}) << '\n';
    if (page.reasons.test(kReasonNew)) return;
    for (const std::string& story : page.stories) out << "    " << shown_name(story) << '\n';
}

void print_explanation(const BuildCommand& command, const BuildReport& report, const Words& words,
                       std::ostream& out) {
    if (command.explain_page.empty()) {
        for (const MadePage& page : report.made) print_page(page, words, out);
        return;
    }
    const std::string path = file_of(command.explain_page);
    const auto page = std::ranges::find(report.made, path, &MadePage::path);
    if (page != report.made.end()) {
        print_page(*page, words, out);
    } else {
        out << words.text("build-not-made", {shown_name(path)}) << '\n';
    }
}

ExitStatus status_of(const BuildReport& report, bool is_dry_run, const Diagnostics& diagnostics) {
    if (refuses_configuration(diagnostics)) return ExitStatus::Usage;
    const bool is_refused = !report.written && !is_dry_run;
    if (is_refused || diagnostics.has_errors()) return ExitStatus::ContentWrong;
    return ExitStatus::Right;
}

}  // namespace

ExitStatus run(const BuildCommand& command, const Surroundings& surroundings) {
    const std::string newsroom = newsroom_folder(surroundings.files, command.source);
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    std::optional<Instant> now = surroundings.clock.now();
    if (!command.now.empty()) now = read_now(command.now, facts.time_zone);
    if (!now.has_value()) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("no-time", {command.now}));
    }
    const Words words = Words::in(facts.language);
    const MessageCatalogue texts = diagnostic_texts(facts.language);

    BuildOptions options;
    options.source = newsroom;
    options.out = command.out;
    options.now = *now;
    options.drafts = command.drafts;
    options.is_preview = *now > surroundings.clock.now();
    options.keep_going = command.keep_going;
    options.allow_unknown = command.allow_unknown;
    options.jobs = command.jobs;
    options.paranoid = command.paranoid;
    options.dry_run = command.dry_run;
    options.explain = command.explain;
    const Result<void> pinned = pin_reviews(surroundings.files, surroundings.environment, options);
    if (!pinned.has_value()) return refuse(surroundings, ExitStatus::Usage, pinned.error());
    std::optional<ProgressBar> bar;
    if (surroundings.err_is_terminal) {
        bar.emplace(surroundings.err, words.text("build-progress"));
        options.progress = [&bar](std::size_t done, std::size_t all) { bar->show(done, all); };
    }

    Diagnostics diagnostics;
    const auto start = std::chrono::steady_clock::now();
    const Result<BuildReport> report = build(options, surroundings.files, diagnostics);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    bar.reset();

    diagnostics.sort();
    print_diagnostics(diagnostics, texts, surroundings.files, newsroom, surroundings.err);
    if (!report.has_value()) {
        // A folder that is not ours, or a stranger's file in our way: another --out mends it.
        const bool is_folder = report.error().code == ErrorCode::Conflict;
        return is_folder ? refuse(surroundings, ExitStatus::Usage, report.error())
                         : refuse(surroundings, report.error());
    }
    for (const std::string& file : report->foreign_files) {
        surroundings.err << words.text("build-foreign-file", {shown_name(file)}) << '\n';
    }
    if (command.profile) {
        for (const StepTime& step : report->steps) {
            surroundings.err << fmt::format("{:<10} {:8.3f} s\n", step.name, step.seconds);
        }
    }
    if (command.explain && !command.stats_json) {
        print_explanation(command, *report, words, surroundings.out);
    }
    if (command.stats_json) {
        surroundings.out << report_json(*report, diagnostics, texts, took.count());
    } else if (command.dry_run && !diagnostics.has_errors()) {
        surroundings.out << words.text("build-dry-summary",
                                       {as_number(report->pages_made), as_number(report->pages)})
                         << '\n';
    } else if (!report->written) {
        const bool is_whole = command.keep_going || refuses_configuration(diagnostics);
        surroundings.err << (is_whole ? words.text("build-refused-whole")
                                      : words.text("build-refused"))
                         << '\n';
    } else {
        print_summary(*report, took.count(), facts.time_zone, words, surroundings.out);
    }
    return status_of(*report, command.dry_run, diagnostics);
}

}  // namespace gazette
