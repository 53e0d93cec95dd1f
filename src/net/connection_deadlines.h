#pragma once
// When a connection must have said what it wants. A server's limit of silence is reset by every
// byte, so that a client which sends one every few seconds holds its connection for hours; here the
// whole of a head, and the whole of a body, has a moment by which it must be there.
//
// Who is late is told (408, RFC 9110 §15.5.9, written past the server's library, which has no place
// for an answer in the middle of a request) and shut down; the library then finds the connection
// closed. Answers have no deadline: a slow reader's is the reverse proxy's business.
//
// A client that has ended its side in the middle of a body will never send the rest. The library
// does not look at that before its limit of silence; here such a connection is shut down soon, so
// that a server that stops need not wait for it.
//
// Connections are known by their socket, from opened() to closed(), which must be called before the
// socket is closed: its number may be another connection's right after. Thread-safe; has a thread.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace gazette {

class ConnectionDeadlines {
public:
    // For a head: from the opening of the connection, or from the end of the answer before.
    explicit ConnectionDeadlines(std::chrono::seconds head);
    ~ConnectionDeadlines();
    ConnectionDeadlines(const ConnectionDeadlines&) = delete;
    ConnectionDeadlines& operator=(const ConnectionDeadlines&) = delete;
    ConnectionDeadlines(ConnectionDeadlines&&) = delete;
    ConnectionDeadlines& operator=(ConnectionDeadlines&&) = delete;

    void opened(int socket) { expect_head(socket); }

    void expect_head(int socket);
    void expect_body(int socket, std::chrono::seconds longest);
    // All is there; the rest is ours.
    void expect_nothing(int socket);
    void closed(int socket);

private:
    using Clock = std::chrono::steady_clock;

    struct Expected {
        Clock::time_point deadline;
        bool is_body = false;
    };

    void set(int socket, Expected expected);
    void watch();
    void end_overdue(Clock::time_point now);
    void end_abandoned();

    std::chrono::seconds head_;
    std::mutex mutex_;  // guards all below, and that no socket of theirs is closed meanwhile
    std::condition_variable stopping_;
    bool stops_ = false;
    std::unordered_map<int, Expected> expected_;
    std::thread thread_;  // last: it uses all above
};

}  // namespace gazette
