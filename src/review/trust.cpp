#include "review/trust.h"

#include "base/text.h"
#include "content/urls.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace gazette {
namespace {

tl::unexpected<Error> wrong(const YamlNode& node, std::string_view what) {
    return failure(ErrorCode::Invalid, fmt::format("line {}: {}", node.position.line, what));
}

// A map with no other keys than these: one that is misspelt must not be left out silently.
Result<void> check_map(const YamlNode& node, std::string_view what,
                       std::initializer_list<std::string_view> known) {
    if (!node.is_map()) return wrong(node, fmt::format("{} is no map", what));
    for (const YamlPair pair : node.pairs()) {
        if (std::ranges::find(known, pair.key.text) != known.end()) continue;
        return wrong(pair.key, fmt::format("'{}' is not known here", pair.key.text));
    }
    return {};
}

Result<std::uint64_t> read_number(const YamlNode& node) {
    std::uint64_t number = 0;
    const char* const end = node.text.data() + node.text.size();
    const auto [stop, status] = std::from_chars(node.text.data(), end, number);
    if (!node.is_scalar() || node.text.empty() || status != std::errc() || stop != end) {
        return wrong(node, "'last_release' is no number");
    }
    return number;
}

Result<TrustedKey> read_key(const YamlNode& node) {
    TRY(check_map(node, "a key", {"id", "public_key", "from", "last_release"}));
    const YamlNode* const shown = node.find("public_key");
    const auto key = shown == nullptr ? std::nullopt : parse_public_key(shown->text);
    if (!key) return wrong(node, "'public_key' is missing or is not written \"ed25519:…\"");
    TrustedKey trusted;
    trusted.key = *key;
    trusted.id = key->id();
    const YamlNode* const id = node.find("id");
    if (id != nullptr && id->text != trusted.id) {
        return wrong(*id, fmt::format("'id' is not that of the key, which is {}", trusted.id));
    }
    if (const YamlNode* const from = node.find("from"); from != nullptr) {
        const auto moment = parse_rfc3339(from->text);
        if (!moment) {
            return wrong(*from, "'from' is not written like 2022-07-06T08:30:00+08:00");
        }
        trusted.from = *moment;
    }
    if (const YamlNode* const last = node.find("last_release"); last != nullptr) {
        trusted.last_release = TRY(read_number(*last));
    }
    return trusted;
}

Result<SiteTrust> read_site(const YamlNode& id, const YamlNode& node) {
    if (slug_problem(id.text) != SlugProblem::None) return wrong(id, "this is no site's id");
    TRY(check_map(node, "a site", {"stages", "keys"}));
    SiteTrust site;
    site.site = std::string(id.text);
    if (const YamlNode* const stages = node.find("stages"); stages != nullptr) {
        if (stages->is_scalar() && stages->text == "none") return site;
        for (const YamlNode& stage : stages->items()) site.stages.emplace_back(stage.text);
    }
    if (!are_stages(site.stages)) {
        return wrong(
            id, fmt::format("'stages' must be a list of 1 to {} different words", kMostStages));
    }
    if (const YamlNode* const keys = node.find("keys"); keys != nullptr) {
        for (const YamlNode& key : keys->items()) {
            TrustedKey trusted = TRY(read_key(key));
            if (site.key(trusted.id) != nullptr) return wrong(key, "this key is there twice");
            site.keys.push_back(std::move(trusted));
        }
    }
    if (site.keys.empty()) return wrong(id, "a site with stages needs 'keys'");
    return site;
}

}  // namespace

const TrustedKey* SiteTrust::key(std::string_view id) const {
    const auto found = std::ranges::find(keys, id, &TrustedKey::id);
    return found == keys.end() ? nullptr : &*found;
}

const SiteTrust* Trust::site(std::string_view id) const {
    const auto found = std::ranges::find(sites, id, &SiteTrust::site);
    return found == sites.end() ? nullptr : &*found;
}

Result<Trust> parse_trust(std::string_view bytes) {
    if (first_invalid_utf8(bytes)) return failure(ErrorCode::Invalid, "it is not UTF-8");
    YamlOptions options;
    options.most_bytes = kMaxTrustBytes;
    const YamlTree tree = parse_yaml(bytes, options);
    if (!tree.problems().empty()) {
        const YamlProblem& problem = tree.problems().front();
        return failure(ErrorCode::Invalid,
                       fmt::format("line {}: this is not the YAML that is read here ({})",
                                   problem.position.line, problem.detail));
    }
    if (tree.root() == nullptr) return failure(ErrorCode::Invalid, "it is empty");
    TRY(check_map(*tree.root(), "the file", {"sites"}));
    const YamlNode* const sites = tree.root()->find("sites");
    if (sites == nullptr || !sites->is_map()) {
        return wrong(*tree.root(), "'sites' is missing or is no map");
    }
    Trust trust;
    trust.digest = sha256(bytes);
    for (const YamlPair pair : sites->pairs()) {
        trust.sites.push_back(TRY(read_site(pair.key, pair.value)));
    }
    return trust;
}

}  // namespace gazette
