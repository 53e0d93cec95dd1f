#include "support/posting_desk.h"

#include "base/text.h"
#include "desk/schema.h"
#include "desk/sessions.h"
#include "desk/stories.h"
#include "support/catch.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette::testing {
namespace {

constexpr std::string_view kPostingSite = R"(id: s6qnmfalhvgaym5hfja2ijrafj
title: 东昌府融媒
url: https://news.example.org/
language: zh-CN
timezone: Asia/Shanghai
sections:
  - {name: 要闻, slug: yaowen}
channels:
  - {id: youth, name: 青年之声}
organisations:
  - {id: qixiang, name: 象棋协会, channel: youth}
  - {id: wenyi, name: 文艺队, channel: youth}
)";

}  // namespace

PostingDesk::PostingDesk(const Clock& clock) {
    const std::string data = folder / "data";
    REQUIRE(files->make_directories(folder / "newsroom"));
    REQUIRE(files->replace(folder / "newsroom/site.yml", kPostingSite));
    REQUIRE(files->make_directories(data));
    auto preview = StoryPreview::open(*files, folder / "newsroom", folder / "data/preview",
                                      MediaStore::folder_of(data));
    REQUIRE(preview);
    core = std::make_unique<DeskCore>(
        DeskCore::Parts{*files, clock, folder / "newsroom", "",
                        [this](std::string_view line) { log.emplace_back(line); },
                        MediaStore::folder_of(data)},
        open_desk_database(data).value(),
        SigningKey::from_seed(std::string(SigningKey::kSeedBytes, 'k')), std::move(*preview));
    rows = std::make_unique<MediaTable>(*core);
    media = MediaStore::open(*files, clock, *rows,
                             {.data = data, .helper = GAZETTE_BINARY_DIR "/gazette-media"})
                .value();
    posts = std::make_unique<DeskPosts>(*core, std::string(kBase) + "/media/");
    tokens = std::make_unique<DeskTokens>(*core);
    endpoint = std::make_unique<MicropubEndpoint>(
        MicropubOptions{.base = std::string(kBase), .trusted_hosts = {"127.0.0.1"}},
        MicropubParts{*posts, *media, *tokens,
                      [this](const Error& error) { log.push_back(describe(error)); }});
    handler = std::make_unique<DeskHandler>(*core);
    handler->set_port(kPort);
    handler->set_micropub(*endpoint);
    lin = add("lin", DeskRole::Member, "qixiang");
    zhou = add("zhou", DeskRole::Manager, "qixiang");
    wu = add("wu", DeskRole::Member, "wenyi");
    reviewers = {add("r1", DeskRole::FirstReviewer, ""), add("r2", DeskRole::SecondReviewer, ""),
                 add("r3", DeskRole::FinalReviewer, "")};
}

Account PostingDesk::add(const std::string& name, DeskRole role,
                         const std::string& organisation) const {
    return core
        ->with_database([&](Database& database) {
            return add_account(database, {name, name, role, organisation, "hash"}, kAtTheMachine,
                               core->now());
        })
        .value();
}

void PostingDesk::put_token(std::string_view secret, const Account& account,
                            const std::vector<AppScope>& scopes) const {
    std::string names;
    for (const AppScope scope : scopes) {
        names += (names.empty() ? "" : ",") + std::string(name_of(scope));
    }
    REQUIRE(core->with_database([&](Database& database) {
        return database.run(
            "insert into app_token (id, digest, account, organisation, client, scopes, created, "
            "expires, used) values ($1, $2, $3, $4, 'Quill', $5, 0, $6, 0)",
            {secret, to_hex(sha256(secret)), account.id, account.organisation, names,
             core->now().seconds + std::int64_t{30} * 24 * 3600});
    }));
}

std::string PostingDesk::log_in(const Account& account) const {
    return core
        ->with_database(
            [&](Database& database) { return open_session(database, account, core->now()); })
        .value();
}

HttpResponse PostingDesk::send(HttpRequest request, std::string_view body) const {
    request.headers.push_back({"Host", fmt::format("127.0.0.1:{}", kPort)});
    request.content_length = body.size();
    request.has_body = !body.empty();
    HttpHandler::Outcome outcome = handler->begin(request);
    if (auto* const response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
    auto& upload = *std::get<std::unique_ptr<HttpUpload>>(outcome);
    upload.add(body);
    return upload.finish();
}

HttpResponse PostingDesk::get(std::string_view path, std::string_view cookie) const {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    if (!cookie.empty()) {
        request.headers.push_back({"Cookie", fmt::format("gazette-desk={}", cookie)});
    }
    return send(std::move(request));
}

HttpResponse PostingDesk::post(std::string_view path, std::string_view cookie,
                               std::string_view form) const {
    const auto session = core->with_database(
        [&](Database& database) { return find_session(database, cookie, core->now()); });
    REQUIRE(session);
    REQUIRE(session->has_value());
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.headers = {{"Cookie", fmt::format("gazette-desk={}", cookie)},
                       {"Origin", std::string(kBase)},
                       {"Content-Type", "application/x-www-form-urlencoded"}};
    return send(std::move(request), fmt::format("token={}&{}", (*session)->token, form));
}

std::int64_t PostingDesk::count(std::string_view table) const {
    return core
        ->with_database([&](Database& database) {
            return database.find("select count(*) from " + std::string(table));
        })
        .value()
        .value()
        .integer(0);
}

Story PostingDesk::story(std::string_view id) const {
    return core->with_database([&](Database& database) { return find_story(database, id); })
        .value()
        .value();
}

}  // namespace gazette::testing
