#include "review/record.h"

#include "base/base64.h"
#include "base/text.h"
#include "review/review_log.h"
#include "support/catch.h"
#include "support/review_samples.h"

#include <functional>
#include <string>
#include <vector>

using namespace gazette;
using namespace gazette::testing;

namespace {

std::vector<Record> one_of_each() {
    const SampleLog log;
    std::vector<Record> records;
    Record sign = log.sign_off(1, "director", "初", "复");
    sign.stands_for = "deputy";
    sign.note = "改了“导语”";
    records.push_back(sign);
    Record back = log.record(RecordType::Return, "director");
    back.stage = "复审";
    back.content = sha256("初");
    back.kind = ReturnKind::Spare;
    records.push_back(back);
    records.push_back(log.record(RecordType::Withdraw, "reporter"));
    Record schedule = log.record(RecordType::Schedule, "chief");
    records.push_back(schedule);
    schedule.not_before = Instant{1'657'067'400};
    records.push_back(schedule);
    records.push_back(log.record(RecordType::Recall, "chief"));
    Record lift = log.record(RecordType::Lift, "chief");
    lift.other = "director";
    records.push_back(lift);
    Record exception = log.record(RecordType::Exception, "leader");
    exception.stage = "终审";
    exception.received = sha256("复");
    exception.other = "editor";
    records.push_back(exception);
    for (Record& record : records) record.seq = 1;
    return records;
}

std::string line_of(const std::string& payload, const SigningKey& key = desk_key()) {
    SealedRecord sealed;
    sealed.payload = payload;
    sealed.key = key.public_key().id();
    sealed.signature = key.sign(signed_message(payload));
    return print_sealed(sealed);
}

}  // namespace

TEST_CASE("a record reads as it was printed", "[review][record]") {
    for (const Record& record : one_of_each()) {
        const auto payload = print_payload(record);
        REQUIRE(payload);
        INFO(*payload);
        const auto sealed = parse_sealed(line_of(*payload));
        REQUIRE(sealed);
        const auto read = open_sealed(*sealed, desk_key().public_key());
        REQUIRE(read);
        CHECK(*read == record);
    }
}

TEST_CASE("a record's payload has the members that the format lays down", "[review][record]") {
    Record record = SampleLog().sign_off(0, "editor", "稿", "初");
    record.seq = 3;
    CHECK(print_payload(record) ==
          R"({"type":"signoff","site":"dongchangfu","article":"k3jx7","seq":3,"prev":")" +
              std::string(64, '0') +
              R"(","at":"2022-07-06T00:30:00Z","person":"editor","stage":"初审",)"
              R"("stages":["初审","复审","终审"],"path":"2022/07/06/象棋.md","received":")" +
              to_hex(sha256("稿")) + R"(","content":")" + to_hex(sha256("初")) + R"(","assets":")" +
              to_hex(sha256("no files")) + R"(","author":"reporter"})");
}

TEST_CASE("what is signed is a domain, a zero byte and the payload", "[review][record]") {
    CHECK(signed_message("{}") == std::string("gazette-record-v1") + '\0' + "{}");
}

TEST_CASE("no byte of a line can be another", "[review][record]") {
    const auto payload = print_payload(one_of_each().front());
    REQUIRE(payload);
    const std::string line = line_of(*payload);
    for (std::size_t i = 0; i < line.size(); ++i) {
        for (const char other : {'A', 'b', '"', ' ', '\0'}) {
            if (line[i] == other) continue;
            std::string changed = line;
            changed[i] = other;
            const auto sealed = parse_sealed(changed);
            if (!sealed) continue;
            // The id of the key is not signed: with it another key is looked for, or none.
            if (sealed->key != desk_key().public_key().id()) continue;
            CHECK_FALSE(open_sealed(*sealed, desk_key().public_key()));
        }
        CHECK_FALSE(parse_sealed(line.substr(0, i)));
    }
    CHECK_FALSE(parse_sealed(line + " "));
    CHECK_FALSE(parse_sealed(" " + line));
}

TEST_CASE("a stranger's signature is refused before the payload is parsed", "[review][record]") {
    // No JSON at all: had it been parsed, the error would say so.
    const auto sealed = parse_sealed(line_of("not json", desk_key('x')));
    REQUIRE(sealed);
    CHECK(open_sealed(*sealed, desk_key().public_key()).error().code == ErrorCode::Denied);
    const auto own = parse_sealed(line_of("not json"));
    REQUIRE(own);
    CHECK(open_sealed(*own, desk_key().public_key()).error().code == ErrorCode::Invalid);
}

TEST_CASE("a record that lacks something is neither written nor read", "[review][record]") {
    const Record good = one_of_each().front();
    const std::vector<std::pair<std::string, std::function<void(Record&)>>> wrong = {
        {"site", [](Record& r) { r.site = "../x"; }},
        {"article", [](Record& r) { r.article.clear(); }},
        {"seq", [](Record& r) { r.seq = 0; }},
        {"person", [](Record& r) { r.person.clear(); }},
        {"person", [](Record& r) { r.person = "a b"; }},
        {"person", [](Record& r) { r.person = std::string(65, 'a'); }},
        {"person", [](Record& r) { r.person = "甲"; }},
        {"note", [](Record& r) { r.note = "两\n行"; }},
        {"stages", [](Record& r) { r.stages.clear(); }},
        {"stages", [](Record& r) { r.stages.push_back("初审"); }},
        {"stages", [](Record& r) { r.stages = {"a", "b", "c", "d", "e", "f", "复审"}; }},
        {"stage", [](Record& r) { r.stage = "四审"; }},
        {"path", [](Record& r) { r.path.clear(); }},
        {"author", [](Record& r) { r.author.clear(); }},
        {"stands_for", [](Record& r) { r.stands_for = "a b"; }},
    };
    for (const auto& [member, spoil] : wrong) {
        Record record = good;
        spoil(record);
        INFO(member);
        const auto payload = print_payload(record);
        REQUIRE_FALSE(payload);
        CHECK(payload.error().what.find("'" + member + "'") != std::string::npos);
    }
}

TEST_CASE("a payload is read strictly", "[review][record]") {
    const std::string good = print_payload(one_of_each().front()).value();
    REQUIRE(parse_payload(good));
    const std::vector<std::pair<std::string, std::string>> changes = {
        {R"("type":"signoff")", R"("type":"signed")"},
        {R"("type":"signoff")", R"("type":"withdraw")"},
        {R"("seq":1)", R"("seq":-1)"},
        {R"("seq":1)", R"("seq":"1")"},
        {R"("person":"director")", R"("person":"director","person":"chief")"},
        {R"("person":"director")", R"("person":"director","extra":1)"},
        {R"("author":"reporter")", R"("author":null)"},
        {R"("stages":["初审","复审","终审"])", R"("stages":"复审")"},
        {R"("stages":["初审","复审","终审"])", R"("stages":["复审",1])"},
        {R"(,"stands_for":"deputy")", R"(,"stands_for":"")"},
        {R"("at":"2022-07-06T00:30:00Z")", R"("at":"2022-07-06")"},
    };
    for (const auto& [from, to] : changes) {
        INFO(to);
        REQUIRE(good.find(from) != std::string::npos);
        CHECK_FALSE(parse_payload(replace_all(good, from, to)));
    }
    for (std::size_t i = 0; i < good.size(); ++i) CHECK_FALSE(parse_payload(good.substr(0, i)));
    CHECK_FALSE(parse_payload(std::string(kMaxPayloadBytes + 1, ' ')));
    CHECK_FALSE(parse_payload("[" + good + "]"));
}

TEST_CASE("a log is its lines, and one that is cut off is none", "[review][record]") {
    SampleLog log;
    log.sign_through("文");
    const auto read = parse_review_log(log.bytes());
    REQUIRE(read);
    CHECK(read->size() == 3);
    CHECK(print_review_log(*read) == log.bytes());
    CHECK(end_of(*read) == log.end());
    CHECK(parse_review_log("")->empty());
    for (std::size_t i = 1; i < log.bytes().size(); ++i) {
        const auto cut = parse_review_log(log.bytes().substr(0, i));
        // Between two lines it is a log, of fewer records.
        if (log.bytes()[i - 1] == '\n') {
            CHECK(cut);
        } else {
            CHECK(cut.error().code == ErrorCode::Damaged);
        }
    }
    CHECK_FALSE(parse_review_log(log.bytes() + "\n"));
    CHECK_FALSE(parse_review_log("\n" + log.bytes()));
    CHECK_FALSE(parse_review_log(replace_all(log.bytes(), "\n", "\r\n")));
    CHECK(parse_review_log(std::string(kMaxLogBytes + 1, 'x')).error().code == ErrorCode::TooLarge);
}

TEST_CASE("a desk adds a record to a log as it is on disk", "[review][record]") {
    const SampleLog empty;
    const auto one = with_record("", empty.sign_off(0, "editor", "稿", "初"), desk_key());
    REQUIRE(one);
    const auto two = with_record(*one, empty.sign_off(1, "director", "初", "复"), desk_key());
    REQUIRE(two);
    CHECK(two->starts_with(*one));
    const auto log = parse_review_log(*two);
    REQUIRE(log);
    const auto second = open_sealed((*log)[1], desk_key().public_key());
    REQUIRE(second);
    CHECK(second->seq == 2);
    CHECK(second->prev == (*log)[0].digest);
    CHECK(with_record("half", empty.sign_off(0, "editor", "稿", "初"), desk_key()).error().code ==
          ErrorCode::Damaged);
}

TEST_CASE("a log's name is its story's id, and no other file's", "[review][record]") {
    CHECK(review_log_path("k3jx7") == "reviews/k3jx7.jsonl");
    for (const char* const wrong : {"", "..", "a/b", ".x", "_site", "a\\b", "a\nb"}) {
        INFO(wrong);
        CHECK(review_log_path(wrong).empty());
    }
}

TEST_CASE("the root of all logs does not depend on their order, and on everything else",
          "[review][record]") {
    const LogEnd end{3, sha256("x")};
    const Sha256 root = reviews_root({{"a", end}, {"b", end}});
    CHECK(root == reviews_root({{"b", end}, {"a", end}}));
    CHECK(root != reviews_root({{"a", end}}));
    CHECK(root != reviews_root({{"a", end}, {"b", {4, sha256("x")}}}));
    CHECK(root != reviews_root({{"a", end}, {"b", {3, sha256("y")}}}));
    CHECK(root != reviews_root({}));
}

TEST_CASE("stages are a few different words", "[review][record]") {
    CHECK(are_stages(kThreeStages));
    CHECK(print_stages(kThreeStages) == "初审,复审,终审");
    CHECK(print_stages({}) == "none");
    for (const ReviewStages& wrong :
         {ReviewStages{}, ReviewStages{""}, ReviewStages{"none"}, ReviewStages{"a,b"},
          ReviewStages{"a", "a"}, ReviewStages{"a b"}, ReviewStages{"a\n"},
          ReviewStages{"\xE2\x80\xAE"
                       "a"},
          ReviewStages{"\xFF"}, ReviewStages{"a", "b", "c", "d", "e", "f", "g"},
          ReviewStages{"一二三四五六七八九十一"}}) {
        CHECK_FALSE(are_stages(wrong));
    }
}
