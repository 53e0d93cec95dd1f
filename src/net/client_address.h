#pragma once
// Whose address a request came from, and how much of it is written down. Pure; any thread.
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// How an address stands in the access log: whole; without its last part, which names a machine or a
// household (192.0.2.0, 2001:db8:7::); or not at all.
enum class LoggedAddress { Full, Truncated, None };

// "full", "truncated", "none".
std::optional<LoggedAddress> logged_address_named(std::string_view name);

// The other end of the connection; where that is this machine itself, a proxy, the address that it
// added last to X-Forwarded-For. What stands before it in that field a client may have written, so
// it is not looked at; and from nobody but this machine is the field believed.
std::string client_address(const HttpRequest& request);

// IPv4 by 24 bits, IPv6 by 48, what is no address is "". IPv4 in IPv6 (::ffff:192.0.2.7) is IPv4.
std::string logged_form(const std::string& address, LoggedAddress how);

}  // namespace gazette
