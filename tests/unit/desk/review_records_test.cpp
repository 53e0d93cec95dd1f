// 审校记录: who checked what when, from the signed records.
#include "desk/review_records.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::shows;

namespace {

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

void send_back(DeskStage& stage, const std::string& id, const std::string& reason) {
    REQUIRE(stage
                .post("second-reviewer", "/stories/" + id + "/return",
                      {{"how", "return"},
                       {"reason", reason},
                       {"version", fmt::format("{}", stage.newest(id).number)}})
                .status == 303);
}

// Signed by the first stage, edited as it signed; given back by the second.
std::string reviewed(DeskStage& stage, const std::string& title) {
    std::string id = stage.write("reporter", title);
    stage.submit("reporter", id);
    StoryVersion newest = stage.newest(id);
    newest.fields.body += "\n\n审稿人加的一句。";
    REQUIRE(stage
                .post("first-reviewer", "/stories/" + id + "/edit",
                      form_of(newest.fields, newest.number))
                .status == 303);
    REQUIRE(stage.sign("first-reviewer", id).status == 303);
    stage.clock().pass(3600);
    send_back(stage, id, "写清楚多少人。");
    return id;
}

// So much that log-ins end.
void tamper(DeskStage& stage, const std::string& sql) {
    stage.core().with_database([&](Database& database) {
        REQUIRE(database.run(sql).has_value());
        return 0;
    });
}

}  // namespace

TEST_CASE("a story's records say who decided what and when", "[desk][records]") {
    DeskStage stage;
    const std::string id = reviewed(stage, "象棋进校园");
    const std::string page = stage.get("editor", "/stories/" + id + "/records").text;
    CHECK(shows(page, "2022-07-06 08:00"));
    CHECK(shows(page, "<td>初审</td><td>first-reviewer</td><td><b>审签（有改动）</b></td>"));
    CHECK(shows(page, "2022-07-06 09:00"));
    CHECK(shows(page,
                "<td>复审</td><td>second-reviewer</td><td><b>退修</b><q>写清楚多少人。</q></td>"));
    CHECK(shows(page, "2 条记录"));
    CHECK_FALSE(shows(page, "签名对不上"));
    CHECK(page.find("08:00") < page.find("09:00"));
    CHECK(shows(stage.get("editor", "/stories/" + id).text, "/stories/" + id + "/records\""));
    CHECK_FALSE(shows(stage.get("reporter", "/stories/" + id).text, "/records\""));
}

TEST_CASE("the last stage dates what it signs, which is no edit", "[desk][records]") {
    DeskStage stage;
    const std::string id = stage.write("reporter", "象棋进校园");
    stage.submit("reporter", id);
    for (const char* name : {"first-reviewer", "second-reviewer", "final-reviewer"}) {
        stage.clock().pass(600);
        REQUIRE(stage.sign(name, id).status == 303);
    }
    const std::string page = stage.get("editor", "/stories/" + id + "/records").text;
    CHECK(shows(page, "<td>终审</td><td>final-reviewer</td><td><b>签发</b></td>"));
    CHECK_FALSE(shows(page, "有改动"));
    CHECK(shows(stage.get("editor", "/records").text, "<b>签发</b>"));
    const std::string edited = stage.write("reporter", "另一篇");
    stage.submit("reporter", edited);
    REQUIRE(stage.sign("first-reviewer", edited).status == 303);
    REQUIRE(stage.sign("second-reviewer", edited).status == 303);
    StoryVersion newest = stage.newest(edited);
    newest.fields.title = "另一篇，改过";
    REQUIRE(stage
                .post("final-reviewer", "/stories/" + edited + "/edit",
                      form_of(newest.fields, newest.number))
                .status == 303);
    REQUIRE(stage.sign("final-reviewer", edited).status == 303);
    CHECK(shows(stage.get("editor", "/stories/" + edited + "/records").text,
                "<b>签发（有改动）</b>"));
}

TEST_CASE("the records of a span of days are those of these days", "[desk][records]") {
    DeskStage stage;
    reviewed(stage, "七月六日的稿子");
    stage.pass(259'200);
    reviewed(stage, "七月九日的稿子");
    const auto page = [&](const std::string& query) {
        return stage.get("first-reviewer", "/records" + query).text;
    };
    const std::string both = page("");
    CHECK(shows(both, "七月六日的稿子"));
    CHECK(shows(both, "七月九日的稿子"));
    CHECK(shows(both, "4 条记录"));
    CHECK(shows(both, "2 篇稿件"));
    CHECK(shows(both, "value=\"2022-07-03\""));
    CHECK(shows(both, "value=\"2022-07-09\""));
    const std::string first = page("?from=2022-07-06&to=2022-07-06");
    CHECK(count_of(first, "七月六日的稿子") == 2);
    CHECK_FALSE(shows(first, "七月九日的稿子"));
    CHECK(page("?from=2022-07-09&to=2022-07-06") == page("?from=2022-07-06&to=2022-07-09"));
    CHECK(shows(page("?from=2022-07-07&to=2022-07-08"), "没有审校记录"));
    // What is no day is not asked for; a year at most.
    CHECK(page("?from=2022-13-40&to=x") == both);
    CHECK(shows(page("?from=1000-01-01&to=2022-07-09"), "value=\"2021-07-08\""));
    CHECK(shows(page("?from=2022-07-09&to=9999-12-31"), "value=\"9998-12-30\""));
}

TEST_CASE("a day ends at midnight of the newsroom", "[desk][records]") {
    DeskStage stage;
    stage.pass(55'800);  // 23:30
    reviewed(stage, "零点前后");
    CHECK(shows(stage.get("editor", "/records?from=2022-07-06&to=2022-07-06").text, "1 条记录"));
    CHECK(shows(stage.get("editor", "/records?from=2022-07-07&to=2022-07-07").text, "00:30"));
}

TEST_CASE("a record that was changed in the database is listed as such", "[desk][records]") {
    DeskStage stage;
    const std::string id = reviewed(stage, "象棋进校园");
    const std::string other = reviewed(stage, "另一篇");
    tamper(stage,
           "update record set line = replace(line, '\"sig\":\"', '\"sig\":\"A') where seq = 1 "
           "and story = '" +
               id + "'");
    std::string page = stage.get("editor", "/stories/" + id + "/records").text;
    CHECK(count_of(page, "签名对不上，这条记录被改过") == 1);
    CHECK_FALSE(shows(page, "审签（有改动）"));  // nothing that it says is believed
    // One of another story in its place.
    tamper(stage, "update record set line = (select line from record where seq = 1 and story = '" +
                      other + "') where seq = 1 and story = '" + id + "'");
    page = stage.get("editor", "/stories/" + id + "/records").text;
    CHECK(count_of(page, "签名对不上，这条记录被改过") == 1);
    CHECK(shows(stage.get("editor", "/records").text, "签名对不上"));
}

TEST_CASE("a record of another key is neither right nor wrong", "[desk][records]") {
    DeskStage stage;
    const std::string id = reviewed(stage, "象棋进校园");
    const auto rows = stage.core().with_database(
        [&](Database& database) { return record_rows_of(database, id).value(); });
    const SigningKey other = SigningKey::from_seed(std::string(32, 'x'));
    for (const CheckedRecord& record : checked_records(rows.rows, other.public_key())) {
        CHECK(record.seal == RecordSeal::OtherKey);
        CHECK(record.record.article == id);
    }
    for (const CheckedRecord& record : checked_records(rows.rows, stage.key().public_key())) {
        CHECK(record.seal == RecordSeal::Right);
    }
    const std::vector<RecordRow> broken = {{id, "题", "", "", ""},
                                           {id, "题", "", "", "{}\n"},
                                           {id, "题", "", "", rows.rows.at(0).line.substr(0, 90)}};
    for (const CheckedRecord& record : checked_records(broken, stage.key().public_key())) {
        CHECK(record.seal == RecordSeal::Broken);
    }
}

TEST_CASE("the records are had as a table that runs nothing", "[desk][records]") {
    DeskStage stage;
    const std::string id = reviewed(stage, "=HYPERLINK(\"http://evil.example/\")");
    const HttpResponse table = stage.get("editor", "/stories/" + id + "/records.csv");
    CHECK(header_of(table, "Content-Type") == "text/csv; charset=utf-8");
    CHECK(header_of(table, "Content-Disposition").starts_with("attachment; filename=\"reviews-"));
    CHECK(table.text.starts_with("\xEF\xBB\xBF\"时间\",\"标题\","));
    CHECK(count_of(table.text, "\r\n") == 3);
    CHECK(shows(table.text, ",\"'=HYPERLINK(\"\"http://evil.example/\"\")\","));
    CHECK(shows(table.text, "\"写清楚多少人。\",\"核对无误\",\"2\",\"" + id + "\","));
    const HttpResponse days = stage.get("editor", "/records.csv?from=2022-07-06&to=2022-07-06");
    CHECK(days.text == table.text);
    CHECK(shows(header_of(days, "Content-Disposition"), "reviews-2022-07-06-2022-07-06.csv"));
}

TEST_CASE("who is not of the newsroom sees no records", "[desk][records]") {
    DeskStage stage;
    for (const std::string name : {"reporter", "member", "manager", "administrator"}) {
        INFO(name);
        CHECK(stage.get(name, "/records").status == 404);
        CHECK(stage.get(name, "/records.csv").status == 404);
    }
}
