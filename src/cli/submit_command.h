#pragma once
// gazette submit: sends a story, with the pictures beside it, to a newsroom's desk by Micropub
// (docs/formats/micropub.md). The token comes from GAZETTE_TOKEN, else from --token-file, which
// only its owner may be able to read. Sent again, the same story meets the same post. Exit 0: it is
// there, and its address is printed; 1: the story or a picture is not right, or the desk says so;
// 2: no address or token; 3: the network or the desk refused.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct SubmitCommand {
    std::string file = {};
    std::string to = {};  // the address of the Micropub endpoint
    std::string token_file = {};
    bool is_draft = false;
    bool allow_plain_http = false;
};

ExitStatus run(const SubmitCommand& command, const Surroundings& surroundings);

}  // namespace gazette
