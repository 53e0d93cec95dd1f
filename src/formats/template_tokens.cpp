#include "formats/template_tokens.h"

#include "base/text.h"
#include "formats/html.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kDeepestPartial = 16;
constexpr std::size_t kDeepestSection = 32;
constexpr std::size_t kMostExpandedBytes = std::size_t{1} << 20U;
// A partial that is wrong is read again, with its errors, wherever it is named.
constexpr std::size_t kMostErrors = 1000;
constexpr std::string_view kLabelPrefix = "t.";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// `indentation` before each line; a partial that stands alone is shifted like that.
std::string indented(std::string_view text, std::string_view indentation) {
    if (indentation.empty()) return std::string(text);
    std::string out;
    bool at_line_start = true;
    for (const char c : text) {
        if (at_line_start) out += indentation;
        out += c;
        at_line_start = c == '\n';
    }
    return out;
}

// One file being read: the template itself or a partial within it.
struct Reader {
    std::string file;
    std::string text;
    std::size_t indentation = 0;
    std::size_t offset = 0;
    std::size_t line_start = 0;
    int line = 1;
    std::vector<std::pair<std::string, Position>> open;  // sections

    [[nodiscard]] Position position_of(std::size_t at) const {
        const std::string_view before = std::string_view(text).substr(line_start, at - line_start);
        const std::size_t column = count_code_points(before);
        return {line, static_cast<int>(column - std::min(column, indentation)) + 1};
    }

    // Moves `offset` and counts the lines on the way.
    void advance_to(std::size_t to) {
        for (; offset < to; ++offset) {
            if (text[offset] != '\n') continue;
            ++line;
            line_start = offset + 1;
        }
    }
};

struct Tag {
    char sigil = 0;  // # ^ / > ! and so on, '{' for three braces, 0 for a plain variable
    std::string_view name;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool stands_alone = false;
};

class Tokenizer {
public:
    Tokenizer(const TemplateSource& source, std::vector<TemplateError>& errors)
        : source_(source), errors_(errors) {}

    std::vector<TemplateToken> run() {
        readers_.push_back({source_.name, std::string(source_.text), 0, 0, 0, 1, {}});
        while (!readers_.empty()) step();
        return std::move(tokens_);
    }

private:
    // Reads up to and with the next tag of the innermost file, or ends that file.
    void step() {
        Reader& reader = readers_.back();
        const std::size_t begin = reader.text.find("{{", reader.offset);
        if (begin == std::string::npos) {
            add_text(std::string_view(reader.text).substr(reader.offset));
            end_file();
            return;
        }
        const std::size_t text_begin = reader.offset;
        reader.advance_to(begin);
        Tag tag;
        if (!read_tag(reader, tag)) {
            fail(TemplateProblem::UnclosedTag, begin, {});
            end_file();
            return;
        }
        const std::size_t text_end = tag.stands_alone ? reader.line_start : begin;
        add_text(std::string_view(reader.text).substr(text_begin, text_end - text_begin));
        const std::string indentation =
            tag.stands_alone ? reader.text.substr(text_end, begin - text_end) : std::string();
        handle(reader, tag, indentation);
    }

    static bool read_tag(const Reader& reader, Tag& tag) {
        const std::string_view text = reader.text;
        tag.begin = reader.offset;
        const bool triple = text.substr(tag.begin).starts_with("{{{");
        const std::string_view closing = triple ? "}}}" : "}}";
        const std::size_t inner = tag.begin + closing.size();
        const std::size_t end = text.find(closing, inner);
        if (end == std::string_view::npos) return false;
        tag.end = end + closing.size();
        tag.name = trim_ascii(text.substr(inner, end - inner));
        if (triple) {
            tag.sigil = '{';
        } else if (!tag.name.empty() && !is_name_character(tag.name.front())) {
            tag.sigil = tag.name.front();
            tag.name = trim_ascii(tag.name.substr(1));
        }
        if (std::string_view("#^/>!=").find(tag.sigil) != std::string_view::npos)
            extend_if_alone(reader, tag);
        return true;
    }

    // A tag with nothing else on its line takes the line's blanks and end with it.
    static void extend_if_alone(const Reader& reader, Tag& tag) {
        const std::string& text = reader.text;
        for (std::size_t i = reader.line_start; i < tag.begin; ++i) {
            if (!is_blank(text[i])) return;
        }
        std::size_t end = tag.end;
        while (end < text.size() && is_blank(text[end])) ++end;
        if (end < text.size() && text.compare(end, 2, "\r\n") == 0) ++end;
        if (end < text.size() && text[end] != '\n') return;
        tag.end = std::min(end + 1, text.size());
        tag.stands_alone = true;
    }

    void handle(Reader& reader, const Tag& tag, const std::string& indentation) {
        const Position position = reader.position_of(tag.begin);
        const std::string name(tag.name);  // the reader moves when a partial is put in
        const bool is_comment = tag.sigil == '!';
        const bool is_well_formed =
            !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
        const std::size_t begin = tag.begin;
        const char sigil = tag.sigil;
        if (is_comment || !is_well_formed) {
            if (!is_comment) report_malformed(reader, tag);
            reader.advance_to(tag.end);
            return;
        }
        reader.advance_to(tag.end);
        switch (sigil) {
            case 0:
                add_variable(name, position);
                return;
            case '&':
            case '{':
                add_tag(TemplateToken::Kind::Raw, name, position);
                return;
            case '#':
                open(reader, TemplateToken::Kind::Open, name, position);
                return;
            case '^':
                open(reader, TemplateToken::Kind::OpenInverted, name, position);
                return;
            case '/':
                close(reader, name, position);
                return;
            case '>':
                enter_partial(name, indentation, position);
                return;
            default:
                fail_at(TemplateProblem::UnsupportedTag, position, {reader.text.substr(begin, 3)});
        }
    }

    void report_malformed(const Reader& reader, const Tag& tag) {
        // What Mustache knows and we leave out: {{=<% %>=}}, {{>*name}}, {{<parent}}, {{$block}}.
        const bool is_known = tag.sigil == '=' || tag.sigil == '<' || tag.sigil == '$' ||
                              (tag.sigil == '>' && tag.name.starts_with('*'));
        const std::string text = reader.text.substr(tag.begin, tag.end - tag.begin);
        fail(is_known ? TemplateProblem::UnsupportedTag : TemplateProblem::MalformedTag, tag.begin,
             {std::string(trim_ascii(text))});
    }

    void add_variable(const std::string& name, Position position) {
        if (!source_.label || !name.starts_with(kLabelPrefix)) {
            add_tag(TemplateToken::Kind::Escaped, name, position);
            return;
        }
        const auto label = source_.label(std::string_view(name).substr(kLabelPrefix.size()));
        if (label.has_value()) {
            add_text(html_escaped(*label));
        } else {
            fail_at(TemplateProblem::UnknownLabel, position, {name});
        }
    }

    void open(Reader& reader, TemplateToken::Kind kind, const std::string& name,
              Position position) {
        if (++open_sections_ > kDeepestSection) fail_at(TemplateProblem::TooDeep, position, {});
        reader.open.emplace_back(name, position);
        add_tag(kind, name, position);
    }

    void close(Reader& reader, const std::string& name, Position position) {
        if (reader.open.empty() || reader.open.back().first != name) {
            fail_at(TemplateProblem::UnopenedSection, position, {name});
            return;
        }
        reader.open.pop_back();
        --open_sections_;
        add_tag(TemplateToken::Kind::Close, name, position);
    }

    // The partial is read next; `reader` must not be used afterwards.
    void enter_partial(const std::string& name, const std::string& indentation, Position position) {
        const auto text = source_.partial ? source_.partial(name) : std::nullopt;
        if (!text.has_value()) {
            fail_at(TemplateProblem::UnknownPartial, position, {name});
            return;
        }
        // The first reader is the page's own template, whose name may be that of a partial.
        if (std::any_of(readers_.begin() + 1, readers_.end(),
                        [&](const Reader& reader) { return reader.file == name; })) {
            fail_at(TemplateProblem::RecursivePartial, position, {name});
            return;
        }
        if (is_stopped_) return;
        if (readers_.size() > kDeepestPartial) {
            fail_at(TemplateProblem::TooDeep, position, {});
            return;
        }
        readers_.push_back({name, indented(*text, indentation), indentation.size(), 0, 0, 1, {}});
    }

    void end_file() {
        for (const auto& [name, position] : readers_.back().open) {
            fail_at(TemplateProblem::UnclosedSection, position, {name});
            --open_sections_;
        }
        readers_.pop_back();
    }

    void add_tag(TemplateToken::Kind kind, std::string name, Position position) {
        tokens_.push_back({kind, std::move(name), readers_.back().file, position});
        count(1);
    }

    void add_text(std::string_view text) {
        if (text.empty()) return;
        count(text.size());
        if (!tokens_.empty() && tokens_.back().kind == TemplateToken::Kind::Text) {
            tokens_.back().text += text;
        } else {
            tokens_.push_back({TemplateToken::Kind::Text, std::string(text), {}, {}});
        }
    }

    // Partials that each name two others grow without end otherwise.
    void count(std::size_t bytes) {
        expanded_bytes_ += bytes;
        if (expanded_bytes_ <= kMostExpandedBytes) return;
        if (!is_stopped_) fail_at(TemplateProblem::TooLarge, {}, {});
        stop();
    }

    void stop() {
        is_stopped_ = true;
        for (Reader& reader : readers_) reader.offset = reader.text.size();
    }

    void fail(TemplateProblem problem, std::size_t offset, std::vector<std::string> arguments) {
        fail_at(problem, readers_.back().position_of(offset), std::move(arguments));
    }

    void fail_at(TemplateProblem problem, Position position, std::vector<std::string> arguments) {
        errors_.push_back({problem, readers_.back().file, position, std::move(arguments)});
        if (errors_.size() >= kMostErrors) stop();
    }

    const TemplateSource& source_;
    std::vector<TemplateError>& errors_;
    std::vector<Reader> readers_;
    std::vector<TemplateToken> tokens_;
    std::size_t open_sections_ = 0;
    std::size_t expanded_bytes_ = 0;
    bool is_stopped_ = false;
};

}  // namespace

std::vector<TemplateToken> tokenize(const TemplateSource& source,
                                    std::vector<TemplateError>& errors) {
    return Tokenizer(source, errors).run();
}

}  // namespace gazette
