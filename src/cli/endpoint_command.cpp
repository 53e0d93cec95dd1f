#include "cli/endpoint_command.h"

#include "base/text.h"
#include "cli/newsroom_folder.h"
#include "cli/service_manager.h"
#include "cli/stop_signal.h"
#include "endpoint/endpoint.h"
#include "endpoint/pinned_keys.h"
#include "endpoint/tokens.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace gazette {

namespace {

std::string shown_address(const std::string& listen, std::uint16_t port) {
    const Result<ListenAddress> address = parse_listen_address(listen);
    const std::string host = !address || address->host.empty() ? "127.0.0.1" : address->host;
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}/", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
}

std::string scopes_text(const Token& token) {
    std::vector<std::string> names;
    for (const TokenScope scope : token.scopes) names.emplace_back(name_of(scope));
    return join(names, ",");
}

}  // namespace

ExitStatus run(const EndpointCommand& command, const Surroundings& surroundings) {
    // Before any thread is there, so that all of them leave the signals to this one.
    const Result<std::unique_ptr<StopSignal>> stop = StopSignal::catch_signals();
    if (!stop) return refuse(surroundings, stop.error());
    const Result<std::optional<int>> handed_over = handed_over_socket(surroundings.environment);
    if (!handed_over) return refuse(surroundings, handed_over.error());
    constexpr std::uint64_t kReserveBytes = std::uint64_t{64} << 20;
    EndpointOptions options;
    options.data = command.data;
    options.listen = command.listen;
    options.listen_descriptor = handed_over->value_or(-1);
    options.recalls = {.second_copy = command.recall_log, .reserve_bytes = kReserveBytes};
    options.keep = command.keep;
    options.access_log_days = command.log_days;
    options.access_log_address =
        logged_address_named(command.log_address).value_or(LoggedAddress::Truncated);
    options.requires_reviews = command.require_reviews;
    options.log = [&](std::string_view line) {
        surroundings.err << "gazette: " << line << std::endl;
    };
    const Result<void> served = run_endpoint(
        options, surroundings.files, surroundings.clock, (*stop)->descriptor(),
        [&](std::uint16_t port) {
            const std::string address = shown_address(command.listen, port);
            surroundings.out << surroundings.words.text("endpoint-ready", {address, command.data})
                             << std::endl;
            const Result<void> told = tell_service_manager(surroundings.environment, "READY=1");
            if (!told) refuse(surroundings, told.error());  // whether it matters, it decides
        });
    return served ? ExitStatus::Right : refuse(surroundings, served.error());
}

ExitStatus run(const TokenAddCommand& command, const Surroundings& surroundings) {
    NewToken token;
    token.name = command.name;
    for (const std::string& name : command.scopes) {
        const std::optional<TokenScope> scope = scope_named(name);
        if (!scope) {
            return refuse(surroundings, ExitStatus::Usage,
                          surroundings.words.text("token-no-scope", {name}));
        }
        token.scopes.push_back(*scope);
    }
    if (!command.expires.empty()) {
        token.expires = read_now(command.expires, TimeZone::utc());
        if (!token.expires) {
            return refuse(surroundings, ExitStatus::Usage,
                          surroundings.words.text("no-time", {command.expires}));
        }
    }
    const Result<std::string> secret =
        add_token(surroundings.files, command.data, token, surroundings.clock.now());
    if (!secret) return refuse(surroundings, secret.error());
    surroundings.err << surroundings.words.text("token-made", {command.name}) << '\n';
    surroundings.out << *secret << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const TokenListCommand& command, const Surroundings& surroundings) {
    const Result<std::vector<Token>> tokens = list_tokens(surroundings.files, command.data);
    if (!tokens) return refuse(surroundings, tokens.error());
    for (const Token& token : *tokens) {
        surroundings.out << fmt::format("{}\t{}\t{}\t{}\n", token.name, scopes_text(token),
                                        rfc3339_utc(token.created),
                                        token.expires ? rfc3339_utc(*token.expires) : "-");
    }
    return ExitStatus::Right;
}

ExitStatus run(const TokenRevokeCommand& command, const Surroundings& surroundings) {
    const Result<void> revoked = revoke_token(surroundings.files, command.data, command.name);
    if (!revoked) return refuse(surroundings, revoked.error());
    surroundings.err << surroundings.words.text("token-revoked", {command.name}) << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const KeyPinCommand& command, const Surroundings& surroundings) {
    const std::optional<PublicKey> key = parse_public_key(command.key);
    if (!key) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("key-malformed", {command.key}));
    }
    const Result<void> pinned =
        pin_key(surroundings.files, command.data, {command.name, *key, surroundings.clock.now()});
    if (!pinned) return refuse(surroundings, pinned.error());
    surroundings.err << surroundings.words.text("key-pinned", {command.name}) << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const KeyListCommand& command, const Surroundings& surroundings) {
    const Result<std::vector<PinnedKey>> keys = list_keys(surroundings.files, command.data);
    if (!keys) return refuse(surroundings, keys.error());
    for (const PinnedKey& key : *keys) {
        surroundings.out << fmt::format("{}\t{}\t{}\t{}\n", key.name, key.key.id(), print(key.key),
                                        rfc3339_utc(key.pinned));
    }
    return ExitStatus::Right;
}

ExitStatus run(const KeyUnpinCommand& command, const Surroundings& surroundings) {
    const Result<void> unpinned = unpin_key(surroundings.files, command.data, command.name);
    if (!unpinned) return refuse(surroundings, unpinned.error());
    surroundings.err << surroundings.words.text("key-unpinned", {command.name}) << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
