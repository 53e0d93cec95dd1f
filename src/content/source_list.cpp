#include "content/source_list.h"

#include "base/text.h"
#include "content/file_text.h"
#include "content/yaml_fields.h"

#include <algorithm>
#include <utility>

namespace gazette {

std::vector<std::string> read_source_list(std::string_view bytes, Diagnostics& diagnostics,
                                          const std::string& path) {
    const Reading reading{path, diagnostics};
    const auto text = FileText::read(reading, bytes, kMaxSourceListBytes);
    if (!text) return {};
    std::vector<std::string> names;
    bool is_first = true;
    for (const std::string_view line : split_lines(text->view())) {
        const std::string_view name = trim(line.substr(0, line.find('\t')));
        const bool is_head = std::exchange(is_first, false) && name == "name";
        if (!name.empty() && !name.starts_with('#') && !is_head) names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace gazette
