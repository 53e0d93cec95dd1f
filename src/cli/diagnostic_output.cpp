#include "cli/diagnostic_output.h"

#include "base/text.h"
#include "formats/json.h"

#include <utility>

namespace gazette {

namespace {

constexpr std::uint64_t kMostShownBytes = std::uint64_t{4} << 20U;

}  // namespace

std::string_view SourceLines::line(const Diagnostic& diagnostic) {
    if (diagnostic.position.line < 1) return {};
    if (path_ != diagnostic.file) {
        path_ = diagnostic.file;
        Result<std::string> text = files_.read(join_path(newsroom_, path_), kMostShownBytes);
        text_ = text.has_value() ? *std::move(text) : std::string();
        lines_ = split_lines(text_);
    }
    const auto index = static_cast<std::size_t>(diagnostic.position.line) - 1;
    if (index >= lines_.size() || first_invalid_utf8(lines_[index]).has_value()) return {};
    return lines_[index];
}

void print_diagnostics(const Diagnostics& diagnostics, const MessageCatalogue& texts, Files& files,
                       const std::string& newsroom, std::ostream& out) {
    SourceLines lines(files, newsroom);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        out << print_diagnostic(diagnostic, texts, lines.line(diagnostic));
    }
}

std::string shown_name(std::string_view name) {
    std::string out;
    while (!name.empty()) {
        const std::size_t right = first_invalid_utf8(name).value_or(name.size());
        for (const char byte : name.substr(0, right)) {
            const auto code = static_cast<unsigned char>(byte);
            if (code < 0x20 || code == 0x7F) {
                append_utf8(out, U'\uFFFD');
            } else {
                out += byte;
            }
        }
        name.remove_prefix(right);
        if (name.empty()) break;
        append_utf8(out, U'\uFFFD');
        name.remove_prefix(1);
    }
    return out;
}

std::string diagnostics_json(const Diagnostics& diagnostics, const MessageCatalogue& texts) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("diagnostics").begin_array();
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        json.begin_object().text("file", shown_name(diagnostic.file));
        json.key("line").number(diagnostic.position.line);
        json.key("column").number(diagnostic.position.column);
        json.text("severity", name_of(diagnostic.severity)).text("code", diagnostic.code);
        json.text("message", shown_name(texts.text(diagnostic)));
        json.text("hint", shown_name(texts.hint(diagnostic))).end_object();
    }
    json.end_array();
    json.key("errors").number(static_cast<std::int64_t>(diagnostics.count(Severity::Error)));
    json.key("warnings").number(static_cast<std::int64_t>(diagnostics.count(Severity::Warning)));
    json.end_object();
    return out;
}

}  // namespace gazette
