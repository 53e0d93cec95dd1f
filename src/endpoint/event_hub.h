#pragma once
// GET /events: tells whoever listens of each release as it is published (Server-Sent Events, WHATWG
// HTML §9.2). Docs: docs/formats/release.md.
//
// An event's id is its release's number and the beginning of its root: a folder that was restored
// from a backup uses numbers again, and then the root differs. Who comes back with the id of a
// release that is known gets what came after it; with any other id a `reset`: read everything anew.
// A heartbeat with the number of the release shows that the line is alive.
//
// A listener costs a place in a list and no thread; one that does not read holds up nobody, and
// what it missed is told it in one piece. Thread-safe.
#include "net/http_message.h"
#include "release/protocol.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

namespace gazette {

class EventHub {
public:
    // `known`: the releases so far, newest first. At most `listeners` at a time.
    EventHub(const std::vector<ReleaseInfo>& known, std::size_t listeners,
             std::chrono::milliseconds heartbeat);
    // All streams are over; none may be in use when it returns.
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;
    EventHub(EventHub&&) = delete;
    EventHub& operator=(EventHub&&) = delete;

    void announce(const ReleaseInfo& info);
    // Null when there are too many already, or after close().
    std::unique_ptr<HttpStream> listen(std::optional<std::string_view> last_event_id);
    // Every stream ends, and no new one begins.
    void close();

    [[nodiscard]] std::size_t listeners() const;

private:
    struct Release {
        std::uint64_t number = 0;
        std::string id;
        std::string data;  // JSON
    };
    class Listener;

    static Release release_of(const ReleaseInfo& info);
    // Under the lock: what a listener has not got yet; moves it on.
    void take_news(Listener& listener, std::string& out);
    void wake_all();
    void beat(std::chrono::milliseconds heartbeat);

    const std::size_t most_listeners_;
    mutable std::mutex mutex_;  // guards all below, and the listeners' places
    std::condition_variable closing_;
    std::vector<Release> releases_;  // oldest first, the newest some hundred
    std::uint64_t forgotten_ = 0;    // releases that were dropped from the front
    std::uint64_t beats_ = 0;
    bool is_closed_ = false;
    std::unordered_set<Listener*> listeners_;
    std::thread thread_;  // last: it uses all above
};

}  // namespace gazette
