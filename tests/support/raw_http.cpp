#include "support/raw_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

namespace gazette::testing {

RawConnection::RawConnection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval longest{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets' own interface
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error(errno, std::generic_category(),
                                "cannot connect to the server under test");
    }
}

RawConnection::~RawConnection() { ::close(fd_); }

void RawConnection::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawConnection::end_sending() const { ::shutdown(fd_, SHUT_WR); }

std::string RawConnection::receive_all() const { return receive_until({}); }

std::string RawConnection::receive_until(std::string_view end) const {
    std::string received;
    std::array<char, 65536> buffer{};
    while (end.empty() || received.find(end) == std::string::npos) {
        const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return received;
        received.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return received;
}

std::string raw_exchange(std::uint16_t port, std::string_view request) {
    const RawConnection connection(port);
    connection.send(request);
    return connection.receive_all();
}

int status_of(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    int status = 0;
    std::from_chars(answer.data() + 9, answer.data() + 12, status);
    return status;
}

}  // namespace gazette::testing
