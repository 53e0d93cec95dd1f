#pragma once
// Fetches what an address names that somebody else chose (a picture in a post, the callback of a
// subscriber): the one way by which such a request leaves. It must not become a way into the house:
// the address is looked at when the socket is opened, after names were resolved, so that neither a
// name that changes its mind nor a number in another notation leads inside; no redirect is
// followed, no proxy asked, nothing of ours sent along; time and bytes are bounded.
//
// Any thread; blocks until it is done. Errors: Denied (an address that is not public), Invalid (the
// answer is not 200), Unreachable (no connection, too slow), TooLarge.
#include "base/result.h"
#include "net/url.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gazette {

struct SafeFetchOptions {
    std::size_t most_bytes = std::size_t{64} << 10U;
    unsigned seconds = 5;  // for all of it
    // Hosts as they stand in addresses that are reached wherever they are: a picture server of the
    // house, the host of a test.
    std::vector<std::string> trusted_hosts;
};

// The body of the answer.
Result<std::string> safe_fetch(const Url& url, const SafeFetchOptions& options = {});

}  // namespace gazette
