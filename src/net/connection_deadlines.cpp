#include "net/connection_deadlines.h"

#include <sys/socket.h>

#include <cerrno>
#include <string_view>

namespace gazette {
namespace {

// How late an end may come.
constexpr std::chrono::milliseconds kTick{500};
constexpr std::string_view kTooLate =
    "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

ConnectionDeadlines::ConnectionDeadlines(std::chrono::seconds head)
    : head_(head), thread_([this] { watch(); }) {}

ConnectionDeadlines::~ConnectionDeadlines() {
    {
        const std::scoped_lock lock(mutex_);
        stops_ = true;
    }
    stopping_.notify_all();
    thread_.join();
}

void ConnectionDeadlines::expect_head(int socket) { set(socket, {Clock::now() + head_}); }

void ConnectionDeadlines::expect_body(int socket, std::chrono::seconds longest) {
    set(socket, {Clock::now() + longest, true});
}

void ConnectionDeadlines::expect_nothing(int socket) { set(socket, {Clock::time_point::max()}); }

void ConnectionDeadlines::closed(int socket) {
    const std::scoped_lock lock(mutex_);
    expected_.erase(socket);
}

void ConnectionDeadlines::set(int socket, Expected expected) {
    const std::scoped_lock lock(mutex_);
    expected_[socket] = expected;
}

void ConnectionDeadlines::watch() {
    std::unique_lock lock(mutex_);
    while (!stopping_.wait_for(lock, kTick, [this] { return stops_; })) {
        end_overdue(Clock::now());
        end_abandoned();
    }
}

void ConnectionDeadlines::end_overdue(Clock::time_point now) {
    for (auto& [socket, expected] : expected_) {
        if (expected.deadline > now) continue;
        // Nothing of an answer was sent yet, so these bytes stand at its beginning. That they do
        // not reach a client that reads nothing is its own fault.
        static_cast<void>(
            ::send(socket, kTooLate.data(), kTooLate.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
        static_cast<void>(::shutdown(socket, SHUT_RDWR));
        expected = {Clock::time_point::max()};
    }
}

// The end of what a client sends, with nothing before it that was not read yet.
void ConnectionDeadlines::end_abandoned() {
    for (auto& [socket, expected] : expected_) {
        if (!expected.is_body) continue;
        char next = 0;
        const ssize_t unread = ::recv(socket, &next, 1, MSG_PEEK | MSG_DONTWAIT);
        const bool waits = unread < 0 && (errno == EAGAIN || errno == EINTR);
        if (unread > 0 || waits) continue;
        static_cast<void>(::shutdown(socket, SHUT_RDWR));
        expected = {Clock::time_point::max()};
    }
}

}  // namespace gazette
