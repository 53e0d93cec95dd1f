#include "net/http_client.h"

#include "base/assert.h"
#include "base/text.h"
#include "net/public_address.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>

namespace gazette {
namespace {

struct EasyCleanup {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using HeaderList = std::unique_ptr<curl_slist, ListFree>;

// One call on its way: where the library's callbacks put and find things.
struct Transfer {
    HttpReply reply;
    std::size_t most_bytes = 0;
    std::string_view body;
    std::uint64_t sent_bytes = 0;
    const HttpBodySource* source = nullptr;
    const std::function<void(std::uint64_t)>* progress = nullptr;
    const std::function<bool()>* is_stopped = nullptr;
    std::optional<Error> error;  // of ours, told by a callback
    bool met_private_address = false;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::size_t bytes = size * count;
    if (bytes > transfer.most_bytes - transfer.reply.body.size()) {
        transfer.error = Error{ErrorCode::TooLarge, "the answer is larger than expected", {}, 0};
        return 0;
    }
    transfer.reply.body.append(data, bytes);
    return bytes;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
    constexpr std::size_t kMostHeaders = 200;
    auto& transfer = *static_cast<Transfer*>(user);
    const std::string_view line(data, size * count);
    if (line.starts_with("HTTP/")) {
        transfer.reply.headers.clear();  // what came before was an interim answer (100)
        return line.size();
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && transfer.reply.headers.size() < kMostHeaders) {
        transfer.reply.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(trim_ascii(line.substr(colon + 1)))});
    }
    return line.size();
}

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& transfer = *static_cast<Transfer*>(user);
    const std::size_t room = size * count;
    if (transfer.source == nullptr) {
        const std::string_view piece =
            transfer.body.substr(static_cast<std::size_t>(transfer.sent_bytes), room);
        std::memcpy(buffer, piece.data(), piece.size());
        transfer.sent_bytes += piece.size();
        return piece.size();
    }
    Result<std::size_t> filled = transfer.source->read(transfer.sent_bytes, buffer, room);
    if (filled) {
        transfer.sent_bytes += *filled;
        return *filled;
    }
    transfer.error = std::move(filled).error();
    return CURL_READFUNC_ABORT;
}

// Called when a connection kept from before was dead and the body must be sent anew.
int on_seek(void* user, curl_off_t offset, int origin) {
    if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
    static_cast<Transfer*>(user)->sent_bytes = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

// Called about once a second, and more often while bytes move. Not 0: the call is broken off.
int on_progress(void* user, curl_off_t /*to_come*/, curl_off_t /*come*/, curl_off_t /*to_go*/,
                curl_off_t gone) {
    auto& transfer = *static_cast<Transfer*>(user);
    if (*transfer.is_stopped && (*transfer.is_stopped)()) {
        transfer.error = Error{ErrorCode::Interrupted, "asked to stop", {}, 0};
        return 1;
    }
    if (*transfer.progress && gone > 0) (*transfer.progress)(static_cast<std::uint64_t>(gone));
    return 0;
}

bool is_public(const sockaddr& address, std::size_t bytes) {
    if (address.sa_family == AF_INET && bytes >= sizeof(sockaddr_in)) {
        sockaddr_in whole{};
        std::memcpy(&whole, &address, sizeof whole);
        return is_public_address(std::bit_cast<Ipv4Address>(whole.sin_addr));
    }
    if (address.sa_family == AF_INET6 && bytes >= sizeof(sockaddr_in6)) {
        sockaddr_in6 whole{};
        std::memcpy(&whole, &address, sizeof whole);
        return is_public_address(std::bit_cast<Ipv6Address>(whole.sin6_addr));
    }
    return false;
}

// Only where public addresses alone are to be reached. The library goes on to the next address of a
// name.
curl_socket_t on_socket(void* user, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(user);
    if (!is_public(address->addr, address->addrlen)) {
        transfer.met_private_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

HeaderList header_list(const HttpCall& call) {
    HeaderList list;
    const auto append = [&list](const std::string& line) {
        curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
        GAZETTE_ASSERT(longer != nullptr, "there is memory for a header");
        static_cast<void>(list.release());
        list.reset(longer);
    };
    for (const HttpField& field : call.headers) {
        append(fmt::format("{}: {}", field.name, field.value));
    }
    // OPTIMIZATION: the library asks before it sends any body ("Expect: 100-continue"), which costs
    // a round trip, and a second with servers that do not answer that. Worth it for large ones
    // only.
    constexpr std::uint64_t kLargeBytes = std::uint64_t{1} << 20U;
    const std::uint64_t bytes = call.source ? call.source->size_bytes : call.body.size();
    if (bytes < kLargeBytes) append("Expect:");
    return list;
}

Error error_of(CURLcode code, const char* detail, const Url& url) {
    const char* const what = *detail != '\0' ? detail : curl_easy_strerror(code);
    return Error{ErrorCode::Unreachable,
                 fmt::format("{}:{} cannot be reached: {}", url.host, url.port, what),
                 {},
                 0};
}

}  // namespace

struct HttpClient::State {
    HttpClientOptions options;
    std::unique_ptr<CURL, EasyCleanup> curl;
    std::array<char, CURL_ERROR_SIZE> detail{};

    template <typename Value>
    void set(CURLoption option, Value value) {
        const CURLcode result = curl_easy_setopt(curl.get(), option, value);
        GAZETTE_ASSERT(result == CURLE_OK, "this libcurl knows the option");
    }

    void set_limits(const Url& url) {
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_seconds));
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_seconds));
        set(CURLOPT_ERRORBUFFER, detail.data());
        set(CURLOPT_USERAGENT, "gazette");
        if (options.whole_seconds > 0) {
            set(CURLOPT_TIMEOUT, static_cast<long>(options.whole_seconds));
        }
        if (is_loopback(url)) set(CURLOPT_PROXY, "");  // never hand a token to a proxy
    }

    void set_reach(Transfer& transfer) {
        if (options.reach == Reach::Everywhere) return;
        set(CURLOPT_PROXY, "");
        set(CURLOPT_OPENSOCKETFUNCTION, &on_socket);
        set(CURLOPT_OPENSOCKETDATA, &transfer);
    }

    void set_body(const HttpCall& call, Transfer& transfer) {
        set(CURLOPT_CUSTOMREQUEST, call.method.c_str());
        if (call.method == "HEAD") set(CURLOPT_NOBODY, 1L);
        const bool sends = call.source || !call.body.empty() || call.method == "POST";
        if (!sends) return;
        const std::uint64_t bytes = call.source ? call.source->size_bytes : call.body.size();
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes));
        set(CURLOPT_READFUNCTION, &on_read);
        set(CURLOPT_READDATA, &transfer);
        set(CURLOPT_SEEKFUNCTION, &on_seek);
        set(CURLOPT_SEEKDATA, &transfer);
    }
};

HttpClient::HttpClient(const HttpClientOptions& options) : state_(std::make_unique<State>()) {
    // Counted by the library, thread-safe since 7.84; never undone: other clients may live.
    GAZETTE_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK, "libcurl starts");
    state_->options = options;
    state_->curl.reset(curl_easy_init());
    GAZETTE_ASSERT(state_->curl != nullptr, "there is memory for a client");
}

HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::send(const HttpCall& call) {
    if (call.url.scheme == "http" && state_->options.plain_http == PlainHttp::LoopbackOnly &&
        !is_loopback(call.url)) {
        return failure(ErrorCode::Denied, fmt::format("{} is not encrypted and not on this machine",
                                                      to_string(call.url)));
    }
    curl_easy_reset(state_->curl.get());  // keeps the connection
    state_->detail[0] = '\0';
    Transfer transfer;
    transfer.most_bytes = state_->options.most_response_bytes;
    transfer.body = call.body;
    transfer.source = call.source ? &*call.source : nullptr;
    transfer.progress = &call.progress;
    transfer.is_stopped = &state_->options.is_stopped;
    const std::string url = to_string(call.url);
    const HeaderList headers = header_list(call);
    state_->set_limits(call.url);
    state_->set_reach(transfer);
    state_->set(CURLOPT_URL, url.c_str());
    state_->set(CURLOPT_PATH_AS_IS, 1L);
    state_->set(CURLOPT_HTTPHEADER, headers.get());
    state_->set(CURLOPT_WRITEFUNCTION, &on_body);
    state_->set(CURLOPT_WRITEDATA, &transfer);
    state_->set(CURLOPT_HEADERFUNCTION, &on_header);
    state_->set(CURLOPT_HEADERDATA, &transfer);
    state_->set(CURLOPT_NOPROGRESS, 0L);
    state_->set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    state_->set(CURLOPT_XFERINFODATA, &transfer);
    state_->set_body(call, transfer);
    const CURLcode result = curl_easy_perform(state_->curl.get());
    if (transfer.error) return failure(std::move(*transfer.error));
    if (result != CURLE_OK && transfer.met_private_address) {
        return failure(ErrorCode::Denied, fmt::format("{} is not a public address", call.url.host));
    }
    if (result != CURLE_OK) return failure(error_of(result, state_->detail.data(), call.url));
    long status = 0;
    curl_easy_getinfo(state_->curl.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.reply.status = static_cast<int>(status);
    return std::move(transfer.reply);
}

std::optional<std::string_view> HttpReply::header(std::string_view name) const {
    const std::string wanted = ascii_lower(name);
    const auto found = std::ranges::find_if(
        headers, [&](const HttpField& field) { return ascii_lower(field.name) == wanted; });
    if (found == headers.end()) return std::nullopt;
    return std::string_view(found->value);
}

}  // namespace gazette
