#include "net/connection_deadlines.h"

#include <sys/socket.h>

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

void ConnectionDeadlines::expect_head(int socket) { set(socket, Clock::now() + head_); }

void ConnectionDeadlines::expect_body(int socket, std::chrono::seconds longest) {
    set(socket, Clock::now() + longest);
}

void ConnectionDeadlines::expect_nothing(int socket) { set(socket, Clock::time_point::max()); }

void ConnectionDeadlines::closed(int socket) {
    const std::scoped_lock lock(mutex_);
    deadlines_.erase(socket);
}

void ConnectionDeadlines::set(int socket, Clock::time_point deadline) {
    const std::scoped_lock lock(mutex_);
    deadlines_[socket] = deadline;
}

void ConnectionDeadlines::watch() {
    std::unique_lock lock(mutex_);
    while (!stopping_.wait_for(lock, kTick, [this] { return stops_; })) end_overdue(Clock::now());
}

void ConnectionDeadlines::end_overdue(Clock::time_point now) {
    for (auto& [socket, deadline] : deadlines_) {
        if (deadline > now) continue;
        // Nothing of an answer was sent yet, so these bytes stand at its beginning. That they do
        // not reach a client that reads nothing is its own fault.
        static_cast<void>(
            ::send(socket, kTooLate.data(), kTooLate.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
        static_cast<void>(::shutdown(socket, SHUT_RDWR));
        deadline = Clock::time_point::max();
    }
}

}  // namespace gazette
