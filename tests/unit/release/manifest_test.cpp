#include "release/manifest.h"

#include "support/catch.h"

#include <fmt/format.h>

#include <functional>

using namespace gazette;

namespace {

ManifestEntry page(const std::string& path) {
    ManifestEntry entry;
    entry.path = path;
    entry.digest = sha256(path);
    entry.size_bytes = path.size();
    entry.type = std::string(content_type_for(path));
    entry.cache = cache_rule_for(path);
    return entry;
}

EntryRef empty_page(std::string_view path) {
    EntryRef entry;
    entry.path = path;
    entry.digest = sha256("");
    entry.type = content_type_for("a.html");
    return entry;
}

Manifest sample() {
    Manifest manifest;
    manifest.site = "dongchangfu";
    manifest.review = "初审,复审,终审";
    manifest.entries = {page("index.html"), page("2022/07/06/象棋.html"),
                        page("old.html"),   page("pictures/0123456789abcdef-640.webp"),
                        page("404.html"),   page("gone.html")};
    manifest.entries[0].shows = {{"b", false}, {"a", true}};
    manifest.entries[1].own = "articles/象棋.md";
    manifest.entries[1].shows = {{"articles/象棋.md", true}};
    manifest.entries[2].status = 301;
    manifest.entries[2].location = "/2022/07/06/%E8%B1%A1.html";
    manifest.entries[4].status = 404;
    manifest.entries[5].status = 410;
    manifest.entries[5].notice = "c";
    sort_manifest(manifest);
    return manifest;
}

std::string printed(const Manifest& manifest) {
    const Result<std::string> bytes = print_manifest(manifest);
    REQUIRE(bytes);
    return *bytes;
}

// With a right checksum, so that only what the test changed is wrong.
std::string sealed(const std::string& head, std::size_t count) {
    return fmt::format("{}end {} {}\n", head, count, to_hex(sha256(head)));
}

constexpr std::string_view kHead = "gazette-manifest 1\nsite s\nreview none\npreview no\n";

}  // namespace

TEST_CASE("a manifest is read as it was written", "[manifest]") {
    const Manifest manifest = sample();
    const Result<Manifest> again = parse_manifest(printed(manifest));
    REQUIRE(again);
    CHECK(*again == manifest);
    CHECK(again->entries.front().path == "2022/07/06/象棋.html");
    REQUIRE(find_entry(*again, "old.html") != nullptr);
    CHECK(find_entry(*again, "old.html")->location == "/2022/07/06/%E8%B1%A1.html");
    CHECK(find_entry(*again, "old") == nullptr);

    Manifest empty;
    empty.site = "s";
    empty.preview = true;
    CHECK(parse_manifest(printed(empty)) == empty);
}

TEST_CASE("a manifest cut off at any byte is refused", "[manifest]") {
    const std::string bytes = printed(sample());
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(parse_manifest(std::string_view(bytes).substr(0, length)));
    }
    CHECK_FALSE(parse_manifest(bytes + "\n"));
}

TEST_CASE("a manifest with any byte changed is refused", "[manifest]") {
    const std::string bytes = printed(sample());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        CAPTURE(at);
        CHECK_FALSE(parse_manifest(changed));
    }
}

TEST_CASE("paths that could leave the site or hide are refused", "[manifest]") {
    for (const std::string& path : {std::string(),
                                    std::string("/a"),
                                    std::string("a/"),
                                    std::string("a//b"),
                                    std::string("."),
                                    std::string(".."),
                                    std::string("a/../b"),
                                    std::string("a/./b"),
                                    std::string("a\\b"),
                                    std::string("a\tb"),
                                    std::string("a\nb"),
                                    std::string("a\0b", 3),
                                    std::string("a\x7F"),
                                    std::string("a\xC2\x85"),
                                    std::string("a\xFF"),
                                    std::string("a\xED\xA0\x80"),
                                    std::string("api/v1/releases"),
                                    std::string("events"),
                                    std::string("healthz"),
                                    std::string("metrics"),
                                    std::string("hub/x"),
                                    std::string(256, 'a'),
                                    std::string(1025, 'a')}) {
        CAPTURE(path);
        const Result<void> checked = check_release_path(path);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().code == ErrorCode::Invalid);
    }
    for (const std::string& path :
         {std::string("index.html"), std::string(".well-known/x"), std::string("a/...b"),
          std::string("标签/青少年/index.html"), std::string("apis"),
          std::string("sections/api/"
                      "index.html"),
          std::string(255, 'a')}) {
        CAPTURE(path);
        CHECK(check_release_path(path));
    }
}

TEST_CASE("a path has one spelling: NFC without hidden characters", "[manifest]") {
    struct Spelling {
        std::string_view path;
        bool is_taken;
    };

    for (const Spelling& c :
         {Spelling{"caf\u00e9.html", true}, Spelling{"cafe\u0301.html", false},
          Spelling{"\u51c9.html", true}, Spelling{"\uf979.html", false},  // 凉 and its double
          Spelling{"a\u202eb.html", false}, Spelling{"a\u2066b.html", false},
          Spelling{"a\u200bb.html", false}, Spelling{"\ufeffa.html", false},
          Spelling{"a\ufffe.html", false}, Spelling{"a\uffff.html", false},
          Spelling{"a\U0001fffe.html", false}, Spelling{"标签/象棋.html", true}}) {
        CAPTURE(c.path);
        CHECK(check_release_path(c.path).has_value() == c.is_taken);
    }
}

TEST_CASE("each field of an entry is checked, printing as well as reading", "[manifest]") {
    const std::vector<std::function<void(ManifestEntry&)>> damages = {
        [](ManifestEntry& e) { e.path = "a/../b"; },
        [](ManifestEntry& e) { e.status = 302; },
        [](ManifestEntry& e) { e.size_bytes = kMaxReleaseFileBytes + 1; },
        [](ManifestEntry& e) { e.type = "text/x-evil"; },
        [](ManifestEntry& e) { e.location = "/a"; },  // with status 200
        [](ManifestEntry& e) { e.status = 301; },     // without location
        [](ManifestEntry& e) { e.status = 301, e.location = "javascript:alert(1)"; },
        [](ManifestEntry& e) { e.status = 301, e.location = "//evil.example/"; },
        [](ManifestEntry& e) { e.status = 301, e.location = "/\\evil.example/"; },
        [](ManifestEntry& e) { e.status = 301, e.location = "/a\r\nSet-Cookie: x"; },
        [](ManifestEntry& e) { e.status = 301, e.location = "/象棋"; },
        [](ManifestEntry& e) { e.own = "a\tb"; },
        [](ManifestEntry& e) { e.notice = "\xFF"; },
        [](ManifestEntry& e) {
            e.shows = {{"", true}};
        },
        [](ManifestEntry& e) {
            e.shows = {{"b", true}, {"a", true}};
        },
        [](ManifestEntry& e) {
            e.shows = {{"a", true}, {"a", false}};
        },
    };
    for (std::size_t i = 0; i < damages.size(); ++i) {
        Manifest manifest;
        manifest.site = "s";
        manifest.entries = {page("a.html")};
        damages[i](manifest.entries[0]);
        CAPTURE(i);
        CHECK_FALSE(print_manifest(manifest));
    }
    const std::string digest = to_hex(sha256(""));
    const std::string good =
        fmt::format("a\t200\t{}\t0\ttext/html; charset=utf-8\tno-cache\t\t\t\n", digest);
    CHECK(parse_manifest(sealed(std::string(kHead) + good, 1)));
    for (const std::string& line :
         {fmt::format("a\t0200\t{}\t0\ttext/html; charset=utf-8\tno-cache\t\t\t\n", digest),
          fmt::format("a\t200\t{}\t-1\ttext/html; charset=utf-8\tno-cache\t\t\t\n", digest),
          fmt::format(
              "a\t200\t{}\t99999999999999999999\ttext/html; charset=utf-8\tno-cache\t\t\t\n",
              digest),
          fmt::format("a\t200\t{}\t0\ttext/html; charset=utf-8\tforever\t\t\t\n", digest),
          fmt::format("a\t200\t{}\t0\ttext/html; charset=utf-8\tno-cache\t\t\n", digest),
          fmt::format("a\t200\t{}\t0\ttext/html; charset=utf-8\tno-cache\t\t\t\tall:x\n", digest),
          std::string("a\t200\tABC\t0\ttext/html; charset=utf-8\tno-cache\t\t\t\n")}) {
        CAPTURE(line);
        CHECK_FALSE(parse_manifest(sealed(std::string(kHead) + line, 1)));
    }
    CHECK_FALSE(parse_manifest(sealed(std::string(kHead) + good, 2)));
    CHECK_FALSE(parse_manifest(sealed(std::string(kHead) + good + good, 2)));
}

TEST_CASE("lines in any order make the manifest that its entries make", "[manifest]") {
    const Manifest manifest = sample();
    std::vector<std::string> texts;
    for (const ManifestEntry& entry : manifest.entries) {
        std::vector<ShowsRef> shows;
        for (const Shows& shown : entry.shows) shows.push_back({shown.id, shown.body});
        const EntryRef borrowed{entry.path, entry.status, entry.digest,   entry.size_bytes,
                                entry.type, entry.cache,  entry.location, entry.own,
                                shows,      entry.notice};
        REQUIRE(append_line(borrowed, texts.emplace_back()));
    }
    std::vector<ManifestLine> lines;
    for (std::size_t i = texts.size(); i-- > 0;) {
        const std::string_view text = texts[i];
        lines.push_back({text.substr(0, text.find('\t')), text, 0});
    }
    REQUIRE(sort_lines(lines));
    std::string bytes;
    ManifestWriter writer([&](std::string_view piece) -> Result<void> {
        bytes += piece;
        return {};
    });
    REQUIRE(writer.begin(manifest));
    for (const ManifestLine& line : lines) REQUIRE(writer.add(line.text, 1));
    REQUIRE(writer.end());
    CHECK(bytes == printed(manifest));
    const ManifestLine* line = find_line(lines, "index.html");
    REQUIRE(line != nullptr);
    CHECK(line->text.starts_with("index.html\t200\t"));
    CHECK(find_line(lines, "index.htm") == nullptr);

    lines.push_back({"index.html", {}, 0});
    CHECK_FALSE(sort_lines(lines));
    std::string text;
    CHECK_FALSE(append_line(empty_page("../x"), text));
}

TEST_CASE("a large manifest is written in pieces", "[manifest]") {
    Manifest manifest;
    manifest.site = "s";
    for (int i = 0; i < 3000; ++i) manifest.entries.push_back(page(fmt::format("{:05}.html", i)));
    const std::string whole = printed(manifest);
    CHECK(whole.size() > std::size_t{256} * 1024);
    const Result<Manifest> parsed = parse_manifest(whole);
    REQUIRE(parsed);
    CHECK(*parsed == manifest);
}

TEST_CASE("an error in a manifest names the line", "[manifest]") {
    const Result<Manifest> parsed = parse_manifest(std::string(kHead) + "a\tb\n");
    REQUIRE_FALSE(parsed);
    CHECK(describe(parsed.error()) == "reading line 5 of a manifest: an entry has too few fields");
}

TEST_CASE("sorting joins what is shown twice and keeps the body", "[manifest]") {
    Manifest manifest;
    manifest.entries = {page("b"), page("a")};
    manifest.entries[0].shows = {{"x", false}, {"x", true}, {"w", false}};
    sort_manifest(manifest);
    CHECK(manifest.entries[1].shows == std::vector<Shows>{{"w", false}, {"x", true}});
}

TEST_CASE("types and cache rules follow the path", "[manifest]") {
    CHECK(content_type_for("index.html") == "text/html; charset=utf-8");
    CHECK(content_type_for("a/B.JPG") == "image/jpeg");
    CHECK(content_type_for("sections/yaowen/feed.json") == "application/feed+json");
    CHECK(content_type_for("app/v1/latest.json") == "application/json");
    CHECK(content_type_for("atom.xml") == "application/atom+xml; charset=utf-8");
    CHECK(content_type_for("rss.xml") == "application/rss+xml; charset=utf-8");
    CHECK(content_type_for("sitemap.xml") == "application/xml; charset=utf-8");
    CHECK(content_type_for("no-extension") == "application/octet-stream");
    CHECK(content_type_for("x.unknown") == "application/octet-stream");
    CHECK(is_known_content_type("application/feed+json"));
    CHECK_FALSE(is_known_content_type("text/html"));

    CHECK(cache_rule_for("index.html") == CacheRule::NoCache);
    CHECK(cache_rule_for("assets/paper.0123abcd.css") == CacheRule::Immutable);
    CHECK(cache_rule_for("assets/paper.css") == CacheRule::NoCache);
    CHECK(cache_rule_for("assets/paper.min.css") == CacheRule::NoCache);
    CHECK(cache_rule_for("pictures/0123456789abcdef-640.webp") == CacheRule::Picture);
    for (const CacheRule rule : {CacheRule::NoCache, CacheRule::Immutable, CacheRule::Picture}) {
        CHECK(cache_rule_named(name_of(rule)) == rule);
    }
}
