#include "net/client_address.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace gazette {
namespace {

constexpr std::size_t kIpv6Bytes = 16;
constexpr std::size_t kIpv4Bytes = 4;
// ::ffff:0:0/96, in which all other addresses are kept as well.
constexpr std::array<unsigned char, kIpv6Bytes - kIpv4Bytes> kIpv4Prefix = {0, 0, 0, 0, 0,    0,
                                                                            0, 0, 0, 0, 0xFF, 0xFF};

struct Address {
    std::array<unsigned char, kIpv6Bytes> bytes{};

    [[nodiscard]] bool is_ipv4() const {
        return std::equal(kIpv4Prefix.begin(), kIpv4Prefix.end(), bytes.begin());
    }

    [[nodiscard]] const unsigned char* ipv4() const { return bytes.data() + kIpv4Prefix.size(); }

    [[nodiscard]] bool is_loopback() const {
        constexpr unsigned char kLoopbackNet = 127;
        if (is_ipv4()) return *ipv4() == kLoopbackNet;
        std::array<unsigned char, kIpv6Bytes> one{};
        one.back() = 1;
        return bytes == one;
    }
};

// Without the zone that an address of one's own link carries ("fe80::1%eth0").
std::optional<Address> parse_address(const std::string& told) {
    const std::string text = told.substr(0, told.find('%'));
    Address address;
    if (::inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
    std::copy(kIpv4Prefix.begin(), kIpv4Prefix.end(), address.bytes.begin());
    if (::inet_pton(AF_INET, text.c_str(), address.bytes.data() + kIpv4Prefix.size()) == 1) {
        return address;
    }
    return std::nullopt;
}

std::string print(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool is_ipv4 = address.is_ipv4();
    const void* const bytes = is_ipv4 ? address.ipv4() : address.bytes.data();
    const char* const printed =
        ::inet_ntop(is_ipv4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
    return printed == nullptr ? std::string() : std::string(printed);
}

}  // namespace

std::optional<LoggedAddress> logged_address_named(std::string_view name) {
    if (name == "full") return LoggedAddress::Full;
    if (name == "truncated") return LoggedAddress::Truncated;
    if (name == "none") return LoggedAddress::None;
    return std::nullopt;
}

std::string client_address(const HttpRequest& request) {
    const std::optional<Address> peer = parse_address(request.client);
    if (!peer || !peer->is_loopback()) return request.client;
    const std::string all = request.list_header("X-Forwarded-For").value_or("");
    std::string_view last = all;
    const std::size_t comma = last.rfind(',');
    if (comma != std::string_view::npos) last.remove_prefix(comma + 1);
    std::string told(trim_ascii(last));
    return parse_address(told) ? told : request.client;
}

std::string logged_form(const std::string& address, LoggedAddress how) {
    constexpr std::size_t kKeptOfIpv4 = 3;
    constexpr std::size_t kKeptOfIpv6 = 6;
    std::optional<Address> parsed = parse_address(address);
    if (!parsed || how == LoggedAddress::None) return {};
    if (how == LoggedAddress::Full) return print(*parsed);
    const std::size_t kept = parsed->is_ipv4() ? kIpv4Prefix.size() + kKeptOfIpv4 : kKeptOfIpv6;
    std::fill(parsed->bytes.begin() + static_cast<std::ptrdiff_t>(kept), parsed->bytes.end(), 0);
    return print(*parsed);
}

}  // namespace gazette
