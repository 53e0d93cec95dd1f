#include "desk/one_time_code.h"

#include "base/hash.h"
#include "base/hmac.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

namespace {

constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kFigures = 6;

std::string figures_of(std::string_view typed) {
    std::string figures;
    for (const char c : typed) {
        if (c != ' ') figures += c;
    }
    return figures;
}

// All but the unreserved characters of RFC 3986 §2.3: it stands in a path and in a query.
std::string encoded(std::string_view text) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace

std::int64_t code_step(Instant now) { return now.seconds / kCodeStepSeconds; }

std::string one_time_code(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    auto rest = static_cast<std::uint64_t>(step);
    for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte) {
        *byte = static_cast<char>(rest & 0xFFU);
        rest >>= 8U;
    }
    const HmacSha1 code = hmac_sha1(secret, counter);
    // RFC 4226 §5.3: four bytes from where the last half byte says, without their sign.
    const std::size_t at = code.back() & 0x0FU;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = (number << 8U) | code.at(at + i);
    return fmt::format("{:06}", (number & 0x7FFFFFFFU) % kModulus);
}

std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view typed,
                                         Instant now) {
    const std::string figures = figures_of(typed);
    if (figures.size() != kFigures) return std::nullopt;
    const Sha256 wanted = sha256(figures);
    std::optional<std::int64_t> found;
    for (std::int64_t step = code_step(now) - 1; step <= code_step(now) + 1; ++step) {
        // By digest: where the first difference stands tells nothing of the code.
        if (sha256(one_time_code(secret, step)) == wanted) found = step;
    }
    return found;
}

std::string base32(std::string_view bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    constexpr unsigned kBits = 5;
    std::string text;
    std::uint32_t held = 0;
    unsigned held_bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        held_bits += 8;
        while (held_bits >= kBits) {
            held_bits -= kBits;
            text += kAlphabet[(held >> held_bits) & 31U];
        }
        held &= (1U << held_bits) - 1U;
    }
    if (held_bits > 0) text += kAlphabet[(held << (kBits - held_bits)) & 31U];
    return text;
}

std::string in_groups(std::string_view text) {
    constexpr std::size_t kGroup = 4;
    std::string groups;
    for (std::size_t at = 0; at < text.size(); at += kGroup) {
        if (at > 0) groups += ' ';
        groups += text.substr(at, kGroup);
    }
    return groups;
}

std::string enrolment_address(std::string_view issuer, std::string_view account,
                              std::string_view secret) {
    // A colon divides issuer and account in the label, so none may stand in the issuer.
    std::string plain_issuer(issuer);
    std::ranges::replace(plain_issuer, ':', ' ');
    const std::string name = encoded(plain_issuer);
    return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period={}",
                       name, encoded(account), base32(secret), name, kCodeStepSeconds);
}

}  // namespace gazette
