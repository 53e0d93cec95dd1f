#include "endpoint/event_hub.h"

#include "base/random.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMostRemembered = 256;
// How long a browser waits before it comes back: not all at once after a restart.
constexpr unsigned kShortestRetryMs = 2000;
constexpr unsigned kRetrySpreadMs = 6000;

std::string id_of(const ReleaseInfo& info) {
    constexpr std::size_t kDigits = 12;
    return fmt::format("{}.{}", info.number, to_hex(info.root).substr(0, kDigits));
}

std::string event(std::string_view name, std::string_view id, std::string_view data) {
    std::string text = fmt::format("event: {}\n", name);
    if (!id.empty()) text += fmt::format("id: {}\n", id);
    return text + fmt::format("data: {}\n\n", data);
}

}  // namespace

class EventHub::Listener final : public HttpStream {
public:
    // Counted in releases since the beginning, forgotten ones too.
    Listener(EventHub& hub, std::uint64_t next, bool is_lost)
        : hub_(hub), next_(next), beat_(hub.beats_), is_lost_(is_lost) {
        const unsigned retry = kShortestRetryMs + random_number() % kRetrySpreadMs;
        text_ = fmt::format("retry: {}\n\n", retry);
        hub_.listeners_.insert(this);
    }

    ~Listener() override {
        const std::scoped_lock lock(hub_.mutex_);
        hub_.listeners_.erase(this);
    }

    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    Listener(Listener&&) = delete;
    Listener& operator=(Listener&&) = delete;

    std::size_t read(char* out, std::size_t room) override {
        if (sent_ == text_.size()) {
            text_.clear();
            sent_ = 0;
            const std::scoped_lock lock(hub_.mutex_);
            hub_.take_news(*this, text_);
        }
        const std::size_t bytes = std::min(room, text_.size() - sent_);
        std::memcpy(out, text_.data() + sent_, bytes);
        sent_ += bytes;
        return bytes;
    }

    [[nodiscard]] bool is_over() override {
        const std::scoped_lock lock(hub_.mutex_);
        return hub_.is_closed_;
    }

    bool wait(std::function<void()> wake) override {
        const std::scoped_lock lock(hub_.mutex_);
        if (hub_.is_closed_ || has_news()) return false;
        wake_ = std::move(wake);
        return true;
    }

private:
    friend class EventHub;

    // All under the hub's lock.
    [[nodiscard]] bool has_news() const {
        return is_lost_ || beat_ != hub_.beats_ || next_ < hub_.forgotten_ + hub_.releases_.size();
    }

    void wake() {
        if (wake_) std::exchange(wake_, {})();
    }

    static unsigned random_number() {
        unsigned number = 0;
        const std::string bytes = random_bytes(sizeof number);
        std::memcpy(&number, bytes.data(), sizeof number);
        return number;
    }

    EventHub& hub_;
    std::string text_;
    std::size_t sent_ = 0;
    std::uint64_t next_;
    std::uint64_t beat_;
    bool is_lost_;  // does not know where it is: gets a reset first
    std::function<void()> wake_;
};

EventHub::EventHub(const std::vector<ReleaseInfo>& known, std::size_t listeners,
                   std::chrono::milliseconds heartbeat)
    : most_listeners_(listeners) {
    const std::size_t count = std::min(known.size(), kMostRemembered);
    for (std::size_t i = count; i-- > 0;) releases_.push_back(release_of(known[i]));
    thread_ = std::thread([this, heartbeat] { beat(heartbeat); });
}

EventHub::~EventHub() {
    close();
    thread_.join();
}

EventHub::Release EventHub::release_of(const ReleaseInfo& info) {
    Release release{info.number, id_of(info), {}};
    JsonWriter(release.data)
        .begin_object()
        .key("number")
        .number(static_cast<std::int64_t>(info.number))
        .text("root", to_hex(info.root))
        .text("published_at", rfc3339_utc(info.published_at))
        .end_object();
    return release;
}

void EventHub::announce(const ReleaseInfo& info) {
    Release release = release_of(info);
    const std::scoped_lock lock(mutex_);
    releases_.push_back(std::move(release));
    if (releases_.size() > kMostRemembered) {
        releases_.erase(releases_.begin());
        ++forgotten_;
    }
    wake_all();
}

std::unique_ptr<HttpStream> EventHub::listen(std::optional<std::string_view> last_event_id) {
    const std::scoped_lock lock(mutex_);
    if (is_closed_ || listeners_.size() >= most_listeners_) return nullptr;
    const std::uint64_t end = forgotten_ + releases_.size();
    // Who comes for the first time is told of the release that is current.
    std::uint64_t next = releases_.empty() ? end : end - 1;
    bool is_lost = false;
    if (last_event_id && !last_event_id->empty()) {
        const auto known = std::ranges::find(releases_, *last_event_id, &Release::id);
        is_lost = known == releases_.end();
        next =
            is_lost ? end : forgotten_ + static_cast<std::uint64_t>(known - releases_.begin()) + 1;
    }
    return std::make_unique<Listener>(*this, next, is_lost);
}

void EventHub::take_news(Listener& listener, std::string& out) {
    const std::uint64_t end = forgotten_ + releases_.size();
    const bool is_lost = listener.is_lost_ || listener.next_ < forgotten_;
    if (is_lost) {
        out += releases_.empty() ? event("reset", "", "{}")
                                 : event("reset", releases_.back().id, releases_.back().data);
    } else {
        for (std::uint64_t i = listener.next_; i < end; ++i) {
            const Release& release = releases_[i - forgotten_];
            out += event("release", release.id, release.data);
        }
    }
    if (out.empty() && listener.beat_ != beats_) {
        const std::uint64_t number = releases_.empty() ? 0 : releases_.back().number;
        out += event("beat", "", fmt::format(R"({{"number":{}}})", number));
    }
    listener.next_ = end;
    listener.beat_ = beats_;
    listener.is_lost_ = false;
}

void EventHub::wake_all() {
    for (Listener* const listener : listeners_) listener->wake();
}

void EventHub::close() {
    {
        const std::scoped_lock lock(mutex_);
        is_closed_ = true;
        wake_all();
    }
    closing_.notify_all();
}

std::size_t EventHub::listeners() const {
    const std::scoped_lock lock(mutex_);
    return listeners_.size();
}

void EventHub::beat(std::chrono::milliseconds heartbeat) {
    std::unique_lock lock(mutex_);
    while (!closing_.wait_for(lock, heartbeat, [this] { return is_closed_; })) {
        ++beats_;
        wake_all();
    }
}

}  // namespace gazette
