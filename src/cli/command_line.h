#pragma once
// Arguments → a command with its options, or what to print instead (help, version, what is wrong
// with the arguments). Every command's help ends with examples. Decides nothing and touches nothing
// but its arguments; the only file that knows the command-line library.
#include "base/exit_status.h"
#include "cli/build_command.h"
#include "cli/check_command.h"
#include "cli/clean_command.h"
#include "cli/desk_command.h"
#include "cli/endpoint_command.h"
#include "cli/init_command.h"
#include "cli/key_command.h"
#include "cli/new_command.h"
#include "cli/publish_command.h"
#include "cli/recall_command.h"
#include "cli/recalls_command.h"
#include "cli/serve_command.h"
#include "cli/submit_command.h"
#include "cli/theme_command.h"
#include "cli/upkeep_command.h"
#include "cli/version_command.h"
#include "cli/why_command.h"
#include "cli/words.h"

#include <string>
#include <variant>
#include <vector>

namespace gazette {

using Command =
    std::variant<InitCommand, NewCommand, BuildCommand, CheckCommand, ServeCommand, CleanCommand,
                 ThemeExportCommand, PublishCommand, ReleasesCommand, RollbackCommand,
                 EndpointCommand, TokenAddCommand, TokenListCommand, TokenRevokeCommand,
                 KeyPinCommand, KeyListCommand, KeyUnpinCommand, KeyNewCommand, KeyExportCommand,
                 RecallCommand, RecallsCommand, LiftCommand, EndpointRecallCommand,
                 EndpointStatusCommand, EndpointVerifyCommand, HoldOnCommand, HoldOffCommand,
                 WhyCommand, VersionCommand, DeskCommand, DeskUserAddCommand,
                 DeskUserPasswordCommand, DeskUserResetCodeCommand, SubmitCommand>;

// To be printed instead of doing anything: to standard output when the status is Right.
struct Answer {
    ExitStatus status = ExitStatus::Right;
    std::string text;
};

// `arguments` without the program's name.
std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& arguments,
                                                 const Words& words);

}  // namespace gazette
