#pragma once
// gazette desk: the newsroom's web application, until it is ended (Ctrl-C, SIGTERM). Its data lie
// in a folder of their own; its key there too, unless --key names another place. Exit 0; 2 for
// settings that it refuses; 3 when folder or address cannot be had.
// gazette desk user add|password|reset-code: accounts, on the desk's own machine, beside a running
// desk as well. A password is made and printed once, as the only line on out.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct DeskCommand {
    std::string source = {};
    std::string data = {};  // empty: see desk_folder in the .cpp
    std::string listen = "127.0.0.1:8641";
    std::string url = {};
    std::string key = {};
};

struct DeskUserAddCommand {
    std::string source = {};
    std::string data = {};
    std::string name = {};
    std::string shown_name = {};
    std::string role = {};
    std::string organisation = {};
};

struct DeskUserPasswordCommand {
    std::string source = {};
    std::string data = {};
    std::string name = {};
};

// Takes away the second factor of whoever has lost it.
struct DeskUserResetCodeCommand {
    std::string source = {};
    std::string data = {};
    std::string name = {};
};

ExitStatus run(const DeskCommand& command, const Surroundings& surroundings);
ExitStatus run(const DeskUserAddCommand& command, const Surroundings& surroundings);
ExitStatus run(const DeskUserPasswordCommand& command, const Surroundings& surroundings);
ExitStatus run(const DeskUserResetCodeCommand& command, const Surroundings& surroundings);

}  // namespace gazette
