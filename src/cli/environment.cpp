#include "cli/environment.h"

namespace gazette {

Environment Environment::of_process(const char* const* environ) {
    Environment environment;
    for (; environ != nullptr && *environ != nullptr; ++environ) {
        const std::string_view variable = *environ;
        const std::size_t equals = variable.find('=');
        if (equals == std::string_view::npos) continue;
        environment.variables_.emplace(variable.substr(0, equals), variable.substr(equals + 1));
    }
    return environment;
}

std::string_view Environment::get(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view language_of(const Environment& environment) {
    for (const std::string_view name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const std::string_view locale = environment.get(name);
        if (!locale.empty()) return locale.starts_with("zh") ? "zh-CN" : "en";
    }
    return "en";
}

}  // namespace gazette
