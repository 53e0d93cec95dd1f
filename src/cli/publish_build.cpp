#include "cli/publish_build.h"

#include "build/build.h"
#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "cli/progress_bar.h"
#include "cli/trust_file.h"

#include <optional>

namespace gazette {

BuiltSite build_to_publish(const std::string& newsroom, const std::string& out,
                           const Surroundings& surroundings) {
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    const Words words = Words::in(facts.language);
    BuildOptions options;
    options.source = newsroom;
    options.out = out;
    options.now = surroundings.clock.now();
    const Result<void> pinned = pin_reviews(surroundings.files, surroundings.environment, options);
    if (!pinned) return {refuse(surroundings, ExitStatus::Usage, pinned.error()), {}};
    std::optional<ProgressBar> bar;
    if (surroundings.err_is_terminal) {
        bar.emplace(surroundings.err, words.text("build-progress"));
        options.progress = [&bar](std::size_t done, std::size_t all) { bar->show(done, all); };
    }
    Diagnostics diagnostics;
    const Result<BuildReport> report = build(options, surroundings.files, diagnostics);
    bar.reset();
    diagnostics.sort();
    print_diagnostics(diagnostics, diagnostic_texts(facts.language), surroundings.files, newsroom,
                      surroundings.err);
    if (!report) {
        // A folder that is not ours, or a stranger's file in our way: another --out mends it.
        const bool is_folder = report.error().code == ErrorCode::Conflict;
        return {is_folder ? refuse(surroundings, ExitStatus::Usage, report.error())
                          : refuse(surroundings, report.error()),
                {}};
    }
    for (const std::string& file : report->foreign_files) {
        surroundings.err << words.text("build-foreign-file", {shown_name(file)}) << '\n';
    }
    if (report->written && !diagnostics.has_errors()) {
        return {ExitStatus::Right, report->next_change};
    }
    const ExitStatus status =
        refuses_configuration(diagnostics) ? ExitStatus::Usage : ExitStatus::ContentWrong;
    return {refuse(surroundings, status, words.text("publish-build-wrong")), {}};
}

}  // namespace gazette
