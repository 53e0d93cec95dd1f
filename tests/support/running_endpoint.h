#pragma once
// An endpoint in this process, on a free port and a folder of its own, with a token of each kind
// and a client that speaks to it. Of one thread but for what says otherwise.
#include "endpoint/endpoint.h"
#include "endpoint/tokens.h"
#include "net/http_client.h"
#include "release/protocol.h"
#include "release/recall_protocol.h"
#include "support/catch.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette::testing {

class RunningEndpoint {
public:
    RunningEndpoint() : RunningEndpoint(EndpointOptions{.data = {}, .idle_seconds = 2}) {}

    // With other options; folder, address and log are its own.
    explicit RunningEndpoint(EndpointOptions with) : options(std::move(with)) {
        publisher = *add_token(*files, data, {"desk", {TokenScope::Publish}, {}}, clock.now());
        reverter = *add_token(*files, data, {"chief", {TokenScope::Rollback}, {}}, clock.now());
        recaller = *add_token(*files, data, {"duty", {TokenScope::Recall}, {}}, clock.now());
        lifter = *add_token(*files, data, {"two", {TokenScope::Lift}, {}}, clock.now());
        reader = *add_token(*files, data, {"watch", {TokenScope::Read}, {}}, clock.now());
        expired =
            *add_token(*files, data, {"old", {TokenScope::Publish}, clock.now()}, clock.now());
        start();
    }

    void restart() {
        endpoint.reset();
        start();
    }

    void start() {
        options.data = data;
        options.listen = address;
        options.recalls = recalls;
        options.log = [this](std::string_view line) {
            const std::scoped_lock lock(log_mutex);
            log.emplace_back(line);
        };
        auto started = Endpoint::start(options, *files, clock);
        REQUIRE(started);
        endpoint = std::move(*started);
    }

    HttpReply call(const std::string& method, const std::string& path,
                   std::vector<HttpField> headers = {}, std::string_view body = {}) {
        INFO(method << " " << path);
        HttpReply reply = call_with(client, method, path, std::move(headers), body);
        REQUIRE(reply.status != 0);
        return reply;
    }

    // For threads, in which Catch2 must not be used: status 0 when there was no answer.
    HttpReply call_with(HttpClient& with, const std::string& method, const std::string& path,
                        std::vector<HttpField> headers = {}, std::string_view body = {}) const {
        HttpCall made;
        made.method = method;
        made.url = *parse_url(fmt::format("http://127.0.0.1:{}{}", endpoint->port(), path));
        made.headers = std::move(headers);
        made.body = body;
        return with.send(made).value_or(HttpReply{});
    }

    static HttpField bearer(const std::string& token) {
        return {"Authorization", "Bearer " + token};
    }

    // Declares, sends a pack, publishes; the reply to the last step.
    HttpReply publish(const SampleSite& site, std::uint64_t expected) {
        const std::string id = declare(site);
        const HttpReply packed =
            call("POST", "/api/v1/packs?release=" + id, {bearer(publisher)}, pack_all(site));
        CHECK(packed.status == 200);
        return switch_to(id, expected);
    }

    std::string declare(const SampleSite& site) {
        const HttpReply declared = call("POST", "/api/v1/releases", {bearer(publisher)},
                                        print_declaration(declare_all(site)));
        REQUIRE((declared.status == 201 || declared.status == 200));
        return parse_declared(declared.body)->id;
    }

    HttpReply switch_to(const std::string& id, std::uint64_t expected,
                        const std::string& statement = {}) {
        return call("POST", fmt::format("/api/v1/releases/{}/publish", id),
                    {bearer(publisher), {"If-Match", fmt::format("\"{}\"", expected)}}, statement);
    }

    HttpReply go_back_to(std::uint64_t number, std::uint64_t expected,
                         const std::string& statement = {}) {
        return call("POST", fmt::format("/api/v1/releases/{}/activate", number),
                    {bearer(reverter), {"If-Match", fmt::format("\"{}\"", expected)}}, statement);
    }

    HttpReply recall(const std::string& article) {
        return call("POST", "/api/v1/recalls", {bearer(recaller)},
                    print_recall_order({article, "the source took it back", ""}));
    }

    // The lines since the last call.
    std::vector<std::string> take_log() {
        const std::scoped_lock lock(log_mutex);
        return std::exchange(log, {});
    }

    TemporaryFolder folder;
    std::mutex log_mutex;
    std::vector<std::string> log;
    std::string data = folder / "data";
    std::unique_ptr<Files> files = real_files();
    RecallStoreOptions recalls;
    FixedClock clock;
    EndpointOptions options;
    std::string address = "127.0.0.1:0";  // a port, to come back at the same one
    std::string publisher;
    std::string reverter;
    std::string recaller;
    std::string lifter;
    std::string reader;
    std::string expired;
    std::unique_ptr<Endpoint> endpoint;
    HttpClient client;
};

}  // namespace gazette::testing
