#include "build/diagnostic_record.h"

#include "content/diagnostic_codes.h"

namespace gazette {
namespace {

const DiagnosticCode* find_code(std::string_view id) {
    for (const DiagnosticCode& code : all_diagnostic_codes()) {
        if (code.id == id) return &code;
    }
    return nullptr;
}

}  // namespace

void write_diagnostic(const Diagnostic& diagnostic, RecordWriter& out) {
    out.text(diagnostic.code);
    out.number(static_cast<std::uint64_t>(diagnostic.severity));
    out.number(std::int64_t{diagnostic.position.line});
    out.number(std::int64_t{diagnostic.position.column});
    out.number(std::uint64_t{diagnostic.arguments.size()});
    for (const std::string& argument : diagnostic.arguments) out.text(argument);
}

bool read_diagnostic(RecordReader& in, std::string_view file, Diagnostics& diagnostics) {
    const DiagnosticCode* code = find_code(in.text());
    const std::uint64_t severity = in.number();
    const auto line = static_cast<int>(in.number());
    const auto column = static_cast<int>(in.number());
    std::vector<std::string> arguments;
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
        arguments.emplace_back(in.text());
    }
    if (code == nullptr || severity > static_cast<std::uint64_t>(Severity::Note)) return false;
    diagnostics.add({code->id, static_cast<Severity>(severity)}, std::string(file), {line, column},
                    std::move(arguments));
    return in.good();
}

}  // namespace gazette
