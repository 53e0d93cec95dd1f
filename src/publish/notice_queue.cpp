#include "publish/notice_queue.h"

#include "base/random.h"
#include "net/http_client.h"
#include "publish/retries.h"
#include "publish/secret_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kSuffix = ".notice";
constexpr std::uint64_t kMostNoticeBytes = std::uint64_t{64} << 10;
constexpr std::size_t kMostWaiting = 10'000;
constexpr std::chrono::seconds kFirstWait{60};
constexpr std::chrono::seconds kLongestWait{3'600};
constexpr std::int64_t kLongestLifeSeconds = std::int64_t{3} * 24 * 3600;

struct Waiting {
    std::string path;
    Notice notice;
};

bool is_due(const Notice& notice, Instant now) {
    // A clock that went back must not make it wait for ever.
    return notice.next_try <= now || notice.next_try.seconds > now.seconds + kLongestWait.count();
}

// Oldest first.
Result<std::vector<Waiting>> read_all(Files& files, const std::string& folder) {
    std::vector<Waiting> all;
    for (const DirectoryEntry& entry : TRY(files.list(folder))) {
        if (!entry.name.ends_with(kSuffix) || all.size() >= kMostWaiting) continue;
        const std::string path = join_path(folder, entry.name);
        const Result<std::string> bytes = files.read(path, kMostNoticeBytes);
        Result<Notice> notice = bytes ? parse_notice(*bytes) : Result<Notice>(Notice{});
        if (bytes && notice) {
            all.push_back({path, std::move(*notice)});
        } else {
            TRY(files.rename(path, path + ".damaged"));
        }
    }
    std::ranges::sort(all, [](const Waiting& a, const Waiting& b) {
        return std::pair(a.notice.made_at, a.path) < std::pair(b.notice.made_at, b.path);
    });
    return all;
}

class Courier {
public:
    Courier(Files& files, const NoticeQueue::DeliveryOptions& options)
        : files_(files),
          options_(options),
          client_({.plain_http = PlainHttp::Anywhere,  // what is sent is public or signed
                   .connect_seconds = options.connect_seconds,
                   .stall_seconds = options.stall_seconds,
                   .most_response_bytes = std::size_t{1} << 20,
                   .is_stopped = options.is_stopped}) {}

    struct Refusal {
        std::string why;
        bool is_first = true;  // of this address in this round
    };

    // Nothing: it was taken, or need not be sent any more. An address that failed is not asked
    // again in the same round.
    std::optional<Refusal> bring(const Notice& notice) {
        if (was_told(notice)) return std::nullopt;
        const auto before = failed_.find(notice.url);
        if (before != failed_.end()) return Refusal{before->second, false};
        const Result<HttpReply> reply = send(notice);
        constexpr int kSuccess = 2;
        if (reply && reply->status / 100 == kSuccess) {
            told_.emplace(notice.url, notice.topic);
            return std::nullopt;
        }
        const std::string why =
            reply ? fmt::format("HTTP {}", reply->status) : describe(reply.error());
        failed_.emplace(notice.url, why);
        return Refusal{why};
    }

    // Whether the hub has looked at that feed in this round.
    [[nodiscard]] bool was_told(const Notice& notice) const {
        return notice.kind == Notice::Kind::WebSub && told_.contains({notice.url, notice.topic});
    }

private:
    Result<HttpReply> send(const Notice& notice) {
        HttpCall call;
        call.method = "POST";
        call.url = TRY(parse_url(notice.url));
        const bool is_ping = notice.kind == Notice::Kind::WebSub;
        const std::string body = is_ping ? websub_body(notice.topic) : notice.body;
        call.body = body;
        call.headers.push_back(
            {"Content-Type", is_ping ? "application/x-www-form-urlencoded" : "application/json"});
        if (!notice.secret_file.empty()) {
            const std::string path = notice.secret_file.starts_with('/')
                                         ? notice.secret_file
                                         : join_path(options_.secrets_from, notice.secret_file);
            const std::string secret = TRY(read_secret_file(files_, path));
            call.headers.push_back({"Gazette-Signature", webhook_signature(secret, body)});
        }
        return client_.send(call);
    }

    Files& files_;
    const NoticeQueue::DeliveryOptions& options_;
    HttpClient client_;
    std::map<std::string, std::string> failed_;           // address → why
    std::set<std::pair<std::string, std::string>> told_;  // address and feed
};

void put_off(Notice& notice, Instant now) {
    ++notice.failures;
    const std::chrono::milliseconds wait =
        with_jitter(backed_off(kFirstWait, kLongestWait, notice.failures));
    notice.next_try.seconds =
        now.seconds + std::chrono::duration_cast<std::chrono::seconds>(wait).count();
}

}  // namespace

Result<void> NoticeQueue::add(const Notice& notice) {
    constexpr std::size_t kNameLength = 26;
    TRY(files_.make_directories(folder_));
    TRY(files_.replace_durably(join_path(folder_, random_id(kNameLength) + std::string(kSuffix)),
                               print_notice(notice)));
    return {};
}

Result<NoticeDelivery> NoticeQueue::deliver(Instant now, const DeliveryOptions& options) {
    NoticeDelivery report;
    if (!files_.info(folder_)) return report;  // nothing was ever added
    const auto lock = lock_file(join_path(folder_, "lock"), WhenLocked::Refuse);
    if (!lock && lock.error().code == ErrorCode::Conflict) return report;
    if (!lock) return failure(lock.error());
    Courier courier(files_, options);
    std::vector<Waiting> left;
    for (Waiting& waiting : TRY(read_all(files_, folder_))) {
        Notice& notice = waiting.notice;
        const bool is_stopped = options.is_stopped && options.is_stopped();
        if (is_stopped || !is_due(notice, now)) {
            left.push_back(std::move(waiting));
            continue;
        }
        const std::optional<Courier::Refusal> refusal = courier.bring(notice);
        const bool is_given_up = now.seconds - notice.made_at.seconds > kLongestLifeSeconds;
        if (!refusal) ++report.delivered;
        if (refusal && (refusal->is_first || is_given_up)) {
            report.setbacks.push_back({notice.url, refusal->why, is_given_up});
        }
        if (!refusal || is_given_up) {
            TRY(files_.remove(waiting.path));
            continue;
        }
        put_off(notice, now);
        TRY(files_.replace_durably(waiting.path, print_notice(notice)));
        left.push_back(std::move(waiting));
    }
    for (const auto& [path, notice] : left) {
        if (courier.was_told(notice)) {  // put off earlier, and not needed any more
            TRY(files_.remove(path));
            ++report.delivered;
            continue;
        }
        ++report.waiting;
        report.next_try = std::min(report.next_try.value_or(notice.next_try), notice.next_try);
    }
    return report;
}

}  // namespace gazette
