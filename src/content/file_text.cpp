#include "content/file_text.h"

#include "base/text.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

std::string_view without_bom(std::string_view bytes) {
    constexpr std::string_view kBom = "\xEF\xBB\xBF";
    return bytes.starts_with(kBom) ? bytes.substr(kBom.size()) : bytes;
}

unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

// Line and column (in characters) of an offset; the text before it is valid UTF-8.
Position position_at(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    return {static_cast<int>(lines) + 1,
            static_cast<int>(count_code_points(before.substr(line_begin))) + 1};
}

// C0 but tab and line ends, and DEL. Vertical tab and form feed are line ends that Word leaves.
bool is_stray_control(char c) {
    const unsigned char byte = byte_of(c);
    return (byte < 0x20 && (byte < 0x09 || byte > 0x0D)) || byte == 0x7F;
}

// OPTIMIZATION: one pass that compilers turn into vector instructions; nearly every text ends here,
// and what follows is for the others (21 instructions a byte before, less than 1 now).
bool has_control_or_odd_line_end(std::string_view text) {
    unsigned found = 0;
    for (const char c : text) {
        const unsigned char byte = byte_of(c);
        found |= static_cast<unsigned>(byte < 0x20) & static_cast<unsigned>(byte != '\n') &
                 static_cast<unsigned>(byte != '\t');
        found |= static_cast<unsigned>(byte == 0x7F);
    }
    return found != 0;
}

bool looks_like_utf16(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
    // Without a BOM: every second byte of its line ends and ASCII is NUL, and nothing else is.
    const std::string_view head = bytes.substr(0, 512);
    std::size_t nul[2] = {0, 0};
    for (std::size_t i = 0; i < head.size(); ++i) nul[i % 2] += head[i] == '\0' ? 1U : 0U;
    return head.size() >= 8 && (nul[0] == 0) != (nul[1] == 0) && nul[0] + nul[1] > head.size() / 16;
}

// Where a character stands that turns the direction of text (U+202A–E, U+2066–9) or is a tag
// character (U+E0001–7F): a reader sees another text than is there.
std::size_t find_bidi_control(std::string_view text) {
    for (std::size_t i = text.find('\xE2'); i != std::string_view::npos && i + 2 < text.size();
         i = text.find('\xE2', i + 3)) {
        const unsigned char second = byte_of(text[i + 1]);
        const unsigned char third = byte_of(text[i + 2]);
        if (second == 0x80 && third >= 0xAA && third <= 0xAE) return i;
        if (second == 0x81 && third >= 0xA6 && third <= 0xA9) return i;
    }
    return text.find("\xF3\xA0");
}

// A C1 control (U+0080–9F), in UTF-8 C2 80–9F.
std::size_t find_c1_control(std::string_view text) {
    for (std::size_t i = text.find('\xC2'); i != std::string_view::npos && i + 1 < text.size();
         i = text.find('\xC2', i + 2)) {
        if (byte_of(text[i + 1]) <= 0x9F) return i;
    }
    return std::string_view::npos;
}

// Reports the first character that has no place in a text.
bool has_only_fit_characters(const Reading& reading, std::string_view text, bool is_plain) {
    const auto control =
        is_plain ? text.end() : std::find_if(text.begin(), text.end(), is_stray_control);
    std::size_t offset = control == text.end() ? find_c1_control(text)
                                               : static_cast<std::size_t>(control - text.begin());
    if (offset != std::string_view::npos) {
        const char32_t c = next_code_point(text, offset);
        const Position after = position_at(text, offset);
        reading.report(codes::kControlCharacter, {after.line, after.column - 1},
                       {fmt::format("U+{:04X}", static_cast<unsigned>(c))});
        return false;
    }
    offset = find_bidi_control(text);
    if (offset != std::string_view::npos) {
        reading.report(codes::kBidiControl, position_at(text, offset));
        return false;
    }
    return true;
}

// "\r\n", "\r", "\v" and "\f" as "\n".
std::string with_plain_line_ends(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        out += c == '\r' || c == '\v' || c == '\f' ? '\n' : c;
    }
    return out;
}

bool is_blank(std::string_view line) { return trim(line).empty(); }

}  // namespace

std::optional<FileText> FileText::read(const Reading& reading, std::string_view bytes,
                                       std::size_t most_bytes) {
    if (bytes.size() > most_bytes) {
        reading.report(codes::kFileTooLarge, {},
                       {fmt::format("{}", bytes.size()), fmt::format("{}", most_bytes)});
        return std::nullopt;
    }
    const bool has_nul = bytes.find('\0') != std::string_view::npos;
    const auto invalid = first_invalid_utf8(bytes);
    if ((has_nul || invalid) && looks_like_utf16(bytes)) {
        reading.report(codes::kEncodingUtf16, {1, 1});
        return std::nullopt;
    }
    if (has_nul) {
        reading.report(codes::kFileBinary, {1, 1});
        return std::nullopt;
    }
    if (invalid) {
        const bool is_gb18030 = looks_like_gb18030(bytes);
        const auto controls = std::count_if(bytes.begin(), bytes.end(), is_stray_control);
        const bool is_binary =
            !is_gb18030 && static_cast<std::size_t>(controls) > bytes.size() / 50;
        reading.report(is_gb18030  ? codes::kEncodingGb18030
                       : is_binary ? codes::kFileBinary
                                   : codes::kEncodingInvalid,
                       position_at(bytes, *invalid));
        return std::nullopt;
    }
    const std::string_view borrowed = without_bom(bytes);
    const bool is_plain = !has_control_or_odd_line_end(borrowed);
    if (!has_only_fit_characters(reading, borrowed, is_plain)) return std::nullopt;
    if (is_blank(borrowed)) {
        reading.report(codes::kFileEmpty, {1, 1});
        return std::nullopt;
    }
    return read_again(bytes);
}

FileText FileText::read_again(std::string_view bytes) {
    FileText text;
    text.borrowed_ = without_bom(bytes);
    if (has_control_or_odd_line_end(text.borrowed_)) {
        text.owned_ = with_plain_line_ends(text.borrowed_);
    }
    return text;
}

std::optional<YamlTree> read_yaml_file(const Reading& reading, std::string_view bytes,
                                       std::size_t most_bytes) {
    const auto text = FileText::read(reading, bytes, most_bytes);
    if (!text) return std::nullopt;
    YamlOptions options;
    options.most_bytes = most_bytes;
    YamlTree tree = parse_yaml(text->view(), options);
    for (const YamlProblem& problem : tree.problems()) reading.report(problem);
    if (tree.root() == nullptr) {
        if (tree.problems().empty()) reading.report(codes::kFileEmpty, {1, 1});
        return std::nullopt;
    }
    if (!tree.root()->is_map()) {
        reading.report_wrong_type("", *tree.root(), "@map");
        return std::nullopt;
    }
    return tree;
}

std::optional<CutFile> cut_front_matter(const Reading& reading, std::string_view text) {
    CutFile cut;
    const std::size_t first_end = std::min(text.find('\n'), text.size());
    if (trim_ascii(text.substr(0, first_end)) != "---" || !text.starts_with("---")) {
        cut.body = text;
        return cut;
    }
    cut.has_front_matter = true;
    const std::size_t begin = std::min(first_end + 1, text.size());
    // Only as far as front matter may reach, and the line behind it.
    const std::string_view head = text.substr(begin, kMaxFrontMatterBytes + 8);
    cut.body_line = 2;
    std::size_t at = 0;
    while (at < head.size()) {
        const std::size_t end = std::min(head.find('\n', at), head.size());
        const std::string_view line = trim_ascii(head.substr(at, end - at));
        const std::size_t line_begin = at;
        at = end + 1;
        ++cut.body_line;
        if ((line != "---" && line != "...") || head[line_begin] == ' ') continue;
        cut.front_matter = head.substr(0, line_begin);
        cut.body = text.substr(std::min(begin + at, text.size()));
        while (!cut.body.empty()) {
            const std::size_t blank_end = std::min(cut.body.find('\n'), cut.body.size());
            if (!is_blank(cut.body.substr(0, blank_end))) break;
            cut.body.remove_prefix(std::min(blank_end + 1, cut.body.size()));
            ++cut.body_line;
        }
        return cut;
    }
    if (text.size() - begin > kMaxFrontMatterBytes) {
        reading.report(codes::kFrontMatterTooLarge, {1, 1},
                       {fmt::format("{}", kMaxFrontMatterBytes)});
    } else {
        reading.report(codes::kFrontMatterUnclosed, {1, 1});
    }
    return std::nullopt;
}

}  // namespace gazette
