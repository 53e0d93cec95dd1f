#include "support/lossy_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace gazette::testing {
namespace {

constexpr std::size_t kPiece = 16'384;

sockaddr_in on_loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// Ends it without the courtesy of a FIN, as a broken line does.
void break_off(int connection) {
    const linger at_once{1, 0};
    ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// Head and body, by its Content-Length.
bool is_whole(std::string_view request) {
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t head = request.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    const std::size_t field = request.substr(0, head).find(kLength);
    std::size_t body = 0;
    if (field != std::string_view::npos) {
        const char* const digits = request.data() + field + kLength.size();
        std::from_chars(digits, request.data() + head, body);
    }
    return request.size() >= head + 4 + body;
}

int connect_to(std::uint16_t port) {
    const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = on_loopback(port);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets' own interface
    if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        return connection;
    }
    ::close(connection);
    return -1;
}

}  // namespace

LossyProxy::LossyProxy(std::uint16_t server, Script script)
    : server_(server),
      script_(std::move(script)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in address = on_loopback(0);
    socklen_t size = sizeof address;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): the sockets' own interface
    const bool listens =
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
        ::listen(listener_, SOMAXCONN) == 0 &&
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    if (!listens) throw std::runtime_error("no port for the proxy");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

LossyProxy::~LossyProxy() {
    ::eventfd_write(stop_, 1);
    acceptor_.join();
    std::vector<std::thread> threads =
        seen_.with([](Seen& seen) { return std::exchange(seen.threads, {}); });
    for (std::thread& thread : threads) thread.join();
    ::close(listener_);
    ::close(stop_);
}

std::size_t LossyProxy::connections() {
    return seen_.with([](const Seen& seen) { return seen.connections; });
}

std::string LossyProxy::received() {
    return seen_.with([](const Seen& seen) { return seen.received; });
}

void LossyProxy::accept_all() {
    while (true) {
        std::array<pollfd, 2> waited{pollfd{stop_, POLLIN, 0}, pollfd{listener_, POLLIN, 0}};
        ::poll(waited.data(), waited.size(), -1);
        if (waited[0].revents != 0) return;
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        seen_.with([&](Seen& seen) {
            const Fault fault = script_(seen.connections++);
            seen.threads.emplace_back([this, client, fault] { serve(client, fault); });
        });
    }
}

bool LossyProxy::take(int client, int server, const Fault& fault, std::size_t& taken_bytes,
                      std::string& request) {
    std::array<char, kPiece> buffer{};
    const ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    seen_.with([&](Seen& seen) { seen.received += bytes; });
    request += bytes;
    if (fault.stalls) return true;
    if (!fault.answer.empty()) {
        if (!is_whole(request)) return true;
        if (request.find(fault.answer_to) != std::string::npos) {
            send_all(client, fault.answer);
            return false;
        }
        bytes = request;  // all that was kept back
    }
    const bool is_cut = taken_bytes + bytes.size() > fault.cut_after_bytes;
    if (is_cut) bytes = bytes.substr(0, fault.cut_after_bytes - taken_bytes);
    taken_bytes += bytes.size();
    const bool is_passed = server >= 0 && send_all(server, bytes);
    if (!fault.answer.empty()) request.clear();
    if (is_cut) break_off(client);
    return is_passed && !is_cut;
}

void LossyProxy::serve(int client, const Fault& fault) {
    const int server = server_ == 0 ? -1 : connect_to(server_);
    std::size_t taken_bytes = 0;
    std::string request;  // since the last answer
    while (true) {
        std::array<pollfd, 3> waited{pollfd{stop_, POLLIN, 0}, pollfd{client, POLLIN, 0},
                                     pollfd{server, POLLIN, 0}};
        ::poll(waited.data(), waited.size(), -1);
        if (waited[0].revents != 0) break;
        if (waited[1].revents != 0 && !take(client, server, fault, taken_bytes, request)) break;
        if (waited[2].revents == 0) continue;
        std::array<char, kPiece> buffer{};
        const ssize_t got = ::recv(server, buffer.data(), buffer.size(), 0);
        if (got <= 0) break;
        const bool is_lost = !fault.lose_answer_to.empty() &&
                             request.find(fault.lose_answer_to) != std::string::npos;
        if (is_lost) {
            break_off(client);
            break;
        }
        request.clear();
        if (!send_all(client, {buffer.data(), static_cast<std::size_t>(got)})) break;
    }
    ::close(client);
    if (server >= 0) ::close(server);
}

}  // namespace gazette::testing
