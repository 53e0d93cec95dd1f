#include "cli/clean_command.h"

#include "build/build.h"
#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"

namespace gazette {

ExitStatus run(const CleanCommand& command, const Surroundings& surroundings) {
    const std::string newsroom = newsroom_folder(surroundings.files, command.source);
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    const Words words = Words::in(facts.language);
    const Result<std::vector<std::string>> foreign =
        clean(newsroom, command.out, surroundings.files);
    if (!foreign.has_value()) return refuse(surroundings, foreign.error());
    for (const std::string& file : *foreign) {
        surroundings.err << words.text("build-foreign-file", {shown_name(file)}) << '\n';
    }
    return ExitStatus::Right;
}

}  // namespace gazette
