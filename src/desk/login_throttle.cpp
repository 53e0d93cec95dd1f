#include "desk/login_throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace gazette {

namespace {

constexpr int kFreeTriesOfAccount = 5;
constexpr int kFreeTriesOfNetwork = 40;  // an office behind one address
constexpr std::int64_t kFirstWait = 2;
constexpr std::int64_t kLongestWait = 900;
constexpr std::int64_t kForgottenAfter = 3600;
constexpr std::size_t kMostKept = 20'000;

std::string key_of(std::string_view account, std::string_view client) {
    return network_of(client).append(" ").append(account);
}

std::int64_t wait_after(int wrong, int free) {
    if (wrong < free) return 0;
    constexpr int kMostDoublings = 10;
    return std::min(kLongestWait, kFirstWait << std::min(wrong - free, kMostDoublings));
}

}  // namespace

std::string network_of(std::string_view client) {
    std::string text(client);
    std::array<char, INET6_ADDRSTRLEN> shown{};
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        v4.s_addr &= htonl(0xFFFFFF00U);
        inet_ntop(AF_INET, &v4, shown.data(), shown.size());
        return std::string(shown.data()) + "/24";
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) {
        std::fill(std::begin(v6.s6_addr) + 8, std::end(v6.s6_addr), std::uint8_t{0});
        inet_ntop(AF_INET6, &v6, shown.data(), shown.size());
        return std::string(shown.data()) + "/64";
    }
    return text;
}

std::int64_t LoginThrottle::seconds_to_wait(std::string_view account, std::string_view client,
                                            Instant now) {
    return counts_.with([&](Counts& counts) {
        const auto rest = [&](const std::string& key, int free) -> std::int64_t {
            const auto found = counts.find(key);
            if (found == counts.end()) return 0;
            const std::int64_t wait = wait_after(found->second.wrong, free);
            return std::max<std::int64_t>(0, found->second.last.seconds + wait - now.seconds);
        };
        return std::max(rest(key_of(account, client), kFreeTriesOfAccount),
                        rest(network_of(client), kFreeTriesOfNetwork));
    });
}

void LoginThrottle::failed(std::string_view account, std::string_view client, Instant now) {
    counts_.with([&](Counts& counts) {
        forget_old(counts, now);
        for (const std::string& key : {key_of(account, client), network_of(client)}) {
            Tries& tries = counts[key];
            ++tries.wrong;
            tries.last = now;
        }
    });
}

void LoginThrottle::succeeded(std::string_view account, std::string_view client) {
    counts_.with([&](Counts& counts) { counts.erase(key_of(account, client)); });
}

void LoginThrottle::forget_old(Counts& counts, Instant now) {
    std::erase_if(counts, [&](const auto& entry) {
        return now.seconds - entry.second.last.seconds > kForgottenAfter;
    });
    // A flood of invented names must not fill the memory; what is lost is only patience.
    if (counts.size() > kMostKept) counts.clear();
}

}  // namespace gazette
