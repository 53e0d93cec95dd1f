// Arguments → command → its exit status. Everything that the program touches is made here and
// handed down.
#include "cli/command_line.h"
#include "cli/surroundings.h"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gazette {

namespace {

ExitStatus run_arguments(const std::vector<std::string>& arguments, const Surroundings& around) {
    const std::variant<Command, Answer> parsed = parse_command_line(arguments, around.words);
    if (const Answer* answer = std::get_if<Answer>(&parsed)) {
        (answer->status == ExitStatus::Right ? around.out : around.err) << answer->text;
        return answer->status;
    }
    return std::visit([&](const auto& command) { return run(command, around); },
                      std::get<Command>(parsed));
}

int run_program(const std::vector<std::string>& arguments) {
    const Environment environment = Environment::of_process(environ);
    const Words words = Words::in(language_of(environment));
    const std::unique_ptr<Files> files = real_files();
    const std::unique_ptr<Clock> clock = system_clock();
    const Surroundings around{
        *files, *clock, environment, words, std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
    const ExitStatus status = run_arguments(arguments, around);
    if (std::cout.flush()) return static_cast<int>(status);
    return static_cast<int>(refuse(around, ExitStatus::WorldRefused, words.text("cannot-write")));
}

}  // namespace

}  // namespace gazette

int main(int count, char** arguments) {
    try {
        return gazette::run_program({arguments + (count > 0 ? 1 : 0), arguments + count});
    } catch (const std::exception& exception) {
        std::cerr << "gazette: internal error, please report: " << exception.what() << '\n';
        return static_cast<int>(gazette::ExitStatus::Internal);
    }
}
