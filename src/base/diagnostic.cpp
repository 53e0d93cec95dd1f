#include "base/diagnostic.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace gazette {

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::Error:
            return "error";
        case Severity::Warning:
            return "warning";
        case Severity::Note:
            return "note";
    }
    return "error";
}

void Diagnostics::add(const DiagnosticCode& code, std::string file, Position position,
                      std::vector<std::string> arguments) {
    all_.push_back(
        Diagnostic{code.id, code.severity, std::move(file), position, std::move(arguments)});
}

void Diagnostics::append(Diagnostics&& other) {
    if (all_.empty()) {
        all_ = std::move(other.all_);
    } else {
        all_.insert(all_.end(), std::make_move_iterator(other.all_.begin()),
                    std::make_move_iterator(other.all_.end()));
    }
    other.all_.clear();
}

void Diagnostics::sort() {
    const auto key = [](const Diagnostic& d) {
        return std::tie(d.file, d.position, d.code, d.arguments);
    };
    std::stable_sort(all_.begin(), all_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
    const auto last =
        std::unique(all_.begin(), all_.end(),
                    [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); });
    all_.erase(last, all_.end());
}

std::size_t Diagnostics::count(Severity severity) const {
    return static_cast<std::size_t>(std::count_if(
        all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

}  // namespace gazette
