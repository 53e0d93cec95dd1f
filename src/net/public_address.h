#pragma once
// Whether an address of the network may be reached by a request whose target others choose: one of
// the Internet at large. All else is refused, by the registries of special addresses (IANA, RFC
// 6890 and what followed it): this machine, private and link-local nets, shared (100.64.0.0/10) and
// unique local ones, benchmarks, examples, multicast, and every form in which IPv6 carries an IPv4
// address. Pure; any thread.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gazette {

using Ipv4Address = std::array<std::uint8_t, 4>;
using Ipv6Address = std::array<std::uint8_t, 16>;

bool is_public_address(const Ipv4Address& address);
bool is_public_address(const Ipv6Address& address);
// Of one written in numbers ("192.0.2.1", "2001:db8::1"); nothing when it is none.
std::optional<bool> is_public_address(std::string_view numeric);

}  // namespace gazette
