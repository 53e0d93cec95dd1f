#include "net/connection_acceptor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gazette {
namespace {

// How long to wait when the process has no room or no descriptor for another connection.
constexpr int kNoRoomMs = 20;

struct ResolvedAddress {
    sockaddr_storage storage{};
    socklen_t bytes = 0;
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
        address.bytes = sizeof six;
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
    address.bytes = sizeof four;
    return address;
}

// 0: bound, and listening.
int bind_to(int socket, const ResolvedAddress& address, bool all_families) {
    const int one = 1;
    const int six_only = all_families ? 0 : 1;
    if (::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0) return errno;
    if (address.is_ipv6 &&
        ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &six_only, sizeof six_only) != 0) {
        return errno;
    }
    const auto* const name = reinterpret_cast<const sockaddr*>(&address.storage);
    if (::bind(socket, name, address.bytes) != 0) return errno;
    return ::listen(socket, SOMAXCONN) == 0 ? 0 : errno;
}

Result<int> open_socket(const ListenAddress& listen) {
    const ResolvedAddress address = TRY(resolve(listen));
    const int socket = ::socket(address.is_ipv6 ? AF_INET6 : AF_INET,
                                SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int error = socket < 0 ? errno : bind_to(socket, address, listen.host.empty());
    if (error == 0) return socket;
    if (socket >= 0) ::close(socket);
    return failure(
        system_error(fmt::format("cannot listen on {}:{}", listen.host, listen.port), error));
}

std::uint16_t port_of(int socket) {
    sockaddr_storage name{};
    socklen_t bytes = sizeof name;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &bytes) != 0) return 0;
    if (name.ss_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &name, sizeof six);
        return ntohs(six.sin6_port);
    }
    if (name.ss_family != AF_INET) return 0;
    sockaddr_in four{};
    std::memcpy(&four, &name, sizeof four);
    return ntohs(four.sin_port);
}

}  // namespace

Result<std::unique_ptr<ConnectionAcceptor>> ConnectionAcceptor::listen(
    const AcceptorOptions& options) {
    const bool is_borrowed = options.descriptor >= 0;
    const int socket = is_borrowed ? options.descriptor : TRY(open_socket(options.listen));
    const int stop_event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::unique_ptr<ConnectionAcceptor> acceptor(
        new ConnectionAcceptor(socket, is_borrowed, stop_event));
    if (stop_event < 0) return failure(system_error("cannot make an event", errno));
    // A client that leaves before it is taken must not leave the thread waiting for the next.
    const int flags = ::fcntl(socket, F_GETFL);
    if (flags < 0 || ::fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0) {
        return failure(system_error("cannot use the socket that was handed over", errno));
    }
    return acceptor;
}

ConnectionAcceptor::ConnectionAcceptor(int socket, bool is_borrowed, int stop_event)
    : socket_(socket), is_borrowed_(is_borrowed), stop_event_(stop_event), port_(port_of(socket)) {}

ConnectionAcceptor::~ConnectionAcceptor() {
    stop();
    close_socket();
    if (stop_event_ >= 0) ::close(stop_event_);
}

void ConnectionAcceptor::close_socket() {
    if (!is_borrowed_ && socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void ConnectionAcceptor::start(HasRoom has_room, Take take) {
    thread_ = std::thread(
        [this, has_room = std::move(has_room), take = std::move(take)] { run(has_room, take); });
}

void ConnectionAcceptor::stop() {
    if (!thread_.joinable()) return;
    const std::uint64_t one = 1;
    // An eventfd that is full says the same.
    static_cast<void>(::write(stop_event_, &one, sizeof one));
    thread_.join();
    close_socket();
}

bool ConnectionAcceptor::wait(bool for_connection, int longest_ms) const {
    std::array<pollfd, 2> awaited{{{stop_event_, POLLIN, 0}, {socket_, POLLIN, 0}}};
    const nfds_t count = for_connection ? 2 : 1;
    return ::poll(awaited.data(), count, longest_ms) > 0 && awaited[0].revents != 0;
}

// 0: handed on; else the errno.
int ConnectionAcceptor::accept_one(const Take& take) const {
    sockaddr_storage address{};
    socklen_t bytes = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    const int connection = ::accept4(socket_, name, &bytes, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) return errno;
    take(connection, name, bytes);
    return 0;
}

void ConnectionAcceptor::run(const HasRoom& has_room, const Take& take) const {
    while (!wait(true, -1)) {
        if (!has_room()) {
            if (wait(false, kNoRoomMs)) break;
            continue;
        }
        const int error = accept_one(take);
        const bool is_short =
            error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
        // Else the client left before it was taken.
        if (is_short && wait(false, kNoRoomMs)) break;
    }
    // To close the socket would cut off who waits in its queue; of a borrowed one the next process
    // takes them.
    while (!is_borrowed_ && has_room() && accept_one(take) == 0) {
    }
}

}  // namespace gazette
