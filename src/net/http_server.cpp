#include "net/http_server.h"

#include "base/percent.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>

namespace gazette {
namespace {

// A refused body up to this size is read to its end, so that the sender sees the answer and not a
// reset connection.
constexpr std::uint64_t kDrainedBodyBytes = std::uint64_t{64} << 10;
constexpr std::size_t kHeadBytes = std::size_t{32} << 10;

// Requests that are running, so that stop() can wait for those that began before it.
class RunningRequests {
public:
    // False once the server stops: the request is not waited for.
    bool begin() {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return false;
        ++count_;
        return true;
    }

    void end() {
        const std::scoped_lock lock(mutex_);
        --count_;
        none_.notify_all();
    }

    // Takes no more, and waits for the rest.
    void stop(std::chrono::seconds longest) {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        none_.wait_for(lock, longest, [this] { return count_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable none_;
    std::size_t count_ = 0;
    bool stopping_ = false;
};

// What lives from the head of a request to the end of its answer.
struct Exchange {
    std::unique_ptr<HttpUpload> upload;
    std::optional<HttpResponse> response;  // ready; waits for the end of a small body
    bool is_counted = false;               // among the running requests
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

std::optional<std::uint64_t> parse_length(std::string_view text) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return length;
}

struct ReadHead {
    HttpRequest request;
    int refused = 0;  // a status, when the request cannot be understood
};

ReadHead read_head(MHD_Connection* connection, const char* url, const char* method) {
    ReadHead head;
    HttpRequest& request = head.request;
    request.method = method;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, &collect_field, &request.headers);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &collect_field, &request.query);
    request.client = client_of(connection);
    const std::optional<std::string_view> length = request.header("Content-Length");
    const bool chunked = request.header("Transfer-Encoding").has_value();
    if (length) request.content_length = parse_length(*length);
    request.has_body = chunked || request.content_length.value_or(0) > 0;
    if (chunked) head.refused = 411;
    if (length && !request.content_length) head.refused = 400;
    Result<std::string> path = decode_request_path(url);
    if (path) {
        request.path = std::move(*path);
    } else {
        head.refused = 400;
    }
    for (HttpField& field : request.query) {
        std::optional<std::string> name = percent_decode(field.name);
        std::optional<std::string> value = percent_decode(field.value);
        if (!name || !value) {
            head.refused = 400;
            break;
        }
        field = {std::move(*name), std::move(*value)};
    }
    return head;
}

ResponsePointer make_response(HttpResponse& response) {
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

MHD_Result queue(MHD_Connection* connection, HttpResponse& response) {
    const ResponsePointer made = make_response(response);
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

struct ResolvedAddress {
    sockaddr_storage storage{};
    bool is_ipv6 = false;
};

Result<ResolvedAddress> resolve(const ListenAddress& listen) {
    ResolvedAddress address;
    const bool all = listen.host.empty();
    address.is_ipv6 = all || listen.host.find(':') != std::string::npos;
    if (address.is_ipv6) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(listen.port);
        if (!all && ::inet_pton(AF_INET6, listen.host.c_str(), &six.sin6_addr) != 1) {
            return failure(ErrorCode::Invalid, fmt::format("'{}' is no address", listen.host));
        }
        std::memcpy(&address.storage, &six, sizeof six);
        return address;
    }
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(listen.port);
    const std::string host = listen.host == "localhost" ? "127.0.0.1" : listen.host;
    if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) != 1) {
        return failure(ErrorCode::Invalid, fmt::format("'{}' is no address", listen.host));
    }
    std::memcpy(&address.storage, &four, sizeof four);
    return address;
}

struct DaemonStop {
    void operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }
};

}  // namespace

struct HttpServer::State {
    HttpServerOptions options;
    HttpHandler* handler = nullptr;
    RunningRequests running;
    std::uint16_t port = 0;
    std::unique_ptr<MHD_Daemon, DaemonStop> daemon;

    // NOLINTNEXTLINE(readability-function-size): the library's signature
    static MHD_Result on_request(void* cls, MHD_Connection* connection, const char* url,
                                 const char* method, const char*, const char* data,
                                 std::size_t* data_bytes, void** context) {
        // Exceptions must not reach the library's C; one ends this connection and no other.
        try {
            auto& state = *static_cast<State*>(cls);
            auto* const exchange = static_cast<Exchange*>(*context);
            if (exchange == nullptr) return state.begin(connection, url, method, context);
            if (*data_bytes == 0) return end_of_body(connection, *exchange);
            if (exchange->upload != nullptr) exchange->upload->add({data, *data_bytes});
            *data_bytes = 0;
            return MHD_YES;
        } catch (...) {
            return MHD_NO;
        }
    }

    static void on_completed(void* cls, MHD_Connection*, void** context,
                             MHD_RequestTerminationCode) {
        const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*context));
        *context = nullptr;
        if (exchange != nullptr && exchange->is_counted) static_cast<State*>(cls)->running.end();
    }

    MHD_Result begin(MHD_Connection* connection, const char* url, const char* method,
                     void** context) {
        // on_completed takes it back, whatever happens until then.
        auto* const exchange = std::make_unique<Exchange>().release();
        *context = exchange;
        ReadHead head = read_head(connection, url, method);
        exchange->is_counted = running.begin();
        if (!exchange->is_counted) head.refused = 503;
        HttpHandler::Outcome outcome =
            head.refused != 0 ? plain_response(head.refused) : handler->begin(head.request);
        if (auto* const upload = std::get_if<std::unique_ptr<HttpUpload>>(&outcome)) {
            exchange->upload = std::move(*upload);
        } else {
            exchange->response = std::move(std::get<HttpResponse>(outcome));
        }
        const bool waits_for_body =
            exchange->upload != nullptr || !head.request.has_body ||
            head.request.content_length.value_or(UINT64_MAX) <= kDrainedBodyBytes;
        return waits_for_body ? MHD_YES : queue(connection, *exchange->response);
    }

    static MHD_Result end_of_body(MHD_Connection* connection, Exchange& exchange) {
        if (!exchange.response) exchange.response = exchange.upload->finish();
        return queue(connection, *exchange.response);
    }
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerOptions& options,
                                                      HttpHandler& handler) {
    auto state = std::make_unique<State>();
    state->options = options;
    state->handler = &handler;
    const ResolvedAddress address = TRY(resolve(options.listen));
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC;
    if (address.is_ipv6) flags |= MHD_USE_IPv6;
    if (options.listen.host.empty()) flags |= MHD_USE_DUAL_STACK;
    errno = 0;
    state->daemon.reset(
        MHD_start_daemon(flags, options.listen.port, nullptr, nullptr, &State::on_request,
                         state.get(), MHD_OPTION_SOCK_ADDR, &address.storage,                  //
                         MHD_OPTION_NOTIFY_COMPLETED, &State::on_completed, state.get(),       //
                         MHD_OPTION_UNESCAPE_CALLBACK, &keep_escapes, nullptr,                 //
                         MHD_OPTION_CONNECTION_LIMIT, options.connections,                     //
                         MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.connections_per_address,  //
                         MHD_OPTION_CONNECTION_TIMEOUT, options.idle_seconds,                  //
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, kHeadBytes,                       //
                         MHD_OPTION_THREAD_POOL_SIZE, options.threads,                         //
                         MHD_OPTION_END));
    if (state->daemon == nullptr) {
        return failure(system_error(
            fmt::format("cannot listen on {}:{}", options.listen.host, options.listen.port),
            errno));
    }
    const MHD_DaemonInfo* const bound =
        MHD_get_daemon_info(state->daemon.get(), MHD_DAEMON_INFO_BIND_PORT);
    state->port = bound == nullptr ? options.listen.port : bound->port;
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return state_->port; }

void HttpServer::stop() {
    if (state_->daemon == nullptr) return;
    // Not MHD_quiesce_daemon: with a pool of epoll threads (0.9.75) it and a thread that wakes just
    // then both take the listening socket out of the set, and the library aborts the program.
    state_->running.stop(std::chrono::seconds(state_->options.stop_seconds));
    state_->daemon.reset();
}

std::string_view reason_phrase(int status) {
    const char* const phrase = MHD_get_reason_phrase_for(static_cast<unsigned>(status));
    return phrase == nullptr ? std::string_view("Unknown") : std::string_view(phrase);
}

}  // namespace gazette
