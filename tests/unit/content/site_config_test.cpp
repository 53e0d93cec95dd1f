#include "content/site_config.h"

#include "support/catch.h"
#include "support/content_samples.h"

using namespace gazette;

namespace {

const std::string kLeast = "title: 临溪融媒\nurl: https://news.example.org/\n";

SiteConfig right(const std::string& more) {
    Diagnostics diagnostics;
    auto site = read_site_config(kLeast + more, diagnostics);
    INFO(more);
    CHECK(diagnostics.empty());
    REQUIRE(site.has_value());
    return std::move(*site);
}

// The only thing that is wrong: "3:4 key-unknown".
std::string wrong(const std::string& text) {
    Diagnostics diagnostics;
    const auto site = read_site_config(text, diagnostics);
    INFO(text);
    CHECK_FALSE(site.has_value());
    const auto codes = testing::codes_of(diagnostics);
    CHECK(codes.size() == 1);
    return codes.empty() ? "" : codes.front();
}

}  // namespace

TEST_CASE("the least site has defaults for all else", "[site]") {
    const SiteConfig site = right("");
    CHECK(site.origin == "https://news.example.org");
    CHECK(site.base_path.empty());
    CHECK(site.language == "zh-CN");
    CHECK(site.time_zone.name() == "Asia/Shanghai");
    CHECK(site.feed_items == 30);
    CHECK(site.masthead.kind == MastheadKind::Online);
    CHECK_FALSE(site.credits_shown);
    CHECK(site.pictures == PictureRecipe{});
    CHECK(site.role("本报记者") == "记者");
}

TEST_CASE("every key of site.yml is read", "[site]") {
    const SiteConfig site = right(
        "id: abc\nsubtitle: s\ndescription: d\nlanguage: en\ntimezone: UTC\n"
        "sections: [要闻, {name: 文化, slug: wenhua}]\n"
        "channels: [{id: youth, name: 青年之声, description: x}]\n"
        "organisations: [{id: chess, name: 象棋协会, channel: youth}]\n"
        "columns: [{id: summer, name: 暑期, editors_note: n, from: 2022-06-28, to: 2022-08-31}]\n"
        "roles: [{name: 融媒体, aliases: [全媒体]}, 主持]\nown_names: [临溪融媒]\n"
        "masthead: {kind: internal, permit: 第1号, sponsor: a, publisher: b, address: c, phone: "
        "d,\n"
        "  email: e@x.org, printer: f, total_issue: 1286}\n"
        "licences: [{name: ICP备案, number: 1号, url: https://icp.example.org/}]\n"
        "contacts: {report: {phone: 1, email: r@x.org, url: https://r.org/, text: 举报}}\n"
        "credits: {shown: true}\nreview: {stages: [初审, 终审], resign: [终审]}\n"
        "desk: {second_factor: required}\n"
        "publish: {client: {type: endpoint, url: http://127.0.0.1:8640/},\n"
        "  mirror: {type: s3, endpoint: https://s3.org, bucket: b}}\n"
        "notices: {websub: [https://hub.org/], webhooks: [{url: https://h.org/in, secret_file: "
        "k}]}\n"
        "checks: {raw-html: off, byline-missing: {severity: warning}, yaml-tag: error}\n"
        "feeds: {items: 20}\npictures: {widths: [960, 480], quality: 75}\n");
    CHECK(site.section("要闻")->slug == "要闻");
    CHECK(site.section("文化")->slug == "wenhua");
    CHECK(site.section("体育") == nullptr);
    CHECK(site.channel("youth")->name == "青年之声");
    CHECK(site.organisation("chess")->channel == "youth");
    CHECK(site.column("summer")->to == CivilDate{2022, 8, 31});
    CHECK(site.role("全媒体") == "融媒体");
    CHECK(site.role("主持") == "主持");
    CHECK(site.role("通讯员") == "通讯员");
    CHECK(site.is_own_name("临溪融媒"));
    CHECK(site.masthead.kind == MastheadKind::Internal);
    CHECK(site.masthead.total_issue == "1286");
    CHECK(site.licences.front().url == "https://icp.example.org/");
    CHECK(site.report.text == "举报");
    CHECK(site.credits_shown);
    CHECK(site.review.stages == std::vector<std::string>{"初审", "终审"});
    CHECK(site.review.resign == std::vector<std::string>{"终审"});
    CHECK(site.desk.second_factor_required);
    CHECK(site.publish.at(0).name == "client");
    CHECK(site.notices.websub == std::vector<std::string>{"https://hub.org/"});
    CHECK(site.notices.webhooks.at(0).url == "https://h.org/in");
    CHECK(site.notices.webhooks.at(0).secret_file == "k");
    CHECK(site.publish.at(1).bucket == "b");
    CHECK(site.checks.at("raw-html").off);
    CHECK(site.checks.at("byline-missing").severity == Severity::Warning);
    CHECK_FALSE(site.checks.at("yaml-tag").off);
    CHECK(site.feed_items == 20);
    CHECK(site.pictures.widths == std::vector<int>{480, 960});
    CHECK(site.pictures.webp_quality == 75);
}

TEST_CASE("a site may lie below a path", "[site]") {
    Diagnostics diagnostics;
    const auto site =
        read_site_config("title: x\nurl: https://h.org:8443/news/%E6%8A%A5//\n", diagnostics);
    REQUIRE(site.has_value());
    CHECK(site->origin == "https://h.org:8443");
    CHECK(site->base_path == "/news/报");
}

TEST_CASE("what is wrong in site.yml is named where it stands", "[site]") {
    CHECK(wrong("url: https://x.org\n") == "1:1 key-missing");
    CHECK(wrong("title: x\nurl: x.org\n") == "2:6 url-invalid");
    CHECK(wrong("title: x\nurl: ftp://x.org\n") == "2:6 url-invalid");
    CHECK(wrong("title: x\nurl: https://u:p@x.org/\n") == "2:6 url-has-secret");
    CHECK(wrong("title: x\nurl: https://x.org/?a\n") == "2:6 url-invalid");
    CHECK(wrong("title: x\nurl: https://x.org/../a\n") == "2:6 url-invalid");
    CHECK(wrong(kLeast + "tittle: x\n") == "3:1 key-unknown");
    CHECK(wrong(kLeast + "title: x\n") == "3:1 key-duplicate");
    CHECK(wrong(kLeast + "timezone: Asia/Linxi\n") == "3:11 time-zone-unknown");
    CHECK(wrong(kLeast + "timezone: ../../etc/passwd\n") == "3:11 time-zone-unknown");
    CHECK(wrong(kLeast + "language: 中文\n") == "3:11 value-wrong-type");
    CHECK(wrong(kLeast + "review: {stage: [初审]}\n") == "3:10 key-unknown");
    CHECK(wrong(kLeast + "desk: {second_factor: yes}\n") == "3:23 value-not-listed");
    CHECK(wrong(kLeast + "review: {stages: {a: b}}\n") == "3:18 value-wrong-type");
    CHECK(wrong(kLeast + "review: {stages: [初审], resign: [终审]}\n") ==
          "3:32 review-stage-unknown");
}

TEST_CASE("sections, ids and slugs are unique and fit for addresses", "[site]") {
    Diagnostics diagnostics;
    CHECK_FALSE(read_site_config(kLeast + "sections: [a, a]\n", diagnostics).has_value());
    CHECK(testing::codes_of(diagnostics) ==
          std::vector<std::string>{"3:15 name-duplicate", "3:15 name-duplicate"});
    CHECK(wrong(kLeast + "sections: [{name: a, slug: x}, {name: b, slug: x}]\n") ==
          "3:32 name-duplicate");
    CHECK(wrong(kLeast + "sections: [{name: a, slug: ../x}]\n") == "3:12 slug-invalid");
    CHECK(wrong(kLeast + "channels: [{id: a/b, name: x}]\n") == "3:17 slug-invalid");
    CHECK(wrong(kLeast + "channels: [{id: a, name: x}, {id: a, name: y}]\n") ==
          "3:35 name-duplicate");
    CHECK(wrong(kLeast + "organisations: [{id: a, name: x, channel: none}]\n") ==
          "3:43 channel-unknown");
    CHECK(wrong(kLeast + "columns: [{id: a, name: x, from: 2022-08-01, to: 2022-07-01}]\n") ==
          "3:50 date-impossible");
}

TEST_CASE("numbers and truth values of site.yml are read strictly", "[site]") {
    CHECK(wrong(kLeast + "feeds: {items: many}\n") == "3:16 value-wrong-type");
    CHECK(wrong(kLeast + "feeds: {items: 0}\n") == "3:16 number-out-of-range");
    CHECK(wrong(kLeast + "feeds: {items: 99999999999999999999}\n") == "3:16 number-out-of-range");
    CHECK(wrong(kLeast + "credits: {shown: no}\n") == "3:18 value-wrong-type");
    CHECK(wrong(kLeast + "credits: {shown: 'true'}\n") == "3:18 value-wrong-type");
    CHECK(wrong(kLeast + "pictures: {quality: 101}\n") == "3:21 number-out-of-range");
    CHECK(wrong(kLeast + "pictures: {widths: []}\n") == "3:20 value-wrong-type");
    CHECK(wrong(kLeast + "publish: {x: {type: ftp, url: https://x.org}}\n") ==
          "3:21 value-not-listed");
    CHECK(wrong(kLeast + "publish: {x: {type: endpoint}}\n") == "3:14 key-missing");
    CHECK(wrong(kLeast + "notices: {webhooks: [{secret_file: k}]}\n") == "3:22 key-missing");
    CHECK(wrong(kLeast + "notices: {websub: ftp://hub.org/}\n") == "3:19 url-invalid");
    CHECK(wrong(kLeast + "notices: {hubs: []}\n") == "3:11 key-unknown");
    CHECK(wrong(kLeast + "masthead: {kind: paper}\n") == "3:18 value-not-listed");
    CHECK(wrong(kLeast + "sections: 要闻\n") == "3:11 value-wrong-type");
}

TEST_CASE("a masthead without its number, and contacts without one, are warned of", "[site]") {
    const auto codes = [](const std::string& more) {
        Diagnostics diagnostics;
        CHECK(read_site_config(kLeast + more, diagnostics).has_value());
        CHECK_FALSE(diagnostics.has_errors());
        return testing::codes_of(diagnostics);
    };
    using Codes = std::vector<std::string>;
    CHECK(codes("masthead: {kind: internal}\n") == Codes{"3:11 masthead-incomplete"});
    CHECK(codes("masthead: {kind: newspaper, permit: x}\n") == Codes{"3:11 masthead-incomplete"});
    CHECK(codes("masthead: {kind: newspaper, cn: CN 37-0000}\n").empty());
    CHECK(codes("masthead: {sponsor: x}\n").empty());
    CHECK(codes("contacts: {}\n") == Codes{"3:11 report-contact-missing"});
    CHECK(codes("contacts: {report: }\n") == Codes{"3:11 report-contact-missing"});
    CHECK(codes("contacts: {report: {text: x}}\n") == Codes{"3:11 report-contact-missing"});
    CHECK(codes("contacts: {report: {phone: 1}}\n").empty());
}

TEST_CASE("a check that does not exist names the nearest, and a safe one stays as it is",
          "[site]") {
    CHECK(wrong(kLeast + "checks: {byline-mising: off}\n") == "3:10 key-unknown");
    CHECK(wrong(kLeast + "checks: {raw-html: sometimes}\n") == "3:20 value-not-listed");
    CHECK(wrong(kLeast + "checks: {raw-html: {severity: off, max: 3}}\n") == "3:36 key-unknown");
    CHECK(wrong(kLeast + "checks: {raw-html: {}}\n") == "3:20 key-missing");
    for (const char* code : {"yaml-syntax", "link-unsafe", "review-changed", "site-missing",
                             "address-duplicate", "attachment-missing", "bidi-control"}) {
        INFO(code);
        for (const char* setting : {"off", "note", "{severity: warning}"}) {
            CHECK(wrong(kLeast + "checks: {" + code + ": " + setting + "}\n") ==
                  "3:10 check-fixed");
        }
    }
    Diagnostics diagnostics;
    static_cast<void>(read_site_config(kLeast + "checks: {byline-mising: off}\n", diagnostics));
    CHECK(diagnostics.all().at(0).arguments.at(1) == "byline-missing");
}

TEST_CASE("a site.yml that is no YAML or no text says so", "[site]") {
    CHECK(wrong("") == "1:1 file-empty");
    CHECK(wrong("# nothing\n") == "1:1 file-empty");
    CHECK(wrong("- a\n") == "1:1 value-wrong-type");
    CHECK(wrong("a: [b\n").ends_with("yaml-syntax"));
    CHECK(wrong(std::string("\xCA\xD3\xC6\xB5: x\n")) == "1:1 encoding-gb18030");
    CHECK(wrong(std::string(600 << 10, '#')) == "0:0 file-too-large");
}
