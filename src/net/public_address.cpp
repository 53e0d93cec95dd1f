#include "net/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>

namespace gazette {
namespace {

template <typename Address>
struct Block {
    Address address;
    unsigned bits;
};

template <typename Address>
bool is_in(const Address& address, const Block<Address>& block) {
    for (unsigned bit = 0; bit < block.bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if ((address[bit / 8] & mask) != (block.address[bit / 8] & mask)) return false;
    }
    return true;
}

template <typename Address, std::size_t count>
bool is_in_any(const Address& address, const std::array<Block<Address>, count>& blocks) {
    return std::ranges::any_of(blocks, [&](const auto& block) { return is_in(address, block); });
}

constexpr std::array<Block<Ipv4Address>, 16> kSpecialIpv4 = {{
    {{0, 0, 0, 0}, 8},        // this net
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // shared by the customers of a provider
    {{127, 0, 0, 0}, 8},      // loopback
    {{169, 254, 0, 0}, 16},   // link-local, also where clouds tell their secrets
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2, 0}, 24},     // examples
    {{192, 31, 196, 0}, 24},  // AS112
    {{192, 88, 99, 0}, 24},   // 6to4 relays
    {{192, 168, 0, 0}, 16},   // private
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // examples
    {{203, 0, 113, 0}, 24},   // examples
    {{224, 0, 0, 0}, 4},      // multicast
    {{240, 0, 0, 0}, 4},      // reserved, broadcast
}};

// The only block of IPv6 that is given out for use in the open.
constexpr Block<Ipv6Address> kGlobalUnicast{{0x20}, 3};
constexpr std::array<Block<Ipv6Address>, 4> kSpecialIpv6 = {{
    {{0x20, 0x01}, 23},              // protocol assignments: Teredo, ORCHID, benchmarks
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // examples
    {{0x20, 0x02}, 16},              // 6to4: carries an IPv4 address
    {{0x3F, 0xFF}, 20},              // examples
}};

}  // namespace

bool is_public_address(const Ipv4Address& address) { return !is_in_any(address, kSpecialIpv4); }

bool is_public_address(const Ipv6Address& address) {
    return is_in(address, kGlobalUnicast) && !is_in_any(address, kSpecialIpv6);
}

std::optional<bool> is_public_address(std::string_view numeric) {
    const std::string text(numeric);
    Ipv4Address four{};
    if (::inet_pton(AF_INET, text.c_str(), four.data()) == 1) return is_public_address(four);
    Ipv6Address six{};
    if (::inet_pton(AF_INET6, text.c_str(), six.data()) == 1) return is_public_address(six);
    return std::nullopt;
}

}  // namespace gazette
