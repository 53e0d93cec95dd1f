#include "content/home_choice.h"

#include "content/file_text.h"
#include "content/yaml_fields.h"

namespace gazette {
std::optional<HomeChoice> read_home_choice(std::string_view bytes, Diagnostics& diagnostics,
                                           const std::string& path) {
    const Reading reading{path, diagnostics};
    const std::size_t errors_before = diagnostics.count(Severity::Error);
    const auto tree = read_yaml_file(reading, bytes, kMaxHomeBytes);
    if (!tree) return std::nullopt;
    const Fields fields(reading, *tree->root(), {"lead", "top"});
    HomeChoice choice;
    if (std::string lead = fields.line("lead"); !lead.empty()) {
        choice.lead = ArticleReference{std::move(lead), fields.position("lead")};
    }
    if (const auto* top = fields.find("top")) {
        if (top->is_scalar()) choice.top.push_back({reading.line("top", *top), top->position});
        if (top->is_map()) reading.report_wrong_type("top", *top, "@list-of-texts");
        for (const YamlNode& item : top->items()) {
            std::string text = reading.line("top", item);
            if (!text.empty()) choice.top.push_back({std::move(text), item.position});
        }
    }
    if (diagnostics.count(Severity::Error) > errors_before) return std::nullopt;
    return choice;
}

}  // namespace gazette
