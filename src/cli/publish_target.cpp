#include "cli/publish_target.h"

#include "base/hash.h"
#include "base/text.h"
#include "cli/signing_key.h"
#include "publish/secret_file.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace gazette {

namespace {

constexpr std::string_view kTokenVariable = "GAZETTE_TOKEN";

std::string target_names(const SiteConfig& site) {
    std::vector<std::string> names;
    for (const PublishTarget& target : site.publish) names.push_back(target.name);
    return join(names, ", ");
}

// By name, or the only one.
const PublishTarget* find_target(const SiteConfig& site, const std::string& name) {
    if (name.empty()) return site.publish.size() == 1 ? &site.publish.front() : nullptr;
    const auto found = std::ranges::find(site.publish, name, &PublishTarget::name);
    return found == site.publish.end() ? nullptr : &*found;
}

// From the environment, or from the target's own file; that one first where it is asked for.
std::optional<ExitStatus> take_token(bool is_file_first, const std::string& token_file,
                                     const Surroundings& surroundings, ChosenTarget& chosen) {
    const Words words = Words::in(chosen.facts.language);
    std::string& token = chosen.target.token;
    if (!is_file_first || token_file.empty()) token = surroundings.environment.get(kTokenVariable);
    if (!token.empty()) {
        if (is_token(token)) return std::nullopt;
        return refuse(surroundings, ExitStatus::Usage, words.text("token-malformed"));
    }
    if (token_file.empty()) {
        return refuse(surroundings, ExitStatus::Usage, words.text("token-missing"));
    }
    const std::string path =
        token_file.starts_with('/') ? token_file : join_path(chosen.newsroom, token_file);
    Result<std::string> secret = read_secret_file(surroundings.files, path);
    if (!secret) return refuse(surroundings, secret.error());
    token = std::move(*secret);
    return std::nullopt;
}

}  // namespace

std::variant<ChosenTarget, ExitStatus> choose_target(const TargetChoice& choice,
                                                     const Surroundings& surroundings) {
    ChosenTarget chosen;
    chosen.newsroom = newsroom_folder(surroundings.files, choice.source);
    chosen.facts =
        newsroom_facts(surroundings.files, chosen.newsroom, language_of(surroundings.environment));
    const Words words = Words::in(chosen.facts.language);
    const auto usage = [&](std::string_view key, const std::vector<std::string>& arguments) {
        return refuse(surroundings, ExitStatus::Usage, words.text(key, arguments));
    };
    std::string url = choice.url;
    std::string token_file;
    if (url.empty()) {
        if (!chosen.facts.site) return usage("no-newsroom", {chosen.newsroom});
        const PublishTarget* const target = find_target(*chosen.facts.site, choice.target);
        if (target == nullptr && chosen.facts.site->publish.empty()) {
            return usage("target-none", {});
        }
        if (target == nullptr) {
            const std::string names = target_names(*chosen.facts.site);
            return choice.target.empty() ? usage("target-which", {names})
                                         : usage("target-unknown", {choice.target, names});
        }
        if (target->type != "endpoint") return usage("target-type", {target->name, target->type});
        url = target->url;
        token_file = target->token_file;
    }
    const Result<Url> parsed = parse_url(url);
    if (!parsed) return usage("target-url", {url, parsed.error().what});
    chosen.target.url = *parsed;
    const std::optional<ExitStatus> refused =
        take_token(choice.prefer_token_file, token_file, surroundings, chosen);
    if (refused) return *refused;
    Result<std::optional<SigningKey>> key =
        own_signing_key(surroundings.files, surroundings.environment);
    if (!key) return refuse(surroundings, key.error());
    chosen.target.key = std::move(*key);
    if (choice.allow_plain_http) chosen.target.plain_http = PlainHttp::Anywhere;
    constexpr std::size_t kKeyDigits = 16;
    chosen.key = to_hex(sha256(to_string(*parsed))).substr(0, kKeyDigits);
    return chosen;
}

}  // namespace gazette
