// Tokens by which programs post for their owner, and the pictures that people have uploaded.
#include "base/text.h"
#include "desk/answers.h"
#include "desk/media_store.h"
#include "desk/media_table.h"
#include "desk/token_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {

namespace {

// What a program may do, in three steps: people choose one, not six words.
struct TokenKind {
    std::string_view name;  // of the form, and of its label "token-<name>"
    std::vector<AppScope> scopes;
};

const std::array<TokenKind, 3>& token_kinds() {
    using enum AppScope;
    static const std::array<TokenKind, 3> kKinds = {
        TokenKind{"all", {Create, Draft, Update, Delete, Undelete, Media}},
        TokenKind{"create", {Create, Draft, Media}}, TokenKind{"draft", {Draft, Media}}};
    return kKinds;
}

constexpr std::array<std::int64_t, 3> kDays = {30, 90, 365};
constexpr std::int64_t kDaySeconds = std::int64_t{24} * 3600;

std::string_view kind_name(const AppToken& token) {
    for (const TokenKind& kind : token_kinds()) {
        if (kind.scopes == token.scopes) return kind.name;
    }
    return token_kinds().front().name;
}

void add_choices(View& view, const Visit& visit) {
    for (const TokenKind& kind : token_kinds()) {
        View& choice = view.add("token_kinds");
        choice.set("value", kind.name);
        choice.set("label", visit.words.text(fmt::format("token-{}", kind.name)));
        choice.set_flag("selected", false);
    }
    for (const std::int64_t days : kDays) {
        const std::string number = fmt::format("{}", days);
        View& choice = view.add("token_days");
        choice.set("value", number);
        choice.set("label", visit.words.text("token-days", number));
        choice.set_flag("selected", days == kDays[1]);
    }
}

}  // namespace

std::string own_address(const Visit& visit) {
    if (!visit.core.url().empty()) return visit.core.url();
    return fmt::format("http://{}", visit.request.header("Host").value_or(""));
}

Result<void> add_tokens(View& view, const Visit& visit, const AccountNews& news) {
    const bool may_have = may_have_tokens(visit.account().role);
    view.set_flag("may_have_tokens", may_have);
    if (!may_have) return {};
    view.set_unless_empty("new_token", news.token);
    if (!news.wrong_token.empty()) view.set("wrong_token", visit.words.text(news.wrong_token));
    view.set("endpoint", own_address(visit) + "/micropub");
    add_choices(view, visit);
    view.list("tokens");
    const std::vector<AppToken> tokens = TRY(visit.core.with_database([&](Database& database) {
        return app_tokens_of(database, visit.account().id, visit.now);
    }));
    for (const AppToken& token : tokens) {
        View& line = view.add("tokens");
        line.set("client", token.client);
        line.set("kind", visit.words.text(fmt::format("token-{}", kind_name(token))));
        line.set("until", visit.words.text("token-until", visit.time(token.expires)));
        line.set("used", token.used.has_value()
                             ? visit.words.text("token-used", visit.time(*token.used))
                             : visit.words.text("token-unused"));
        line.set("revoke", fmt::format("/account/tokens/{}/revoke", token.id));
    }
    return {};
}

Result<HttpResponse> answer_add_token(const Visit& visit) {
    const auto kind = std::ranges::find(token_kinds(), visit.field("kind"), &TokenKind::name);
    const auto* const days = std::ranges::find_if(kDays, [&](std::int64_t number) {
        return fmt::format("{}", number) == visit.field("days");
    });
    if (kind == token_kinds().end() || days == kDays.end()) {
        return account_page(visit, {.wrong_token = "refused"}, 422);
    }
    const NewAppToken token{std::string(trim(visit.field("client"))), kind->scopes,
                            Instant{visit.now.seconds + *days * kDaySeconds}};
    Result<std::string> secret = visit.core.with_database([&](Database& database) {
        return add_app_token(database, visit.account(), token, visit.now);
    });
    if (!secret.has_value() && secret.error().code == ErrorCode::Invalid) {
        return account_page(visit, {.wrong_token = "token-invalid"}, 422);
    }
    if (!secret.has_value()) return failure(std::move(secret.error()));
    return account_page(visit, {.token = *std::move(secret)}, 200);
}

Result<HttpResponse> answer_revoke_token(const Visit& visit) {
    TRY(visit.core.with_database([&](Database& database) {
        return revoke_app_token(database, visit.account().id, visit.id);
    }));
    return see_other("/account?done=token-revoked");
}

Result<HttpResponse> answer_picture(const Visit& visit) {
    const std::string path = visit.id + ".jpg";  // any ending: the id is the whole name
    const std::optional<std::string> file = visit.core.uploaded_file(path);
    std::optional<MediaRow> row;
    const bool may_see =
        file.has_value() && TRY(visit.core.with_database([&](Database& database) -> Result<bool> {
            row = TRY(find_media(database, visit.id));
            if (!row.has_value()) return false;
            return may_see_media(database, visit.account(), *row);
        }));
    if (!may_see) return not_found(visit);
    HttpResponse response;
    response.headers = {{"Content-Type", std::string(media_type(row->kind))}};
    response.text = TRY(visit.core.files().read(*file, row->size_bytes));
    return response;
}

}  // namespace gazette
