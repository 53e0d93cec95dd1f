#include "content/diagnostic_codes.h"

#include "base/files.h"
#include "formats/message_catalogue.h"
#include "support/catch.h"

#include <set>

using namespace gazette;

namespace {

MessageCatalogue catalogue(const std::string& language) {
    const auto files = real_files();
    const auto text = files->read(
        std::string(GAZETTE_SOURCE_DIR) + "/templates/messages/" + language + ".yml", 1'000'000);
    REQUIRE(text.has_value());
    std::string problem;
    auto parsed = MessageCatalogue::parse(*text, problem);
    INFO(problem);
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
}

std::set<char> places(const DiagnosticTexts& texts) {
    std::set<char> out;
    const std::string all = texts.text + texts.hint;
    for (std::size_t at = all.find('{'); at != std::string::npos; at = all.find('{', at + 1)) {
        const bool is_place = at + 2 < all.size() && all[at + 1] >= '0' && all[at + 1] <= '9';
        if (is_place && all[at + 2] == '}') out.insert(all[at + 1]);
    }
    return out;
}

}  // namespace

TEST_CASE("every diagnostic has a text and a hint in Chinese and English, with the same places",
          "[diagnostics]") {
    const MessageCatalogue chinese = catalogue("zh-CN");
    const MessageCatalogue english = catalogue("en");
    for (const DiagnosticCode& code : all_diagnostic_codes()) {
        INFO(code.id);
        for (const MessageCatalogue* language : {&chinese, &english}) {
            const DiagnosticTexts* texts = language->find(code.id);
            REQUIRE(texts != nullptr);
            CHECK_FALSE(texts->text.empty());
            CHECK_FALSE(texts->hint.empty());
        }
        CHECK(places(*chinese.find(code.id)) == places(*english.find(code.id)));
    }
}

TEST_CASE("the catalogues hold no diagnostic that nobody makes", "[diagnostics]") {
    std::set<std::string_view> known;
    for (const DiagnosticCode& code : all_diagnostic_codes()) {
        INFO(code.id);
        CHECK(known.insert(code.id).second);
    }
    for (const char* language : {"zh-CN", "en"}) {
        const MessageCatalogue texts = catalogue(language);
        for (const auto& [id, text] : texts.diagnostics()) {
            INFO(id);
            CHECK(known.contains(id));
        }
    }
}

TEST_CASE("both catalogues know the same labels and words", "[diagnostics]") {
    const MessageCatalogue chinese = catalogue("zh-CN");
    const MessageCatalogue english = catalogue("en");
    for (const auto& [key, text] : chinese.labels()) {
        INFO(key);
        CHECK(english.label(key) != nullptr);
    }
    CHECK(chinese.labels().size() == english.labels().size());
    for (const auto& [key, text] : chinese.words()) {
        INFO(key);
        CHECK(english.words().contains(key));
    }
    CHECK(chinese.words().size() == english.words().size());
}

TEST_CASE("few errors may be lowered by a newsroom, and each leaves a right page",
          "[diagnostics]") {
    std::set<std::string_view> errors;
    for (const DiagnosticCode& code : all_diagnostic_codes()) {
        if (code.severity == Severity::Error && may_be_changed(code.id)) errors.insert(code.id);
    }
    CHECK(errors == std::set<std::string_view>{"anchor-broken", "byline-missing",
                                               "home-item-unknown", "issue-item-unknown",
                                               "redirect-target-unknown", "source-not-listed"});
    CHECK_FALSE(may_be_changed("no-such-code"));
}
