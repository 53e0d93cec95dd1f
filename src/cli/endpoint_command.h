#pragma once
// gazette endpoint: serves readers and takes releases until it is ended (Ctrl-C, SIGTERM), running
// requests first. Exit 0 then; 3 when folder or address cannot be had.
// gazette endpoint key add|list|revoke: whose signature a release needs, likewise.
// gazette endpoint token add|list|revoke: who may publish, on the endpoint's own machine. A new
// token is printed once, as the last line on out; only its hash is kept.
#include "cli/surroundings.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gazette {

struct EndpointCommand {
    std::string data = {};
    std::string listen = "127.0.0.1:8640";
    std::string recall_log = {};  // a second copy of the recalls; empty: none
    std::size_t keep = 30;        // releases
    std::size_t log_days = 190;   // of the access log; 0: none is written
    std::string log_address = "truncated";
    bool require_reviews = false;
};

struct TokenAddCommand {
    std::string data = {};
    std::string name = {};
    std::vector<std::string> scopes = {};  // publish rollback recall lift read
    std::string expires = {};              // a time, UTC where it names no zone; empty: never
};

struct TokenListCommand {
    std::string data = {};
};

struct TokenRevokeCommand {
    std::string data = {};
    std::string name = {};
};

struct KeyPinCommand {
    std::string data = {};
    std::string name = {};
    std::string key = {};  // as `gazette key export` prints it
};

struct KeyListCommand {
    std::string data = {};
};

struct KeyUnpinCommand {
    std::string data = {};
    std::string name = {};
};

ExitStatus run(const EndpointCommand& command, const Surroundings& surroundings);
ExitStatus run(const TokenAddCommand& command, const Surroundings& surroundings);
ExitStatus run(const TokenListCommand& command, const Surroundings& surroundings);
ExitStatus run(const TokenRevokeCommand& command, const Surroundings& surroundings);
ExitStatus run(const KeyPinCommand& command, const Surroundings& surroundings);
ExitStatus run(const KeyListCommand& command, const Surroundings& surroundings);
ExitStatus run(const KeyUnpinCommand& command, const Surroundings& surroundings);

}  // namespace gazette
