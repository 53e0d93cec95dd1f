#include "release/protocol.h"

#include "base/text.h"
#include "support/catch.h"

#include <fmt/format.h>

using namespace gazette;

namespace {

Declaration sample_declaration() {
    Declaration declaration;
    declaration.base = 6;
    declaration.root = sha256("root");
    declaration.site = "dcf";
    declaration.review = "初审,终审";
    declaration.note = "早报 <1>";
    ManifestEntry page;
    page.path = "2022/07/06/象棋.html";
    page.digest = sha256("page");
    page.size_bytes = 4;
    page.type = "text/html; charset=utf-8";
    page.own = "a";
    page.shows = {{"a", true}, {"b", false}};
    ManifestEntry moved = page;
    moved.path = "old.html";
    moved.status = 301;
    moved.location = "/new.html";
    moved.own.clear();
    moved.shows.clear();
    moved.cache = CacheRule::Picture;
    declaration.delta = {{page, moved}, {"gone.html"}};
    return declaration;
}

ReleaseInfo release(std::uint64_t number) {
    ReleaseInfo info;
    info.number = number;
    info.base = number - 1;
    info.root = sha256("root");
    info.site = "dcf";
    info.review = "none";
    info.published_at = {1'657'067'400};
    info.by = "desk";
    info.note = "早报";
    info.entries = 12;
    return info;
}

}  // namespace

TEST_CASE("a declaration is read as it was written", "[protocol]") {
    Declaration declaration = sample_declaration();
    CHECK(parse_declaration(print_declaration(declaration)) == declaration);
    declaration.base.reset();
    declaration.preview = true;
    CHECK(parse_declaration(print_declaration(declaration)) == declaration);
}

TEST_CASE("a declaration with anything missing, unknown or of a wrong type is refused",
          "[protocol]") {
    const std::string good = print_declaration(sample_declaration());
    REQUIRE(parse_declaration(good));
    const std::vector<std::pair<std::string, std::string>> damages = {
        {"\"base\":6", "\"base\":-6"},
        {"\"base\":6", "\"base\":\"6\""},
        {"\"base\":6,", ""},
        {"\"base\":6", "\"base\":6,\"extra\":1"},
        {"\"preview\":false", "\"preview\":0"},
        {"\"root\":\"", "\"root\":\"x"},
        {"\"note\":\"早报", "\"note\":\"a\\nb"},
        {"\"put\":[", "\"put\":[1,"},
        {"\"delete\":[", "\"delete\":[7,"},
        {"\"path\":\"old.html\"", "\"path\":\"../old.html\""},
        {"\"path\":\"old.html\"", "\"path\":\"api/v1\""},
        {"\"status\":301", "\"status\":200"},
        {"\"status\":301", "\"status\":3010000000000000"},
        {"\"size\":4", "\"size\":-1"},
        {"\"size\":4", "\"size\":4.5"},
        {"\"size\":4", "\"size\":18446744073709551616"},
        {"\"type\":\"text/html; charset=utf-8\"", "\"type\":\"text/html\""},
        {"\"cache\":\"picture\"", "\"cache\":\"for-ever\""},
        {"\"body\":true", "\"body\":1"},
        {"\"body\":true", "\"body\":true,\"x\":1"},
        {"\"location\":\"/new.html\"", "\"location\":\"//evil.example\""},
    };
    for (const auto& [from, to] : damages) {
        CAPTURE(from, to);
        const std::string damaged = replace_all(good, from, to);
        REQUIRE(damaged != good);
        const Result<Declaration> parsed = parse_declaration(damaged);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ErrorCode::Invalid);
    }
    CHECK_FALSE(parse_declaration("[]"));
    CHECK_FALSE(parse_declaration("{}"));
    CHECK_FALSE(parse_declaration(""));
}

TEST_CASE("a declaration that puts and deletes one path, or is not in order, is refused",
          "[protocol]") {
    const auto is_refused = [](const Declaration& declaration) {
        const Result<Declaration> parsed = parse_declaration(print_declaration(declaration));
        return !parsed && parsed.error().code == ErrorCode::Invalid;
    };
    Declaration both = sample_declaration();
    both.delta.erase = {"gone.html", "old.html"};
    CHECK(is_refused(both));
    Declaration twice = sample_declaration();
    twice.delta.erase = {"gone.html", "gone.html"};
    CHECK(is_refused(twice));
    Declaration unsorted = sample_declaration();
    std::swap(unsorted.delta.put[0], unsorted.delta.put[1]);
    CHECK(is_refused(unsorted));
}

TEST_CASE("a declaration of very many values is refused before they take memory", "[protocol]") {
    std::string zeros = "{\"put\":[0";
    for (int i = 0; i < 100'000; ++i) zeros += ",0";
    const Result<Declaration> parsed = parse_declaration(zeros + "]}");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::TooLarge);
    // A real one is far from it: many entries, each as short as it can be.
    Declaration many = sample_declaration();
    const ManifestEntry entry = many.delta.put[0];
    many.delta.put.clear();
    many.delta.erase.clear();
    for (int i = 0; i < 20'000; ++i) {
        many.delta.put.push_back(entry);
        many.delta.put.back().path = fmt::format("{:05}", i);
        many.delta.put.back().type = "text/css; charset=utf-8";
    }
    CHECK(parse_declaration(print_declaration(many)) == many);
}

TEST_CASE("answers are read as they were written", "[protocol]") {
    const Declared declared{"abc", {sha256("1"), sha256("2")}};
    CHECK(parse_declared(print_declared(declared)) == declared);

    ReleaseInfo back = release(7);
    back.tree_of = 3;
    CHECK(parse_release(print_release(back)) == back);
    const std::vector<ReleaseInfo> list = {back, release(6)};
    CHECK(parse_releases(print_releases(list)) == list);

    const ApiProblem problem{"superseded", "somebody was quicker", release(8)};
    CHECK(parse_problem(print_problem(problem)) == problem);
    const ApiProblem plain{"not-found", "no such release", std::nullopt};
    CHECK(parse_problem(print_problem(plain)) == plain);
    CHECK_FALSE(parse_problem("<html>502 Bad Gateway</html>"));
}

TEST_CASE("a signed statement is read as it was written, and nothing like it", "[protocol]") {
    ReleaseStatement said;
    said.action = SignedAction::Activate;
    said.site = "dcf";
    said.number = 8;
    said.base = 7;
    said.root = sha256("root");
    said.reviews_root = sha256("reviews");
    said.audit_head = sha256("audit");
    said.audit_count = 12;
    said.epoch = 3;
    const SignedStatement given = sign(said, SigningKey::from_seed(std::string(32, 'k')));
    const std::string json = print_statement(given);
    CHECK(json.size() < kMaxStatementBytes);
    CHECK(parse_statement(json) == given);
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = replace_all(json, from, to);
        REQUIRE(changed != json);
        return changed;
    };
    CHECK_FALSE(parse_statement(with("activate", "recall")));
    CHECK_FALSE(parse_statement(with("\"number\":8", "\"number\":-8")));
    CHECK_FALSE(parse_statement(with("\"number\":8", "\"number\":\"8\"")));
    CHECK_FALSE(parse_statement(with("\"epoch\":3,", "")));
    CHECK_FALSE(parse_statement(with("\"epoch\":3,", "\"epoch\":3,\"more\":1,")));
    CHECK_FALSE(parse_statement(with("\"signature\":\"", "\"signature\":\"A")));
    CHECK_FALSE(parse_statement(json.substr(0, json.size() - 1)));
    CHECK_FALSE(parse_statement(std::string(kMaxStatementBytes, ' ') + json));
    ReleaseInfo release;
    release.number = 9;
    release.key = given.key;
    release.epoch = 3;
    CHECK(parse_release(print_release(release)) == release);
}
