#pragma once
// Slows guessing: after some wrong passwords for one account from one network, further tries must
// wait, longer each time; so must a network that tries many accounts. Kept by network, so that a
// stranger elsewhere cannot lock an editor out. In memory: a restart forgives, which needs the
// machine. Thread-safe.
#include "base/guarded.h"
#include "base/time_zone.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gazette {

class LoginThrottle {
public:
    // Seconds to wait before a password of this account is looked at; 0: none. `client` is a
    // numeric address.
    [[nodiscard]] std::int64_t seconds_to_wait(std::string_view account, std::string_view client,
                                               Instant now);
    void failed(std::string_view account, std::string_view client, Instant now);
    void succeeded(std::string_view account, std::string_view client);

private:
    struct Tries {
        int wrong = 0;
        Instant last;
    };

    using Counts = std::map<std::string, Tries, std::less<>>;

    static void forget_old(Counts& counts, Instant now);

    Guarded<Counts> counts_;
};

// "192.0.2.0/24", "2001:db8:1:2::/64": what a client shares with its neighbours; the address itself
// where it is neither.
std::string network_of(std::string_view client);

}  // namespace gazette
