#include "cli/serve_command.h"

#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "cli/stop_signal.h"
#include "cli/trust_file.h"
#include "preview/preview_server.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

namespace gazette {

namespace {

// A folder that is removed with all that is in it.
class TemporarySite {
public:
    TemporarySite(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

    ~TemporarySite() { (void)remove_tree(files_, path_); }

    TemporarySite(const TemporarySite&) = delete;
    TemporarySite& operator=(const TemporarySite&) = delete;
    TemporarySite(TemporarySite&&) = delete;
    TemporarySite& operator=(TemporarySite&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    Files& files_;
    std::string path_;
};

Result<std::unique_ptr<TemporarySite>> make_temporary_site(Files& files,
                                                           const Environment& environment) {
    const std::string_view wanted = environment.get("TMPDIR");
    std::string path = join_path(wanted.empty() ? "/tmp" : wanted, "gazette-preview-XXXXXX");
    if (::mkdtemp(path.data()) == nullptr) {
        return failure(system_error("cannot make a temporary folder " + path, errno));
    }
    return std::make_unique<TemporarySite>(files, path);
}

PreviewWords preview_words(const Words& words, const std::string& language) {
    return {language, words.text("serve-broken"), words.text("serve-mark"),
            words.text("serve-stale")};
}

std::string built_line(const Result<BuildReport>& report, const PreviewState& state,
                       const Words& words) {
    if (!report.has_value() || !report->written) {
        return words.text("serve-not-built", {fmt::format("{}", state.findings.size())});
    }
    return words.text("serve-built", {fmt::format("{}", report->articles),
                                      fmt::format("{}", report->files_written),
                                      fmt::format("{}", state.findings.size())});
}

}  // namespace

ExitStatus run(const ServeCommand& command, const Surroundings& surroundings) {
    // Before any thread is there, so that all of them leave the signals to this one.
    const Result<std::unique_ptr<StopSignal>> stop = StopSignal::catch_signals();
    if (!stop.has_value()) return refuse(surroundings, stop.error());

    Files& files = surroundings.files;
    const std::string newsroom = newsroom_folder(files, command.source);
    const NewsroomFacts facts =
        newsroom_facts(files, newsroom, language_of(surroundings.environment));
    std::optional<Instant> fixed_now;
    if (!command.now.empty()) {
        fixed_now = read_now(command.now, facts.time_zone);
        if (!fixed_now.has_value()) {
            return refuse(surroundings, ExitStatus::Usage,
                          surroundings.words.text("no-time", {command.now}));
        }
    }
    const auto site = make_temporary_site(files, surroundings.environment);
    if (!site.has_value()) return refuse(surroundings, site.error());

    const Words words = Words::in(facts.language);
    const MessageCatalogue texts = diagnostic_texts(facts.language);
    SourceLines lines(files, newsroom);
    PreviewOptions options;
    options.build.source = newsroom;
    options.build.out = (*site)->path();
    options.build.drafts = true;
    options.build.keep_going = true;
    options.build.allow_unknown = command.allow_unknown;
    const Result<void> pinned = pin_reviews(files, surroundings.environment, options.build);
    if (!pinned.has_value()) return refuse(surroundings, ExitStatus::Usage, pinned.error());
    options.now = [&] { return fixed_now.value_or(surroundings.clock.now()); };
    options.base_path = facts.site.has_value() ? facts.site->base_path : std::string();
    options.port = command.port;
    options.words = preview_words(words, facts.language);
    options.print = [&](const Diagnostic& diagnostic) {
        return print_diagnostic(diagnostic, texts, lines.line(diagnostic));
    };
    options.on_ready = [&](const std::string& url) {
        surroundings.out << words.text("serve-ready", {url}) << std::endl;
    };
    options.on_built = [&](const Result<BuildReport>& report, const PreviewState& state) {
        lines.forget();
        for (const Finding& finding : state.findings) surroundings.err << finding.text;
        surroundings.out << built_line(report, state, words) << std::endl;
    };
    const Result<void> served = serve_preview(options, files, (*stop)->descriptor());
    return served.has_value() ? ExitStatus::Right : refuse(surroundings, served.error());
}

}  // namespace gazette
