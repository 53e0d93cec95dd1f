#include "formats/message_catalogue.h"

#include "base/text.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::size_t kMaxShownColumns = 100;  // of the source line
constexpr int kColumnsBeforePlace = 50;

// Two for what East Asian terminals print double (Unicode 15, EastAsianWidth W and F, in ranges).
int width_of(char32_t c) {
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
                      (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xA960 && c <= 0xA97F) ||
                      (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                      (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFF60) ||
                      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
                      (c >= 0x20000 && c <= 0x3FFFD);
    const bool none = (c >= 0x0300 && c <= 0x036F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200D;
    return none ? 0 : wide ? 2 : 1;
}

// What may not reach a terminal: control characters and what turns the direction of text.
bool is_unshowable(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

// Valid UTF-8 without what is_unshowable; bytes that are not UTF-8 become U+FFFD.
std::string showable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t valid = first_invalid_utf8(text).value_or(text.size());
        for (std::size_t i = 0; i < valid;) {
            const char32_t c = next_code_point(text, i);
            append_utf8(out, c == U'\t' ? U' ' : is_unshowable(c) ? U'\uFFFD' : c);
        }
        if (valid == text.size()) break;
        append_utf8(out, U'\uFFFD');
        text.remove_prefix(valid + 1);
    }
    return out;
}

// "  | text\n  |    ^\n", the line cut around the place.
std::string line_with_caret(std::string_view source_line, int column) {
    const std::string line = showable(source_line);
    std::string shown;
    std::size_t caret = 0;
    std::size_t width = 0;
    const int first = std::max(1, column - kColumnsBeforePlace);
    if (first > 1) {
        shown = "…";
        width = 1;
    }
    int at = 1;
    for (std::size_t i = 0; i < line.size(); ++at) {
        const std::size_t begin = i;
        const char32_t c = next_code_point(line, i);
        if (at < first) continue;
        if (at == column) caret = width;
        if (width >= kMaxShownColumns) {
            shown += "…";
            break;
        }
        shown += std::string_view(line).substr(begin, i - begin);
        width += static_cast<std::size_t>(width_of(c));
    }
    if (column >= at) caret = width;
    std::string out = "    " + shown + "\n";
    if (column > 0) out += "    " + std::string(caret, ' ') + "^\n";
    return out;
}

std::string text_at(const YamlNode& map, std::string_view key) {
    const YamlNode* node = map.find(key);
    return node != nullptr && node->is_scalar() ? std::string(trim(node->text)) : std::string();
}

using Texts = std::map<std::string, std::string, std::less<>>;

bool read_texts(const YamlNode* node, Texts& texts, std::string& problem) {
    if (node == nullptr || node->is_null()) return true;
    for (const auto& [key, value] : node->pairs()) {
        if (!value.is_scalar()) {
            problem = fmt::format("line {}: '{}' is not a text", value.position.line, key.text);
            return false;
        }
        texts.emplace(key.text, value.text);
    }
    return true;
}

}  // namespace

std::optional<MessageCatalogue> MessageCatalogue::parse(std::string_view yaml,
                                                        std::string& problem) {
    const YamlTree tree = parse_yaml(yaml);
    if (!tree.problems().empty()) {
        const YamlProblem& first = tree.problems().front();
        problem = fmt::format("line {}, column {}: {}", first.position.line, first.position.column,
                              first.detail);
        return std::nullopt;
    }
    if (tree.root() == nullptr || !tree.root()->is_map()) {
        problem = "not a mapping";
        return std::nullopt;
    }
    MessageCatalogue catalogue;
    if (!read_texts(tree.root()->find("labels"), catalogue.labels_, problem) ||
        !read_texts(tree.root()->find("words"), catalogue.words_, problem)) {
        return std::nullopt;
    }
    if (const YamlNode* codes = tree.root()->find("diagnostics"); codes != nullptr) {
        for (const auto& [code, texts] : codes->pairs()) {
            catalogue.diagnostics_.emplace(
                code.text, DiagnosticTexts{text_at(texts, "text"), text_at(texts, "hint")});
        }
    }
    return catalogue;
}

std::string MessageCatalogue::fill(std::string_view text,
                                   const std::vector<std::string>& arguments) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_place = text[i] == '{' && text.size() - i >= 3 && text[i + 1] >= '0' &&
                              text[i + 1] <= '9' && text[i + 2] == '}';
        if (!is_place) {
            out += text[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(text[i + 1] - '0');
        if (index < arguments.size()) out += showable(word(arguments[index]));
        i += 2;
    }
    return out;
}

std::string_view MessageCatalogue::word(std::string_view argument) const {
    if (!argument.starts_with('@')) return argument;
    const auto found = words_.find(argument.substr(1));
    return found == words_.end() ? argument : std::string_view(found->second);
}

std::string MessageCatalogue::text(const Diagnostic& diagnostic) const {
    const DiagnosticTexts* texts = find(diagnostic.code);
    if (texts != nullptr && !texts->text.empty()) return fill(texts->text, diagnostic.arguments);
    return fmt::format("{} {}", diagnostic.code, join(diagnostic.arguments, " "));
}

std::string MessageCatalogue::hint(const Diagnostic& diagnostic) const {
    const DiagnosticTexts* texts = find(diagnostic.code);
    return texts == nullptr ? std::string() : fill(texts->hint, diagnostic.arguments);
}

const std::string* MessageCatalogue::label(std::string_view key) const {
    const auto found = labels_.find(key);
    return found == labels_.end() ? nullptr : &found->second;
}

const DiagnosticTexts* MessageCatalogue::find(std::string_view code) const {
    const auto found = diagnostics_.find(code);
    return found == diagnostics_.end() ? nullptr : &found->second;
}

std::string print_diagnostic(const Diagnostic& diagnostic, const MessageCatalogue& catalogue,
                             std::string_view source_line) {
    std::string out = showable(diagnostic.file);
    if (diagnostic.position.line > 0) out += fmt::format(":{}", diagnostic.position.line);
    if (diagnostic.position.line > 0 && diagnostic.position.column > 0) {
        out += fmt::format(":{}", diagnostic.position.column);
    }
    out += fmt::format("{}{}[{}]: {}\n", out.empty() ? "" : ": ", name_of(diagnostic.severity),
                       diagnostic.code, catalogue.text(diagnostic));
    if (!source_line.empty() && diagnostic.position.line > 0) {
        out += line_with_caret(source_line, diagnostic.position.column);
    }
    const std::string hint = catalogue.hint(diagnostic);
    if (!hint.empty()) out += fmt::format("    → {}\n", hint);
    return out;
}

}  // namespace gazette
