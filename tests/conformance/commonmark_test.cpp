// CommonMark's own examples (specification 0.30) through our body renderer, with hooks that change
// nothing. Each example either gives the specification's HTML (void elements written "<br>" and not
// "<br />"), or stands in commonmark_deviations.json with the HTML that it gives here and the
// reasons, which are those of docs/conformance.md. GAZETTE_ACCEPT=1 writes that file anew.
#include "base/text.h"
#include "formats/json.h"
#include "formats/markdown.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/shared_material.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace gazette;

namespace {

class NeutralHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        return Link{std::string(target), false};
    }

    bool image(const BodyImage&, std::string&) override { return false; }
};

// The same with raw HTML let through, to see that nothing but its being dropped differs.
class RawHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        return Link{std::string(target), false};
    }

    bool image(const BodyImage&, std::string&) override { return false; }

    void unsafe_raw_html(std::string_view html, std::string& out) override { out += html; }
};

std::string rendered(std::string_view markdown, BodyHooks& hooks) {
    std::string html;
    render_body(markdown, {}, hooks, html);
    return html;
}

// Shifted as ours: an anchor in each opening tag, levels from 2 on without gaps.
std::string with_our_headings(std::string html, const BodyFacts& facts) {
    std::map<char, char> levels;
    for (char level = '1'; level <= '6'; ++level) {
        if (html.find(std::string("<h") + level + ">") != std::string::npos)
            levels.emplace(level, static_cast<char>('2' + std::min<std::size_t>(levels.size(), 4)));
    }
    std::size_t at = 0;
    for (const BodyHeading& heading : facts.headings) {
        at = html.find("<h", at);
        while (at != std::string::npos && !levels.contains(html[at + 2]))
            at = html.find("<h", at + 1);
        if (at == std::string::npos) return html;
        const char written = html[at + 2];
        html[at + 2] = levels.at(written);
        html.insert(at + 3, " id=\"" + heading.anchor + "\"");
        const std::size_t end = html.find(std::string("</h") + written + ">", at);
        if (end == std::string::npos) return html;
        html[end + 3] = levels.at(written);
        at = end;
    }
    return html;
}

struct Deviation {
    std::string reasons;
    std::string html;

    friend bool operator==(const Deviation&, const Deviation&) = default;
};

using Deviations = std::map<std::int64_t, Deviation>;

const std::string kFile = GAZETTE_SOURCE_DIR "/tests/conformance/commonmark_deviations.json";

// Why this body may come out otherwise, from what it holds.
std::string reasons_for(std::string_view markdown) {
    const BodyFacts facts = examine(markdown, 1);
    std::vector<std::string> reasons;
    if (!facts.raw_html.empty() || markdown.find("<!--") != std::string_view::npos)
        reasons.emplace_back("raw-html");
    if (!facts.headings.empty()) reasons.emplace_back("headings");
    if (!facts.refused_links.empty()) reasons.emplace_back("schemes");
    return join(reasons, " ");
}

Deviations recorded() {
    Deviations out;
    const auto json = parse_json(testing::file_bytes(kFile));
    REQUIRE(json.has_value());
    for (const JsonValue& item : *json->array()) {
        out[*item.find("example")->integer()] = {*item.find("reasons")->string(),
                                                 *item.find("html")->string()};
    }
    return out;
}

void record(const Deviations& deviations) {
    std::ofstream file(kFile, std::ios::binary);
    file << "[";
    for (const auto& [example, deviation] : deviations) {
        std::string line;
        JsonWriter(line)
            .begin_object()
            .key("example")
            .number(example)
            .text("reasons", deviation.reasons)
            .text("html", deviation.html)
            .end_object();
        file << (example == deviations.begin()->first ? "\n" : ",\n") << line;
    }
    file << "\n]\n";
}

}  // namespace

TEST_CASE("CommonMark's examples come out as specified, or as we say", "[conformance]") {
    const auto path = testing::shared_material("conformance/commonmark/spec-0.30.json");
    if (!path.has_value()) return;
    const auto json = parse_json(testing::file_bytes(*path));
    REQUIRE(json.has_value());
    REQUIRE(json->array()->size() == 652);
    Deviations found;
    for (const JsonValue& example : *json->array()) {
        const std::string& markdown = *example.find("markdown")->string();
        const std::string specified = replace_all(*example.find("html")->string(), " />", ">");
        NeutralHooks hooks;
        const std::string html = rendered(markdown, hooks);
        RawHooks raw_hooks;
        const BodyFacts facts = examine(markdown, 1);
        if (facts.refused_links.empty()) {
            INFO(markdown);
            CHECK(replace_all(rendered(markdown, raw_hooks), " />", ">") ==
                  with_our_headings(specified, facts));
        }
        if (html == specified) continue;
        const std::string reasons = reasons_for(markdown);
        INFO(markdown << "\n---- specified\n" << specified << "\n---- ours\n" << html);
        CHECK_FALSE(reasons.empty());
        found[*example.find("example")->integer()] = {reasons, html};
    }
    if (std::getenv("GAZETTE_ACCEPT") != nullptr) record(found);
    const Deviations known = recorded();
    for (const auto& [example, deviation] : found) {
        INFO("example " << example << "\n" << deviation.html);
        CHECK((known.contains(example) && known.at(example) == deviation));
    }
    CHECK(found.size() == known.size());
}
