#include "content/source_path.h"

#include "base/path.h"
#include "base/percent.h"
#include "base/text.h"

namespace gazette {

std::optional<std::string> normalise_path(std::string_view path) {
    if (path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos) {
        return std::nullopt;
    }
    std::vector<std::string> kept;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            kept.emplace_back(part);
        } else if (kept.empty()) {
            return std::nullopt;
        } else {
            kept.pop_back();
        }
    }
    return join(kept, "/");
}

std::vector<std::string> source_candidates(std::string_view from, std::string_view target) {
    if (target.empty() || target.find("://") != std::string_view::npos ||
        target.starts_with("//")) {
        return {};
    }
    std::vector<std::string> candidates;
    const auto add = [&](std::string_view path) {
        if (auto normal = normalise_path(path); normal && !normal->empty()) {
            candidates.push_back(std::move(*normal));
        }
    };
    if (target.starts_with('/')) {
        add(target.substr(1));
        return candidates;
    }
    add(join_path(parent_path(from), target));
    if (!target.starts_with('.')) add(join_path("assets", target));
    return candidates;
}

std::vector<std::string> link_candidates(std::string_view from, std::string_view link) {
    const std::string_view target = link.substr(0, link.find('#'));
    return source_candidates(from, percent_decode(target).value_or(std::string(target)));
}

}  // namespace gazette
