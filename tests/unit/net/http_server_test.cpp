#include "net/http_server.h"

#include "net/http_client.h"
#include "support/catch.h"
#include "support/raw_http.h"
#include "support/temporary_folder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using namespace gazette;
using gazette::testing::raw_exchange;
using gazette::testing::RawConnection;
using gazette::testing::status_of;

namespace {

class CountingUpload final : public HttpUpload {
public:
    explicit CountingUpload(std::atomic<int>& unfinished) : unfinished_(unfinished) {
        ++unfinished_;
    }

    void add(std::string_view piece) override { bytes_ += piece.size(); }

    HttpResponse finish() override {
        --unfinished_;
        HttpResponse response;
        response.text = fmt::format("{} bytes", bytes_);
        return response;
    }

private:
    std::atomic<int>& unfinished_;
    std::size_t bytes_ = 0;
};

// More than the buffers of a connection take.
constexpr std::uint64_t kLargeBytes = std::uint64_t{64} << 20;

// Echoes what it was asked; PUT takes a body of at most 100,000 bytes.
class EchoHandler final : public HttpHandler {
public:
    Outcome begin(const HttpRequest& request) override {
        ++requests;
        HttpResponse response;
        if (request.path == "/file") {
            const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
            response.file = FileBody(fd, 2, 3);
            return response;
        }
        if (request.path.starts_with("/large/")) {
            const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
            response.file = FileBody(fd, 0, kLargeBytes);
            response.source = sha256(request.path);
            return response;
        }
        if (request.path == "/throw") throw std::runtime_error("a stray exception");
        if (request.method == "PUT") {
            if (request.content_length.value_or(0) > 100'000) {
                response.status = 413;
                return response;
            }
            return std::make_unique<CountingUpload>(unfinished);
        }
        response.headers = {{"X-Test", "yes"}};
        response.text = fmt::format("{} {} q={} client={}", request.method, request.path,
                                    request.parameter("q").value_or("-"), request.client);
        return response;
    }

    void on_finished(const FinishedExchange& exchange) override {
        {
            const std::scoped_lock lock(mutex);
            finished.push_back(fmt::format(
                "{} {} {} {} {}", exchange.request.method, exchange.request.path, exchange.status,
                exchange.body_bytes, exchange.is_complete ? "complete" : "broken"));
        }
        told.notify_all();
    }

    // The next `count` exchanges that finish, in any order but sorted.
    std::vector<std::string> take_finished(std::size_t count) {
        std::unique_lock lock(mutex);
        told.wait(lock, [&] { return finished.size() >= count; });
        std::ranges::sort(finished);
        return std::exchange(finished, {});
    }

    void on_exception(std::string_view what) noexcept override {
        if (what == "a stray exception") ++exceptions;
    }

    std::string file;
    std::atomic<int> exceptions = 0;
    std::atomic<int> requests = 0;
    std::atomic<int> unfinished = 0;
    std::mutex mutex;
    std::condition_variable told;
    std::vector<std::string> finished;
};

struct Served {
    explicit Served(HttpServerOptions options = {}) {
        options.listen = {"127.0.0.1", 0};
        Result<std::unique_ptr<HttpServer>> started = HttpServer::start(options, handler);
        REQUIRE(started);
        server = std::move(*started);
    }

    [[nodiscard]] Url url(const std::string& path) const {
        return Url{"http", "127.0.0.1", server->port(), path, ""};
    }

    EchoHandler handler;
    std::unique_ptr<HttpServer> server;
};

std::string get(const std::string& target) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", target);
}

bool can_connect(std::uint16_t port) {
    try {
        const RawConnection connection(port);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

TEST_CASE("a request reaches the handler decoded and its answer the client", "[http]") {
    const Served served;
    HttpClient client;
    HttpCall call;
    call.url = served.url("/%E8%B1%A1");
    call.url.query = "q=a%20b";
    const Result<HttpReply> reply = client.send(call);
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->body == "GET /象 q=a b client=127.0.0.1");
    CHECK(reply->header("x-test") == "yes");

    call.method = "HEAD";
    const Result<HttpReply> head = client.send(call);
    REQUIRE(head);
    CHECK(head->body.empty());
    CHECK(head->header("content-length") ==
          std::to_string(reply->body.size() + 1));  // "HEAD" for "GET"
}

TEST_CASE("bodies go up from memory and from a source", "[http]") {
    const Served served;
    HttpClient client;
    const std::string body(90'000, 'x');
    HttpCall call;
    call.method = "PUT";
    call.url = served.url("/a");
    call.body = body;
    CHECK(client.send(call)->body == "90000 bytes");

    call.body = {};
    call.source =
        HttpBodySource{body.size(), [&](std::uint64_t offset, char* buffer, std::size_t bytes) {
                           return Result<std::size_t>(
                               body.copy(buffer, std::min<std::size_t>(bytes, 1000), offset));
                       }};
    CHECK(client.send(call)->body == "90000 bytes");

    call.source->read = [](std::uint64_t, char*, std::size_t) -> Result<std::size_t> {
        return failure(ErrorCode::Conflict, "the file changed");
    };
    const Result<HttpReply> broken = client.send(call);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == ErrorCode::Conflict);
    CHECK(client.send(HttpCall{.method = "GET", .url = served.url("/")})->status == 200);
}

TEST_CASE("a part of a file is sent from its descriptor", "[http]") {
    const testing::TemporaryFolder folder;
    Served served;
    served.handler.file = folder / "f";
    std::ofstream(served.handler.file) << "0123456789";
    HttpClient client;
    const Result<HttpReply> reply = client.send(HttpCall{.url = served.url("/file")});
    REQUIRE(reply);
    CHECK(reply->body == "234");
    CHECK(reply->header("Content-Length") == "3");
}

TEST_CASE("a body that is too large is refused before it is sent, small ones are drained",
          "[http]") {
    const Served served;
    HttpClient client;
    const std::string body(10 << 20, 'x');
    HttpCall call{.method = "PUT", .url = served.url("/a"), .body = body};
    const Result<HttpReply> reply = client.send(call);
    REQUIRE(reply);
    CHECK(reply->status == 413);
    // A GET with a body: the answer comes after it, and the connection lives on.
    const std::string two =
        "GET /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + get("/2");
    const std::string answers = raw_exchange(served.server->port(), two);
    CHECK(answers.find("GET /1") != std::string::npos);
    CHECK(answers.find("GET /2") != std::string::npos);
}

TEST_CASE("requests that cannot be understood are refused and nothing else happens", "[http]") {
    struct Case {
        std::string request;
        std::vector<int> statuses;  // 0: closed without an answer
    };

    const Served served({.idle_seconds = 1});
    const std::uint16_t port = served.server->port();
    const std::vector<Case> cases = {
        {get("/../etc/passwd"), {400}},
        {get("/a/%2e%2e/%2e%2e/etc/passwd"), {400}},
        {get("/a%2f..%2fb"), {400}},
        {get("/a%00b"), {400}},
        {get("/%ff"), {400}},
        {get("//etc/passwd"), {400}},
        {get("/a\\..\\b"), {400}},
        {get("http://other\\/a"), {400}},
        {get("ftp://other/a"), {400}},
        {get("http://other/a/../b"), {400}},
        {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", {400}},
        {"GET / HTTP/1.1\r\nHost : h\r\nConnection: close\r\n\r\n", {400}},
        {"GET / HTTP/1.1\r\nHost: h\r\nHost: g\r\nConnection: close\r\n\r\n", {400}},
        {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: -1\r\n\r\n", {400}},
        {"PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: abc\r\n\r\n", {400}},
        {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
         "3\r\nabc\r\n0\r\n\r\n",
         {411}},
        {"garbage\r\n\r\n", {0, 400}},
        {std::string(100, '\0') + "\r\n\r\n", {0, 400}},
        {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n",
         {0, 400, 413, 431}},
        {"GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
         {0, 400, 413, 414, 431}},
        {get("/throw"), {0}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.request.substr(0, 80));
        const std::string answer = raw_exchange(port, c.request);
        const int status = status_of(answer);
        CAPTURE(status);
        CHECK(std::find(c.statuses.begin(), c.statuses.end(), status) != c.statuses.end());
        CHECK(answer.find("root:") == std::string::npos);
    }
    CHECK(served.handler.exceptions == 1);
    CHECK(status_of(raw_exchange(port, get("/"))) == 200);
}

TEST_CASE("a target may be a whole address, and a query what readers type", "[http]") {
    const Served served;
    const std::uint16_t port = served.server->port();
    const auto answer = [&](const std::string& target) { return raw_exchange(port, get(target)); };
    CHECK(answer("http://other/a%20b?q=1").find("GET /a b q=1") != std::string::npos);
    CHECK(answer("http://other").find("GET / q=-") != std::string::npos);
    // GBK, and a percent sign as people write it: the page is there all the same.
    for (const std::string query : {"?q=%B6%AB", "?q=100%", "?%zz=1", "?q=\xB6\xAB"}) {
        CAPTURE(query);
        CHECK(answer("/" + query + "&x=1").find("GET / q=-") != std::string::npos);
    }
    CHECK(status_of(raw_exchange(port, "GET / HTTP/1.0\r\n\r\n")) == 200);
}

TEST_CASE("after a request whose end two could see differently the connection is closed",
          "[http]") {
    const Served served({.idle_seconds = 1});
    const std::string second = get("/second");
    const std::string length = fmt::format("Content-Length: {}\r\n", second.size());
    for (const std::string& fields :
         {length + "Transfer-Encoding: chunked\r\n", "Content-Length: 0\r\n" + length,
          length + "Content-Length: 0\r\n", "Content-Length : 0\r\n" + length}) {
        CAPTURE(fields);
        const std::string answer =
            raw_exchange(served.server->port(),
                         fmt::format("PUT /first HTTP/1.1\r\nHost: h\r\n{}\r\n{}", fields, second));
        CHECK(status_of(answer) == 400);
        CHECK(answer.find("second") == std::string::npos);
    }
    CHECK(served.handler.requests == 0);
}

TEST_CASE("fault 23: who sends a head or a body too slowly is told 408 and disconnected",
          "[http]") {
    const Served served({.head_seconds = 1, .body_seconds = 1, .slowest_body_bytes = 1'000'000});
    const std::uint16_t port = served.server->port();
    const RawConnection slow_head(port);
    slow_head.send("GET / HT");
    const RawConnection slow_body(port);
    slow_body.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    const RawConnection second_head(port);
    second_head.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2");
    CHECK(status_of(raw_exchange(port, get("/"))) == 200);
    CHECK(status_of(slow_head.receive_all()) == 408);
    CHECK(status_of(slow_body.receive_all()) == 408);
    const std::string answers = second_head.receive_all();
    CHECK(status_of(answers) == 200);
    CHECK(answers.find("HTTP/1.1 408") != std::string::npos);
    CHECK(served.handler.unfinished == 1);
    CHECK(status_of(raw_exchange(port, get("/"))) == 200);
}

TEST_CASE("an upload that is cut off is forgotten", "[http]") {
    const Served served({.idle_seconds = 1});
    {
        const RawConnection connection(served.server->port());
        connection.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
        connection.end_sending();
        const std::string answer = connection.receive_all();
        CHECK(status_of(answer) != 200);
    }
    CHECK(served.handler.unfinished == 1);  // begun, never finished
    CHECK(status_of(raw_exchange(served.server->port(), get("/"))) == 200);
}

TEST_CASE("who says nothing is disconnected, others are served meanwhile", "[http]") {
    const Served served({.idle_seconds = 1});
    const RawConnection silent(served.server->port());
    silent.send("GET / HT");
    CHECK(status_of(raw_exchange(served.server->port(), get("/"))) == 200);
    CHECK(status_of(silent.receive_all()) != 200);  // returns when the server closes
}

TEST_CASE("stopping lets a running request end and takes no new one", "[http]") {
    Served served;
    const std::uint16_t port = served.server->port();
    const RawConnection connection(port);
    connection.send(
        "PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
    while (served.handler.unfinished == 0) std::this_thread::yield();
    std::thread stopping([&] { served.server->stop(); });
    connection.send("def");
    const std::string answer = connection.receive_all();
    stopping.join();
    CHECK(answer.find("6 bytes") != std::string::npos);
    CHECK_THROWS(RawConnection(port));
}

TEST_CASE("a connection that was taken is answered although the server stops", "[http]") {
    Served served;
    const std::uint16_t port = served.server->port();
    // Taken, but silent so far.
    const RawConnection connection(port);
    std::thread stopping([&] { served.server->stop(); });
    while (can_connect(port)) std::this_thread::yield();
    connection.send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = connection.receive_all();  // returns when the server closes
    stopping.join();
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("Connection: close") != std::string::npos);
}

TEST_CASE("a socket that was handed over outlives the server, and no client is refused",
          "[http][threads]") {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket, SOMAXCONN) == 0);
    auto served = std::make_unique<Served>(HttpServerOptions{.listen_descriptor = socket});
    const std::uint16_t port = served->server->port();
    REQUIRE(port != 0);
    std::atomic<bool> is_over = false;
    std::atomic<int> answered = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> clients;
    clients.reserve(3);
    for (int client = 0; client < 3; ++client) {
        clients.emplace_back([&] {
            while (!is_over) {
                // A connection of its own each; in threads Catch2 must not be used.
                try {
                    ++(status_of(raw_exchange(port, get("/"))) == 200 ? answered : refused);
                } catch (const std::exception&) {
                    ++refused;
                }
            }
        });
    }
    constexpr int kUpgrades = 5;
    for (int upgrade = 0; upgrade < kUpgrades; ++upgrade) {
        const int before = answered;
        while (answered < before + 20 && refused == 0) std::this_thread::yield();
        served.reset();
        // Nobody is there now; connections wait.
        served = std::make_unique<Served>(HttpServerOptions{.listen_descriptor = socket});
    }
    is_over = true;
    for (std::thread& client : clients) client.join();
    CHECK(refused == 0);
    CHECK(answered >= 20 * kUpgrades);
    served.reset();
    ::close(socket);
}

TEST_CASE("over its connections a server lets the next ones wait", "[http]") {
    const Served served({.connections = 4, .threads = 2});
    std::vector<std::unique_ptr<RawConnection>> held;
    for (int i = 0; i < 4; ++i) {
        held.push_back(std::make_unique<RawConnection>(served.server->port()));
        held.back()->send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    const RawConnection waiting(served.server->port());
    waiting.send(get("/"));
    while (served.handler.requests < 4) std::this_thread::yield();
    held.clear();  // answered, and kept open until now
    CHECK(status_of(waiting.receive_all()) == 200);
}

TEST_CASE("an address that is taken is an error, not a second server", "[http]") {
    const Served served;
    EchoHandler handler;
    HttpServerOptions options;
    options.listen = {"127.0.0.1", served.server->port()};
    CHECK_FALSE(HttpServer::start(options, handler));
    options.listen = {"not-an-address", 0};
    CHECK_FALSE(HttpServer::start(options, handler));
}

TEST_CASE("plain HTTP goes to loopback only, unless told", "[http]") {
    HttpClient client;
    const Result<HttpReply> refused =
        client.send(HttpCall{.url = *parse_url("http://news.example.org/")});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Denied);

    const Result<HttpReply> nobody =
        client.send(HttpCall{.url = *parse_url("http://127.0.0.1:1/")});
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == ErrorCode::Unreachable);
}

TEST_CASE("an answer that is larger than allowed is cut off", "[http]") {
    const Served served;
    HttpClient client({.most_response_bytes = 10});
    const Result<HttpReply> reply = client.send(HttpCall{.url = served.url("/long-enough")});
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == ErrorCode::TooLarge);
}

TEST_CASE("the handler is told how each exchange ended", "[http]") {
    using Lines = std::vector<std::string>;
    Served served;
    const std::uint16_t port = served.server->port();
    const auto take = [&] { return served.handler.take_finished(1); };
    const std::string body = "GET /a q=- client=127.0.0.1";
    raw_exchange(port, get("/a?token=x"));
    CHECK(take() == Lines{fmt::format("GET /a 200 {} complete", body.size())});
    raw_exchange(port, "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(take() == Lines{"HEAD /a 200 0 complete"});
    raw_exchange(port, "GET /a%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(take().front().starts_with("GET  400 "));
    raw_exchange(port, "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(take().front().starts_with("OPTIONS * 200 "));
    raw_exchange(port,
                 "PUT /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(take() == Lines{"PUT /p 200 7 complete"});
    {
        const RawConnection leaving(port);
        leaving.send("PUT /p HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\nabc");
    }
    CHECK(take() == Lines{"PUT /p 0 0 broken"});
}

TEST_CASE("connections are counted while they are open", "[http]") {
    Served served;
    const std::uint16_t port = served.server->port();
    {
        const RawConnection one(port);
        const RawConnection other(port);
        for (const RawConnection* connection : {&one, &other}) {
            connection->send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        served.handler.take_finished(2);
        CHECK(served.server->connections() == 2);
    }
    while (served.server->connections() != 0) std::this_thread::yield();
    served.server->stop();
    CHECK(served.server->connections() == 0);
}

TEST_CASE("running answers that are made of something are cut off, others are not", "[http]") {
    const testing::TemporaryFolder folder;
    Served served;
    served.handler.file = folder / "f";
    std::ofstream(served.handler.file).close();
    std::filesystem::resize_file(served.handler.file, kLargeBytes);
    const RawConnection story(served.server->port());
    const RawConnection other(served.server->port());
    story.send("GET /large/story HTTP/1.1\r\nHost: h\r\n\r\n");
    other.send("GET /large/other HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const std::string story_head = story.receive_until("\r\n\r\n");
    const std::string other_head = other.receive_until("\r\n\r\n");
    CHECK(status_of(story_head) == 200);
    served.server->cut_off({sha256("/large/story")});
    CHECK(story_head.size() + story.receive_all().size() < kLargeBytes);
    CHECK(other_head.size() + other.receive_all().size() > kLargeBytes);
    CHECK(served.handler.take_finished(2) ==
          std::vector<std::string>{fmt::format("GET /large/other 200 {} complete", kLargeBytes),
                                   fmt::format("GET /large/story 200 {} broken", kLargeBytes)});
    // What comes later is the handler's to refuse.
    CHECK(status_of(raw_exchange(served.server->port(), get("/large/story"))) == 200);
}

TEST_CASE("an answer that was made before a cut and not begun is made anew", "[http]") {
    const testing::TemporaryFolder folder;
    Served served;
    served.handler.file = folder / "f";
    std::ofstream(served.handler.file) << "0123456789";
    // The answer is there with the head, and waits for the end of the body.
    const auto ask = [&](const std::string& head, bool is_cut) {
        served.handler.requests = 0;
        const RawConnection connection(served.server->port());
        connection.send(head +
                        " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\n");
        while (served.handler.requests == 0) std::this_thread::yield();
        if (is_cut) served.server->cut_off({});
        connection.send("abc");
        return connection.receive_all();
    };
    CHECK(ask("GET /file", false).ends_with("\r\n\r\n234"));
    CHECK(served.handler.requests == 1);
    CHECK(ask("GET /file", true).ends_with("\r\n\r\n234"));
    CHECK(served.handler.requests == 2);
    // What does something is done once, and what was refused is not asked for.
    CHECK(status_of(ask("POST /a", true)) == 200);
    CHECK(served.handler.requests == 1);
}

TEST_CASE("an upload whose client is gone ends long before the limit of silence", "[http]") {
    Served served({.idle_seconds = 600, .body_seconds = 600});
    for (const bool is_half : {true, false}) {
        auto connection = std::make_unique<RawConnection>(served.server->port());
        connection->send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
        if (is_half) connection->end_sending();
        if (!is_half) connection.reset();
        CHECK(served.handler.take_finished(1) == std::vector<std::string>{"PUT /a 0 0 broken"});
    }
    // Who ends its side when all was sent is answered.
    const RawConnection whole(served.server->port());
    whole.send("PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
    whole.end_sending();
    CHECK(status_of(whole.receive_all()) == 200);
}

TEST_CASE("a head over the limit is refused, one below it is not", "[http]") {
    const Served served({.head_bytes = std::size_t{8} << 10});
    const auto ask = [&](std::size_t bytes) {
        return status_of(raw_exchange(served.server->port(),
                                      "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Long: " +
                                          std::string(bytes, 'x') + "\r\n\r\n"));
    };
    CHECK(ask(6'500) == 200);
    CHECK(ask(9'000) == 431);
}
