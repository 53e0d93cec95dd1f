#include "net/content_coding.h"

#include "base/text.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

namespace gazette {
namespace {

constexpr int kWhole = 1000;  // a weight of 1, in thousandths: three digits are all there are

// qvalue of §12.4.2: "0", "0.5", "1", "1.000".
std::optional<int> parse_weight(std::string_view text) {
    constexpr std::size_t kMostDigits = 3;
    if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    int weight = text[0] == '1' ? kWhole : 0;
    text.remove_prefix(1);
    if (text.empty()) return weight;
    if (text[0] != '.' || text.size() > kMostDigits + 1) return std::nullopt;
    int place = kWhole;
    for (const char digit : text.substr(1)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        place /= 10;
        weight += (digit - '0') * place;
    }
    return weight <= kWhole ? std::optional(weight) : std::nullopt;
}

struct Member {
    std::string coding;  // lower case
    int weight = kWhole;
};

// "gzip", "gzip;q=0.5", "gzip ; Q=0.5".
std::optional<Member> parse_member(std::string_view text) {
    const std::size_t semicolon = std::min(text.find(';'), text.size());
    Member member;
    member.coding = ascii_lower(trim_ascii(text.substr(0, semicolon)));
    if (member.coding.empty()) return std::nullopt;
    if (semicolon == text.size()) return member;
    const std::string parameter = ascii_lower(trim_ascii(text.substr(semicolon + 1)));
    if (!parameter.starts_with("q=")) return std::nullopt;
    const std::optional<int> weight = parse_weight(std::string_view(parameter).substr(2));
    if (!weight) return std::nullopt;
    member.weight = *weight;
    return member;
}

// The weight of each coding, where it is said.
struct Weights {
    std::optional<int> brotli;
    std::optional<int> gzip;
    std::optional<int> identity;
    std::optional<int> others;

    void take(const Member& member) {
        if (member.coding == "br") brotli = member.weight;
        if (member.coding == "gzip" || member.coding == "x-gzip") gzip = member.weight;  // §8.4.1.3
        if (member.coding == "identity") identity = member.weight;
        if (member.coding == "*") others = member.weight;
    }
};

}  // namespace

std::string_view name_of(ContentCoding coding) {
    switch (coding) {
        case ContentCoding::Identity:
            return "identity";
        case ContentCoding::Gzip:
            return "gzip";
        case ContentCoding::Brotli:
            return "br";
    }
    return "identity";
}

AcceptableCodings AcceptableCodings::of(std::string_view accept_encoding) {
    Weights weights;
    for (const std::string_view text : split(accept_encoding, ',')) {
        if (const std::optional<Member> member = parse_member(text)) weights.take(*member);
    }

    struct Weighted {
        ContentCoding coding;
        int weight;
        bool is_acceptable;
    };

    const int brotli = weights.brotli.value_or(weights.others.value_or(0));
    const int gzip = weights.gzip.value_or(weights.others.value_or(0));
    // What is not named is acceptable unless "*" excludes it, and then the least wanted.
    const int identity = weights.identity.value_or(weights.others.value_or(0));
    const bool is_identity_excluded =
        weights.identity ? *weights.identity == 0 : weights.others && *weights.others == 0;
    std::array<Weighted, 3> all = {{{ContentCoding::Brotli, brotli, brotli > 0},
                                    {ContentCoding::Gzip, gzip, gzip > 0},
                                    {ContentCoding::Identity, identity, !is_identity_excluded}}};
    std::ranges::stable_sort(all, std::ranges::greater(), &Weighted::weight);
    AcceptableCodings acceptable;
    for (const Weighted& one : all) {
        if (one.is_acceptable) acceptable.codings_.at(acceptable.count_++) = one.coding;
    }
    return acceptable;
}

}  // namespace gazette
