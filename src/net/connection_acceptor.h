#pragma once
// The listening end of a server: takes connections from a socket and hands them on until it is told
// to stop. A thread of its own, and not the HTTP library's, for one reason: a server that stops
// must be able to take no more connections while it still answers those that it has. The library
// can only do both at once, or aborts the program (MHD_quiesce_daemon of 0.9.75 with several epoll
// threads).
//
// A socket of the service manager (sd_listen_fds(3)) is borrowed and stays open: what comes after
// stop() waits in its queue for the next process. One of our own is closed by stop(): what comes
// then is refused.
//
// Thread-safe: stop(). Errors of start: Unreachable or System when the address cannot be had.
#include "base/result.h"
#include "net/url.h"

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace gazette {

struct AcceptorOptions {
    ListenAddress listen = {};  // port 0: any free one
    int descriptor = -1;        // a socket that listens already, instead; borrowed
};

class ConnectionAcceptor {
public:
    // Both are called by the acceptor's thread. Takes the socket, also when it cannot use it.
    using Take = std::function<void(int socket, const sockaddr* address, socklen_t bytes)>;
    // False: let the next ones wait.
    using HasRoom = std::function<bool()>;

    static Result<std::unique_ptr<ConnectionAcceptor>> listen(const AcceptorOptions& options);
    ~ConnectionAcceptor();
    ConnectionAcceptor(const ConnectionAcceptor&) = delete;
    ConnectionAcceptor& operator=(const ConnectionAcceptor&) = delete;
    ConnectionAcceptor(ConnectionAcceptor&&) = delete;
    ConnectionAcceptor& operator=(ConnectionAcceptor&&) = delete;

    void start(HasRoom has_room, Take take);
    // Takes no more; when it returns neither function is running.
    void stop();

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    ConnectionAcceptor(int socket, bool is_borrowed, int stop_event);
    void run(const HasRoom& has_room, const Take& take) const;
    [[nodiscard]] int accept_one(const Take& take) const;
    // True when it shall stop; else when a connection waits or the time is over.
    [[nodiscard]] bool wait(bool for_connection, int longest_ms) const;
    void close_socket();

    int socket_;
    bool is_borrowed_;
    int stop_event_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace gazette
