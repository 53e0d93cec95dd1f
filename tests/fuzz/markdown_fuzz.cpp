// formats/markdown: any bytes as an article's body. Whatever it is, only tags of ours come out, no
// address of a refused scheme, and each anchor once.
#include "base/assert.h"
#include "formats/markdown.h"
#include "formats/markdown_parts.h"
#include "formats/plain_prose.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace {

class Hooks final : public gazette::BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        GAZETTE_ASSERT(gazette::is_allowed_target(target), "refused schemes are not asked for");
        if (target.empty()) return std::nullopt;
        return Link{std::string(target), target.size() % 2 == 0};
    }

    bool image(const gazette::BodyImage& image, std::string& out) override {
        if (image.target.size() % 2 == 0) return false;
        out += "<figure></figure>";
        return true;
    }
};

void check_tags(std::string_view html) {
    static constexpr std::array<std::string_view, 29> kTags = {
        "a",     "blockquote", "br",    "caption", "code", "div",   "em", "figure", "h2",  "h3",
        "h4",    "h5",         "h6",    "hr",      "img",  "li",    "ol", "p",      "pre", "span",
        "tbody", "strong",     "table", "td",      "th",   "thead", "tr", "ul",     ""};
    for (std::size_t at = html.find('<'); at != std::string_view::npos;
         at = html.find('<', at + 1)) {
        std::string_view name = html.substr(at + 1);
        if (name.starts_with('/')) name.remove_prefix(1);
        name = name.substr(0, name.find_first_of(" >"));
        GAZETTE_ASSERT(!name.empty() && std::find(kTags.begin(), kTags.end(), name) != kTags.end(),
                       "only the renderer's own tags come out");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const gazette::BodyFacts facts = gazette::examine(body, 5);
    std::set<std::string> anchors;
    for (const gazette::BodyHeading& heading : facts.headings) {
        GAZETTE_ASSERT(heading.level >= 2 && heading.level <= 6, "the headline is above");
        GAZETTE_ASSERT(anchors.insert(heading.anchor).second, "each anchor is given once");
    }
    for (const auto shape : {gazette::BodyShape::Page, gazette::BodyShape::Feed}) {
        Hooks hooks;
        std::string html;
        const gazette::BodyOptions options{shape, body.substr(0, size % 7), "表"};
        gazette::render_body(body, options, hooks, html);
        check_tags(html);
    }
    if (gazette::is_plain_prose(body) && !facts.broken_limit) {
        // With a list behind it, the same body goes through cmark.
        Hooks hooks;
        std::string plain;
        std::string parsed;
        const gazette::BodyOptions options{gazette::BodyShape::Page, {}, "表"};
        gazette::render_body(body, options, hooks, plain);
        gazette::render_body(std::string(body) + "\n\n- x\n", options, hooks, parsed);
        GAZETTE_ASSERT(parsed.starts_with(plain), "plain prose reads as cmark reads it");
    }
    const std::string text = gazette::plain_text(body);
    GAZETTE_ASSERT(text.empty() || !facts.broken_limit.has_value(), "over a limit nothing is read");
    return 0;
}
