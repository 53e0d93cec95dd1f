#include "support/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace gazette::testing {

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

ProgramRun gazette_run(const std::string& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), std::string(GAZETTE_BINARY_DIR) + "/gazette");
    return {
        std::move(arguments), folder, {"LC_ALL=C.UTF-8"}, folder + "/stdout", folder + "/stderr"};
}

pid_t start_program(const ProgramRun& run) {
    constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, run.stdout_file.c_str(), kWrite,
                                       0600);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, run.stderr_file.c_str(), kWrite,
                                       0600);
    ::posix_spawn_file_actions_addchdir_np(&actions, run.folder.c_str());
    std::vector<std::string> arguments = run.arguments;
    std::vector<std::string> environment = run.environment;
    pid_t child = -1;
    const int refused =
        ::posix_spawn(&child, arguments.front().c_str(), &actions, nullptr,
                      pointers_to(arguments).data(), pointers_to(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    return refused == 0 ? child : -1;
}

int wait_for_program(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run_program(const ProgramRun& run) {
    const pid_t child = start_program(run);
    return child < 0 ? -1 : wait_for_program(child);
}

}  // namespace gazette::testing
