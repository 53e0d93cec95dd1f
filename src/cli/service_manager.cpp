#include "cli/service_manager.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace gazette {
namespace {

constexpr int kFirstDescriptor = 3;

}  // namespace

Result<std::optional<int>> handed_over_socket(const Environment& environment) {
    // Meant for another process of the same environment: not ours.
    if (environment.get("LISTEN_PID") != fmt::format("{}", ::getpid())) return std::optional<int>();
    if (environment.get("LISTEN_FDS") != "1") {
        return failure(ErrorCode::Invalid,
                       fmt::format("the service manager hands over {} sockets, one is wanted",
                                   environment.get("LISTEN_FDS")));
    }
    int listens = 0;
    socklen_t bytes = sizeof listens;
    const bool is_socket =
        ::getsockopt(kFirstDescriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &bytes) == 0;
    if (!is_socket || listens == 0) {
        return failure(ErrorCode::Invalid, "what the service manager hands over does not listen");
    }
    // Not for the programs that this one starts.
    if (::fcntl(kFirstDescriptor, F_SETFD, FD_CLOEXEC) != 0) {
        return failure(system_error("cannot use the socket that was handed over", errno));
    }
    return std::optional(kFirstDescriptor);
}

Result<void> tell_service_manager(const Environment& environment, std::string_view state) {
    const std::string_view path = environment.get("NOTIFY_SOCKET");
    if (path.empty()) return {};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return failure(ErrorCode::Invalid, "NOTIFY_SOCKET is too long for the name of a socket");
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path.starts_with('@')) address.sun_path[0] = '\0';  // a name that is in no file system
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return failure(system_error("cannot speak to the service manager", errno));
    const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const ssize_t sent = ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&address), bytes);
    const int error = errno;
    ::close(socket);
    if (sent < 0) return failure(system_error("cannot speak to the service manager", error));
    return {};
}

}  // namespace gazette
