// formats/mustache: any bytes as a template, and behind a NUL as a partial. It either renders, the
// same twice, or says why not, with a place.
#include "base/assert.h"
#include "formats/mustache.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gazette;

const ViewSchema& card_schema() {
    static const ViewSchema schema{view::text("href", ""), view::text("title", ""),
                                   view::html("title_html", "")};
    return schema;
}

const ViewSchema& page_schema() {
    static const ViewSchema schema{view::text("title", ""), view::flag("current", ""),
                                   view::list("stories", card_schema(), ""),
                                   view::object("lead", card_schema(), ""),
                                   view::texts("lines", "")};
    return schema;
}

View sample() {
    View view;
    view.set("title", "<甲>");
    for (int i = 0; i < 2; ++i) {
        View& card = view.add("stories");
        card.set("title", "乙");
        card.set("title_html", "<b>乙</b>");
        view.list("lines").push_back(View::of_text("&"));
    }
    return view;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string_view second = input.substr(std::min(end + 1, input.size()));
    const TextLookup partial = [&](std::string_view name) -> std::optional<std::string_view> {
        if (name != "p") return std::nullopt;
        return second;
    };
    const TextLookup label = [](std::string_view name) -> std::optional<std::string_view> {
        if (name != "more") return std::nullopt;
        return "{{more}} & <more>";
    };
    std::vector<TemplateError> errors;
    const auto compiled =
        Template::compile({"page", input.substr(0, end), partial, label}, page_schema(), errors);
    GAZETTE_ASSERT(compiled.has_value() == errors.empty(), "it is right, or it says why not");
    for (const TemplateError& error : errors)
        GAZETTE_ASSERT(!describe(error).empty() && !id_of(error.problem).empty(),
                       "errors have words");
    if (!compiled.has_value()) return 0;
    static const View kView = sample();
    TemplateRenderer renderer(*compiled);
    std::string once;
    std::string twice;
    renderer.render(kView, once);
    renderer.render(kView, twice);
    GAZETTE_ASSERT(once == twice, "a page is a function of its view");
    return 0;
}
