#include "net/http_server.h"

#include "base/percent.h"
#include "base/text.h"
#include "net/connection_acceptor.h"
#include "net/connection_deadlines.h"

#include <fmt/format.h>
#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace gazette {
namespace {

// A refused body up to this size is read to its end, so that the sender sees the answer and not a
// reset connection.
constexpr std::uint64_t kDrainedBodyBytes = std::uint64_t{64} << 10;

// A reset instead of an orderly end, and nothing more is sent: neither what the program still
// writes nor, once the socket is closed, what the system has not sent yet.
void reset_connection(int socket) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    // That either fails means that the connection is over already.
    static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
    static_cast<void>(::shutdown(socket, SHUT_RDWR));
}

// What stop() has to wait for: requests that are running, and connections that were just taken,
// whose first request may be on its way. And what running answers are made of, for cut_off().
class OpenWork {
public:
    void connection_opened(int socket) {
        const std::scoped_lock lock(mutex_);
        fresh_.insert(socket);
        ++open_;
    }

    void connection_closed(int socket) {
        const std::scoped_lock lock(mutex_);
        fresh_.erase(socket);
        sources_.erase(socket);  // its number may be another connection's right after
        --open_;
        less_.notify_all();
    }

    void request_begins(int socket) {
        const std::scoped_lock lock(mutex_);
        fresh_.erase(socket);
        ++running_;
    }

    // False when answers were cut off since cuts() was `cuts_before`: this one may be of those.
    bool answer_begins(int socket, const std::optional<Sha256>& source, std::uint64_t cuts_before) {
        const std::scoped_lock lock(mutex_);
        if (cuts_ != cuts_before) return false;
        if (source) sources_[socket] = *source;
        return true;
    }

    void request_ends(int socket) {
        const std::scoped_lock lock(mutex_);
        sources_.erase(socket);
        --running_;
        less_.notify_all();
    }

    [[nodiscard]] std::uint64_t cuts() const { return cuts_; }

    void cut_off(const std::unordered_set<Sha256>& sources) {
        const std::scoped_lock lock(mutex_);
        ++cuts_;
        for (const auto& [socket, source] : sources_) {
            if (sources.contains(source)) reset_connection(socket);
        }
    }

    [[nodiscard]] bool is_stopping() const { return stopping_; }

    [[nodiscard]] std::size_t open_connections() const { return open_; }

    void stop(std::chrono::seconds longest) {
        constexpr std::chrono::seconds kLongestSilence{1};
        std::unique_lock lock(mutex_);
        stopping_ = true;
        less_.wait_for(lock, std::min(longest, kLongestSilence),
                       [this] { return running_ == 0 && fresh_.empty(); });
        less_.wait_for(lock, longest, [this] { return running_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable less_;
    std::unordered_set<int> fresh_;            // sockets
    std::unordered_map<int, Sha256> sources_;  // of running answers, by socket
    std::size_t running_ = 0;
    std::atomic<std::uint64_t> cuts_ = 0;
    std::atomic<std::size_t> open_ = 0;  // connections
    std::atomic<bool> stopping_ = false;
};

// What lives from the head of a request to the end of its answer.
struct Exchange {
    std::unique_ptr<HttpUpload> upload;
    std::optional<HttpResponse> response;  // ready; waits for the end of a small body
    HttpRequest request;
    int status = 0;  // once the answer is queued
    std::uint64_t body_bytes = 0;
    std::string coding;
    std::uint64_t received = 0;               // bytes of the body
    std::shared_ptr<std::uint64_t> streamed;  // bytes of a stream, counted as they go
    bool is_handlers = false;                 // the handler made the answer, or takes the body
    std::uint64_t cuts_before = 0;            // how often answers had been cut off when it did
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

struct ResponseDestroy {
    void operator()(MHD_Response* response) const { MHD_destroy_response(response); }
};

using ResponsePointer = std::unique_ptr<MHD_Response, ResponseDestroy>;

HttpResponse plain_response(int status) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    response.text = fmt::format("{} {}\n", status, reason_phrase(status));
    return response;
}

MHD_Result collect_field(void* fields, MHD_ValueKind, const char* name, const char* value) {
    static_cast<std::vector<HttpField>*>(fields)->push_back(
        {name, value == nullptr ? std::string() : std::string(value)});
    return MHD_YES;
}

std::string client_of(MHD_Connection* connection) {
    const MHD_ConnectionInfo* const info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == nullptr || info->client_addr == nullptr) return {};
    const socklen_t bytes =
        info->client_addr->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::array<char, NI_MAXHOST> host{};
    const int failed = ::getnameinfo(info->client_addr, bytes, host.data(), host.size(), nullptr, 0,
                                     NI_NUMERICHOST);
    return failed == 0 ? std::string(host.data()) : std::string();
}

int socket_of(MHD_Connection* connection) {
    const MHD_ConnectionInfo* const info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == nullptr ? -1 : info->connect_fd;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return length;
}

struct ReadHead {
    HttpRequest request;
    int refused = 0;          // a status, when the request cannot be understood
    bool is_unclear = false;  // where it ends is not sure: nothing more is read of the connection
};

// tchar of RFC 9110 §5.6.2.
bool is_field_name(std::string_view name) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    const auto is_allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kOthers.find(c) != std::string_view::npos;
    };
    return !name.empty() && std::ranges::all_of(name, is_allowed);
}

std::vector<std::string_view> values_of(const HttpRequest& request, std::string_view name) {
    std::vector<std::string_view> values;
    for (const HttpField& field : request.headers) {
        if (ascii_lower(field.name) == ascii_lower(name)) values.push_back(field.value);
    }
    return values;
}

// RFC 9112: what a proxy before us may have read in another way.
bool is_unclear(const HttpRequest& request, std::string_view version) {
    const auto has_bad_name = [](const HttpField& field) { return !is_field_name(field.name); };
    if (std::ranges::any_of(request.headers, has_bad_name)) return true;  // §5.1
    const std::size_t hosts = values_of(request, "Host").size();          // §3.2
    if (hosts > 1 || (hosts == 0 && version == "HTTP/1.1")) return true;
    const std::vector<std::string_view> lengths = values_of(request, "Content-Length");  // §6.3
    const auto differs = [&](std::string_view length) { return length != lengths.front(); };
    if (std::ranges::any_of(lengths, differs)) return true;
    return !lengths.empty() && request.header("Transfer-Encoding").has_value();
}

// Of "http://host/path" the path: absolute-form, which every server takes (RFC 9112 §3.2.2).
std::string raw_path_of(std::string_view target) {
    if (target.starts_with('/')) return std::string(target);
    Result<Url> url = parse_url(target);
    return url ? std::move(url->path) : std::string();
}

void decode_query(HttpRequest& request) {
    std::vector<HttpField> decoded;
    for (const HttpField& field : request.query) {
        std::optional<std::string> name = percent_decode(field.name);
        std::optional<std::string> value = percent_decode(field.value);
        if (name && value) {
            decoded.push_back({std::move(*name), std::move(*value)});
        } else {
            request.query_is_broken = true;
        }
    }
    request.query = std::move(decoded);
}

struct RequestLine {
    std::string_view target;
    std::string_view method;
    std::string_view version;
};

ReadHead read_head(MHD_Connection* connection, const RequestLine& line) {
    ReadHead head;
    HttpRequest& request = head.request;
    request.method = line.method;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, &collect_field, &request.headers);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &collect_field, &request.query);
    request.client = client_of(connection);
    const std::optional<std::string_view> length = request.header("Content-Length");
    const bool chunked = request.header("Transfer-Encoding").has_value();
    if (length) request.content_length = parse_length(*length);
    request.has_body = chunked || request.content_length.value_or(0) > 0;
    if (chunked) head.refused = 411;
    if (length && !request.content_length) head.refused = 400;
    head.is_unclear = is_unclear(request, line.version);
    if (head.is_unclear) head.refused = 400;
    // asterisk-form: the server as a whole (RFC 9112 §3.2.4).
    const bool is_of_server = line.method == "OPTIONS" && line.target == "*";
    Result<std::string> path =
        is_of_server ? Result<std::string>("*") : decode_request_path(raw_path_of(line.target));
    if (path) {
        request.path = std::move(*path);
    } else {
        head.refused = 400;
    }
    decode_query(request);
    return head;
}

// A stream while it is sent. It sleeps by suspending its connection, which costs nothing until it
// is woken.
struct SentStream {
    std::unique_ptr<HttpStream> stream;
    MHD_Connection* connection;
    std::shared_ptr<std::uint64_t> bytes;

    static ssize_t read(void* cls, std::uint64_t, char* out, std::size_t room) {
        auto& sent = *static_cast<SentStream*>(cls);
        try {
            const std::size_t bytes = sent.stream->read(out, room);
            *sent.bytes += bytes;
            if (bytes > 0) return static_cast<ssize_t>(bytes);
            if (sent.stream->is_over()) return MHD_CONTENT_READER_END_OF_STREAM;
            // Suspended first: it may be woken before wait() has returned.
            MHD_suspend_connection(sent.connection);
            MHD_Connection* const connection = sent.connection;
            if (!sent.stream->wait([connection] { MHD_resume_connection(connection); })) {
                MHD_resume_connection(connection);
            }
            return 0;
        } catch (const std::exception&) {
            return MHD_CONTENT_READER_END_WITH_ERROR;  // no memory: this reader comes again
        }
    }

    static void destroy(void* cls) {
        const std::unique_ptr<SentStream> gone(static_cast<SentStream*>(cls));
    }
};

ResponsePointer make_stream(MHD_Connection* connection, Exchange& exchange) {
    constexpr std::size_t kBlockBytes = 256;  // held as long as the stream lives
    exchange.streamed = std::make_shared<std::uint64_t>(0);
    auto sent = std::make_unique<SentStream>(
        SentStream{std::move(exchange.response->stream), connection, exchange.streamed});
    ResponsePointer made(MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, kBlockBytes, &SentStream::read, sent.get(), &SentStream::destroy));
    if (made != nullptr) static_cast<void>(sent.release());
    return made;
}

ResponsePointer make_response(MHD_Connection* connection, Exchange& exchange) {
    HttpResponse& response = *exchange.response;
    if (response.stream != nullptr) return make_stream(connection, exchange);
    if (!response.file) {
        // MUST_COPY: the text belongs to the exchange, which may end before the last byte is sent.
        return ResponsePointer(MHD_create_response_from_buffer(
            response.text.size(), response.text.data(), MHD_RESPMEM_MUST_COPY));
    }
    FileBody& file = *response.file;
    const std::uint64_t offset = file.offset();
    const std::uint64_t length = file.length();
    const int fd = file.release();
    ResponsePointer made(MHD_create_response_from_fd_at_offset64(length, fd, offset));
    if (made == nullptr) ::close(fd);
    return made;
}

// What is told of the answer when it is sent. To HEAD and with 204 and 304 goes no body, whatever
// length the head tells.
void remember(Exchange& exchange) {
    const HttpResponse& response = *exchange.response;
    exchange.status = response.status;
    const bool has_body =
        exchange.request.method != "HEAD" && response.status != 204 && response.status != 304;
    const std::uint64_t bytes = response.file ? response.file->length() : response.text.size();
    exchange.body_bytes = has_body ? bytes : 0;
    const auto coding = std::ranges::find(response.headers, "Content-Encoding", &HttpField::name);
    if (has_body && coding != response.headers.end()) exchange.coding = coding->value;
}

MHD_Result queue(MHD_Connection* connection, Exchange& exchange) {
    remember(exchange);
    HttpResponse& response = *exchange.response;
    const ResponsePointer made = make_response(connection, exchange);
    if (made == nullptr) return MHD_NO;
    for (const HttpField& field : response.headers) {
        // A value that the library refuses (a line break) would be a bug; better no answer.
        if (MHD_add_response_header(made.get(), field.name.c_str(), field.value.c_str()) !=
            MHD_YES) {
            return MHD_NO;
        }
    }
    return MHD_queue_response(connection, static_cast<unsigned>(response.status), made.get());
}

// Leaves escapes as they are: paths are decoded by decode_request_path, once.
std::size_t keep_escapes(void*, MHD_Connection*, char* text) { return std::strlen(text); }

struct DaemonStop {
    void operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }
};

}  // namespace

struct HttpServer::State {
    State(const HttpServerOptions& with, HttpHandler& handled_by)
        : options(with), handler(&handled_by), deadlines(std::chrono::seconds(with.head_seconds)) {}

    HttpServerOptions options;
    HttpHandler* handler;
    OpenWork work;                  // this and the next before the daemon, which calls them
    ConnectionDeadlines deadlines;  // until it ends
    std::unique_ptr<MHD_Daemon, DaemonStop> daemon;
    std::unique_ptr<ConnectionAcceptor> acceptor;  // hands to the daemon

    // NOLINTNEXTLINE(readability-function-size): the library's signature
    static MHD_Result on_request(void* cls, MHD_Connection* connection, const char* url,
                                 const char* method, const char* version, const char* data,
                                 std::size_t* data_bytes, void** context) {
        auto& state = *static_cast<State*>(cls);
        // Exceptions must not reach the library's C; one ends this connection and no other.
        try {
            auto* const exchange = static_cast<Exchange*>(*context);
            if (exchange == nullptr)
                return state.begin(connection, {url, method, version}, context);
            if (*data_bytes == 0) return state.end_of_body(connection, *exchange);
            state.take_piece(connection, *exchange, {data, *data_bytes});
            *data_bytes = 0;
            return MHD_YES;
        } catch (const std::exception& exception) {
            state.handler->on_exception(exception.what());
        } catch (...) {
            state.handler->on_exception("something that is no std::exception");
        }
        return MHD_NO;
    }

    static void on_completed(void* cls, MHD_Connection* connection, void** context,
                             MHD_RequestTerminationCode how) {
        auto& state = *static_cast<State*>(cls);
        const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*context));
        *context = nullptr;
        if (exchange != nullptr) state.tell_finished(*exchange, how);
        if (exchange != nullptr) state.work.request_ends(socket_of(connection));
        state.deadlines.expect_head(socket_of(connection));
    }

    static void on_connection(void* cls, MHD_Connection* connection, void**,
                              MHD_ConnectionNotificationCode what) {
        auto& state = *static_cast<State*>(cls);
        const int socket = socket_of(connection);
        if (what == MHD_CONNECTION_NOTIFY_STARTED) {
            state.deadlines.opened(socket);
        } else {
            state.work.connection_closed(socket);
            state.deadlines.closed(socket);
        }
    }

    void tell_finished(const Exchange& exchange, MHD_RequestTerminationCode how) const {
        const auto took = std::chrono::steady_clock::now() - exchange.began;
        try {
            handler->on_finished(
                {.request = exchange.request,
                 .status = exchange.status,
                 .body_bytes = exchange.streamed ? *exchange.streamed : exchange.body_bytes,
                 .coding = exchange.coding,
                 .is_complete = how == MHD_REQUEST_TERMINATED_COMPLETED_OK,
                 .duration = std::chrono::duration_cast<std::chrono::microseconds>(took)});
        } catch (const std::exception& exception) {
            handler->on_exception(exception.what());
        } catch (...) {
            handler->on_exception("something that is no std::exception");
        }
    }

    MHD_Result begin(MHD_Connection* connection, const RequestLine& line, void** context) {
        // on_completed takes it back, whatever happens until then.
        auto* const exchange = std::make_unique<Exchange>().release();
        *context = exchange;
        work.request_begins(socket_of(connection));
        ReadHead head = read_head(connection, line);
        exchange->cuts_before = work.cuts();
        exchange->is_handlers = head.refused == 0;
        HttpHandler::Outcome outcome =
            head.refused != 0 ? plain_response(head.refused) : handler->begin(head.request);
        if (auto* const upload = std::get_if<std::unique_ptr<HttpUpload>>(&outcome)) {
            exchange->upload = std::move(*upload);
        } else {
            exchange->response = std::move(std::get<HttpResponse>(outcome));
        }
        exchange->request = std::move(head.request);
        const HttpRequest& request = exchange->request;
        const std::uint64_t body_bytes = request.content_length.value_or(UINT64_MAX);
        const bool waits_for_body =
            exchange->upload != nullptr ||
            (!head.is_unclear && (!request.has_body || body_bytes <= kDrainedBodyBytes));
        if (!waits_for_body) {
            deadlines.expect_nothing(socket_of(connection));
            if (head.is_unclear) exchange->response->headers.push_back({"Connection", "close"});
            return answer(connection, *exchange);
        }
        if (request.has_body) {
            deadlines.expect_body(socket_of(connection), longest_for(body_bytes));
        }
        return MHD_YES;
    }

    // Once all has come nothing is expected any more, whatever the upload does with it.
    void take_piece(MHD_Connection* connection, Exchange& exchange, std::string_view piece) {
        exchange.received += piece.size();
        const bool is_last = exchange.received == exchange.request.content_length;
        if (is_last) deadlines.expect_nothing(socket_of(connection));
        if (exchange.upload != nullptr) exchange.upload->add(piece);
    }

    MHD_Result end_of_body(MHD_Connection* connection, Exchange& exchange) {
        deadlines.expect_nothing(socket_of(connection));
        if (!exchange.response) exchange.response = exchange.upload->finish();
        return answer(connection, exchange);
    }

    // An answer that was made before others were cut off may be made of the same: once more, then.
    void begin_answer(int socket, Exchange& exchange) {
        const std::string& method = exchange.request.method;
        const bool is_repeatable = exchange.is_handlers && (method == "GET" || method == "HEAD");
        if (!is_repeatable || exchange.response->stream != nullptr) return;
        while (!work.answer_begins(socket, exchange.response->source, exchange.cuts_before)) {
            exchange.cuts_before = work.cuts();
            HttpHandler::Outcome outcome = handler->begin(exchange.request);
            auto* const again = std::get_if<HttpResponse>(&outcome);
            exchange.response = again != nullptr ? std::move(*again) : plain_response(503);
        }
    }

    MHD_Result answer(MHD_Connection* connection, Exchange& exchange) {
        begin_answer(socket_of(connection), exchange);
        HttpResponse& response = *exchange.response;
        const auto is_close = [](const HttpField& field) { return field.name == "Connection"; };
        if (work.is_stopping() && std::ranges::none_of(response.headers, is_close)) {
            response.headers.push_back({"Connection", "close"});
        }
        return queue(connection, exchange);
    }

    [[nodiscard]] bool has_room() const { return work.open_connections() < options.connections; }

    void take(int socket, const sockaddr* address, socklen_t bytes) {
        // Before it is the library's: its first request may come before this returns.
        work.connection_opened(socket);
        if (MHD_add_connection(daemon.get(), socket, address, bytes) != MHD_YES) {
            work.connection_closed(socket);
        }
    }

    [[nodiscard]] std::chrono::seconds longest_for(std::uint64_t body_bytes) const {
        const std::uint64_t bytes_of_second =
            std::max<std::uint64_t>(options.slowest_body_bytes, 1);
        constexpr std::uint64_t kLongest = 604'800;  // a week: far below what the clock can hold
        return std::chrono::seconds(
            std::min(options.body_seconds + body_bytes / bytes_of_second, kLongest));
    }
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerOptions& options,
                                                      HttpHandler& handler) {
    auto state = std::make_unique<State>(options, handler);
    State& it = *state;
    it.acceptor = TRY(ConnectionAcceptor::listen(
        {.listen = options.listen, .descriptor = options.listen_descriptor}));
    // Our own limit is the acceptor's. The library's must never be met: over it a thread of the
    // library's waits for a lock that it holds (0.9.75), and each thread has a part of it.
    constexpr unsigned kLimitMargin = 64;
    const unsigned library_limit = (options.connections + kLimitMargin) * options.threads;
    errno = 0;
    it.daemon.reset(MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC |
                                         MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME,
                                     0, nullptr, nullptr, &State::on_request, &it,              //
                                     MHD_OPTION_STRICT_FOR_CLIENT, 1,                           //
                                     MHD_OPTION_NOTIFY_CONNECTION, &State::on_connection, &it,  //
                                     MHD_OPTION_NOTIFY_COMPLETED, &State::on_completed, &it,    //
                                     MHD_OPTION_UNESCAPE_CALLBACK, &keep_escapes, nullptr,      //
                                     MHD_OPTION_CONNECTION_LIMIT, library_limit,                //
                                     MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                                     options.connections_per_address,                         //
                                     MHD_OPTION_CONNECTION_TIMEOUT, options.idle_seconds,     //
                                     MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.head_bytes,  //
                                     MHD_OPTION_THREAD_POOL_SIZE, options.threads,            //
                                     MHD_OPTION_END));
    if (it.daemon == nullptr) return failure(system_error("cannot start the HTTP library", errno));
    it.acceptor->start([&it] { return it.has_room(); },
                       [&it](int socket, const sockaddr* address, socklen_t bytes) {
                           it.take(socket, address, bytes);
                       });
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return state_->acceptor->port(); }

unsigned HttpServer::connections() const {
    return static_cast<unsigned>(state_->work.open_connections());
}

void HttpServer::cut_off(const std::unordered_set<Sha256>& sources) {
    state_->work.cut_off(sources);
}

void HttpServer::stop() {
    if (state_->daemon == nullptr) return;
    state_->acceptor->stop();
    state_->work.stop(std::chrono::seconds(state_->options.stop_seconds));
    state_->daemon.reset();
}

std::string_view reason_phrase(int status) {
    const char* const phrase = MHD_get_reason_phrase_for(static_cast<unsigned>(status));
    return phrase == nullptr ? std::string_view("Unknown") : std::string_view(phrase);
}

}  // namespace gazette
