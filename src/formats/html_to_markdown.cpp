#include "formats/html_to_markdown.h"

#include "base/text.h"
#include "formats/html_tokens.h"
#include "formats/markdown_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace gazette {
namespace {

constexpr std::size_t kMostNesting = 8;  // of lists and quotations; what lies deeper is set at that
constexpr char32_t kNoBreakSpace = U'\u00A0';

struct Style {
    bool is_bold = false;
    bool is_italic = false;
    std::string href;  // empty: no link

    friend bool operator==(const Style&, const Style&) = default;
};

struct Run {
    Style style;
    std::string text;  // "\n" is a line break that was asked for
};

// Of Markdown's own characters, anywhere in a line.
constexpr ByteSet kSpecial("\\`*_[]<>&~|");

// At the beginning of a line also what would make it a heading, an item or a rule.
void append_escaped(std::string& out, std::string_view text, bool is_line_start) {
    if (is_line_start) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')')) {
            out += text.substr(0, digits);
            out += '\\';
            text.remove_prefix(digits);
            out += text.front();
            text.remove_prefix(1);
        } else if (!text.empty() &&
                   std::string_view("#+-=").find(text.front()) != std::string_view::npos) {
            out += '\\';
            out += text.front();
            text.remove_prefix(1);
        }
    }
    for (const char c : text) {
        if (kSpecial.has(static_cast<unsigned char>(c))) out += '\\';
        out += c;
    }
}

// Punctuation and blanks, which emphasis leaves outside: a mark beside them and a Han character
// would not count as one (CommonMark 0.30 §6.2, flanking).
bool is_outside(char32_t c) {
    if (c < 0x80) {
        const bool is_word =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return !is_word;
    }
    return c == kNoBreakSpace || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3003) ||
           (c >= 0x3008 && c <= 0x3020) || (c >= 0xFE30 && c <= 0xFE4F) ||
           (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
           (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65) || c == 0x00B7;
}

struct Parts {
    std::string_view before;
    std::string_view within;
    std::string_view after;
};

Parts parted(std::string_view text) {
    std::size_t begin = text.size();
    std::size_t end = text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        if (is_outside(next_code_point(text, at))) continue;
        begin = std::min(begin, here);
        end = at;
    }
    if (begin == text.size()) return {text, {}, {}};
    return {text.substr(0, begin), text.substr(begin, end - begin), text.substr(end)};
}

std::string escaped_target(std::string_view href) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kEncoded = "()<>\"\\`[]*_&~|";
    std::string out;
    for (const char c : href) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&') {
            out += "\\&";  // a reference would be read; the backslash is taken off
        } else if (byte <= 0x20 || byte == 0x7F ||
                   (c != '_' && kEncoded.find(c) != std::string_view::npos)) {
            out += '%';
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out;
}

// Absolute ones only: another site's own addresses lead nowhere from here.
bool is_kept_target(std::string_view href) {
    constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "mailto:", "tel:"};
    constexpr std::size_t kMostBytes = 1000;
    const std::string start = ascii_lower(href.substr(0, 8));
    return href.size() <= kMostBytes && std::ranges::any_of(kSchemes, [&](std::string_view scheme) {
               return start.starts_with(scheme);
           });
}

// ---- a paragraph

class Paragraph {
public:
    // Text as HTML has it: blanks are one, and none beside Chinese where a line ended.
    void add(std::string_view text, const Style& style, bool keeps_lines) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            const char32_t c = next_code_point(text, at);
            if (c == U'\n' && keeps_lines) {
                add_break();
            } else if (c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == U'\f' ||
                       c == kNoBreakSpace) {
                has_blank_ = true;
                has_line_end_ = has_line_end_ || c == U'\n' || c == U'\r';
            } else if (c >= 0x20 && c != 0x7F) {
                add_character(text.substr(begin, at - begin), c, style);
            }
        }
    }

    // Two in a row end the paragraph; the second is told by true.
    bool add_break() {
        has_blank_ = false;
        if (last_ == U'\n') return true;
        if (runs_.empty()) return false;
        runs_.back().text += '\n';
        last_ = U'\n';
        return false;
    }

    // The whole as Markdown, without blanks and breaks at its ends, and begins anew.
    std::string take() {
        trim_ends();
        std::string out;
        is_line_start_ = true;
        for (std::size_t i = 0; i < runs_.size();) {
            std::size_t end = i + 1;
            while (end < runs_.size() && runs_[end].style.href == runs_[i].style.href) ++end;
            append_link(out, i, end);
            i = end;
        }
        *this = Paragraph();
        return out;
    }

private:
    void add_character(std::string_view bytes, char32_t c, const Style& style) {
        if (c == 0x3000 && (runs_.empty() || last_ == U'\n'))
            return;  // the indent of Chinese print
        const bool joins = has_line_end_ && joins_without_space(last_, c);
        if (has_blank_ && !runs_.empty() && last_ != U'\n' && !joins)
            append(" ", runs_.back().style);
        has_blank_ = false;
        has_line_end_ = false;
        append(bytes, style);
        last_ = c;
    }

    void append(std::string_view bytes, const Style& style) {
        if (runs_.empty() || runs_.back().style != style) runs_.push_back({style, {}});
        runs_.back().text += bytes;
    }

    // A break at the end asks for nothing; blanks are never put there.
    void trim_ends() {
        while (!runs_.empty() && runs_.back().text.ends_with('\n')) {
            runs_.back().text.pop_back();
            if (runs_.back().text.empty()) runs_.pop_back();
        }
    }

    void append_link(std::string& out, std::size_t begin, std::size_t end) {
        const std::string& href = runs_[begin].style.href;
        // "!" before a link would make it a picture.
        if (!href.empty() && out.ends_with('!')) out.insert(out.size() - 1, 1, '\\');
        if (!href.empty()) out += '[';
        if (!href.empty()) is_line_start_ = false;
        for (std::size_t i = begin; i < end; ++i) append_run(out, runs_[i]);
        if (!href.empty()) out += fmt::format("]({})", escaped_target(href));
    }

    void append_run(std::string& out, const Run& run) {
        const std::vector<std::string_view> lines = split(run.text, '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i > 0) {
                out += "\\\n";
                is_line_start_ = true;
            }
            append_line(out, lines[i], run.style);
        }
    }

    void append_line(std::string& out, std::string_view line, const Style& style) {
        const Parts parts = parted(line);
        // Marks that touch other marks could be read otherwise.
        const bool touches = parts.before.empty() && out.ends_with('*') && !out.ends_with("\\*");
        const bool has_marks =
            (style.is_bold || style.is_italic) && !parts.within.empty() && !touches;
        if (!has_marks) {
            append_words(out, line);
            return;
        }
        std::string_view mark = style.is_bold ? "**" : "*";
        if (style.is_bold && style.is_italic) mark = "***";
        append_words(out, parts.before);
        out += mark;
        is_line_start_ = false;
        append_words(out, parts.within);
        out += mark;
        append_words(out, parts.after);
    }

    void append_words(std::string& out, std::string_view words) {
        if (words.empty()) return;
        append_escaped(out, words, is_line_start_);
        is_line_start_ = false;
    }

    std::vector<Run> runs_;
    char32_t last_ = 0;
    bool has_blank_ = false;
    bool has_line_end_ = false;
    bool is_line_start_ = true;
};

// ---- the whole

struct Container {
    enum class Kind { Bullets, Numbers, Quote };

    Kind kind = Kind::Bullets;
    int items = 0;
    bool has_item = false;   // one was begun
    bool is_marked = false;  // and its mark is written
};

class Converter {
public:
    void text(std::string_view raw) { paragraph_.add(html_text(raw), style_, preformatted_ > 0); }

    void start(const HtmlToken& tag);
    void end(std::string_view name);

    std::string finish() {
        flush();
        if (!out_.empty()) out_ += '\n';
        return std::move(out_);
    }

private:
    void flush();
    void open(Container::Kind kind);
    void close(Container::Kind kind);
    void begin_item();
    std::string prefix(bool is_first_line);

    std::string out_;
    Paragraph paragraph_;
    Style style_;
    int bold_ = 0;
    int italic_ = 0;
    int preformatted_ = 0;
    int heading_ = 0;
    std::vector<Container> open_;
    std::size_t too_deep_ = 0;
    bool was_item_ = false;   // the last block stands in a list
    bool was_quote_ = false;  // it stands in a quotation that is still open
};

std::optional<int> heading_level(std::string_view name) {
    if (name.size() != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6') return std::nullopt;
    return std::min(name[1] - '0', 4);
}

bool is_block(std::string_view name) {
    constexpr std::array<std::string_view, 26> kBlocks = {
        "p",       "div",   "section",  "article",    "header",  "footer", "main",
        "aside",   "nav",   "figure",   "figcaption", "address", "table",  "tr",
        "caption", "tbody", "thead",    "dl",         "dt",      "dd",     "hr",
        "pre",     "form",  "fieldset", "details",    "summary"};
    return std::ranges::find(kBlocks, name) != kBlocks.end();
}

bool is_bold_tag(std::string_view name) { return name == "b" || name == "strong"; }

bool is_italic_tag(std::string_view name) { return name == "i" || name == "em"; }

void Converter::start(const HtmlToken& tag) {
    const std::string& name = tag.name;
    if (is_bold_tag(name)) style_.is_bold = ++bold_ > 0;
    if (is_italic_tag(name)) style_.is_italic = ++italic_ > 0;
    if (name == "a") {
        const std::string href(trim(html_attribute(tag.attributes, "href").value_or("")));
        style_.href = is_kept_target(href) ? href : std::string();
    }
    if (name == "br" && paragraph_.add_break()) flush();
    if (name == "td" || name == "th") paragraph_.add(" ", style_, false);
    if (name == "ul") open(Container::Kind::Bullets);
    if (name == "ol") open(Container::Kind::Numbers);
    if (name == "blockquote") open(Container::Kind::Quote);
    if (name == "li") begin_item();
    if (is_block(name)) flush();
    if (name == "pre") ++preformatted_;
    if (const auto level = heading_level(name)) {
        flush();
        heading_ = *level;
    }
}

void Converter::end(std::string_view name) {
    if (is_bold_tag(name)) style_.is_bold = (bold_ = std::max(bold_ - 1, 0)) > 0;
    if (is_italic_tag(name)) style_.is_italic = (italic_ = std::max(italic_ - 1, 0)) > 0;
    if (name == "a") style_.href.clear();
    if (name == "ul") close(Container::Kind::Bullets);
    if (name == "ol") close(Container::Kind::Numbers);
    if (name == "blockquote") close(Container::Kind::Quote);
    if (name == "li" || is_block(name)) flush();
    if (name == "pre") preformatted_ = std::max(preformatted_ - 1, 0);
    if (heading_level(name)) {
        flush();
        heading_ = 0;
    }
}

void Converter::open(Container::Kind kind) {
    flush();
    was_quote_ = was_quote_ && kind != Container::Kind::Quote;
    if (open_.size() == kMostNesting) {
        ++too_deep_;
        return;
    }
    open_.push_back({kind});
}

void Converter::close(Container::Kind kind) {
    flush();
    was_quote_ = was_quote_ && kind != Container::Kind::Quote;
    if (too_deep_ > 0) {
        --too_deep_;
    } else if (!open_.empty() && open_.back().kind == kind) {
        open_.pop_back();
    }
}

void Converter::begin_item() {
    flush();
    if (open_.empty() || open_.back().kind == Container::Kind::Quote) return;
    Container& list = open_.back();
    ++list.items;
    list.has_item = true;
    list.is_marked = false;
}

// What stands before a line: marks of items that begin with it, else as much space.
std::string Converter::prefix(bool is_first_line) {
    std::string out;
    for (Container& container : open_) {
        if (container.kind == Container::Kind::Quote) {
            out += "> ";
            continue;
        }
        if (!container.has_item) continue;
        const std::string mark = container.kind == Container::Kind::Bullets
                                     ? std::string("- ")
                                     : fmt::format("{}. ", container.items);
        const bool is_marked = container.is_marked || !is_first_line;
        out += is_marked ? std::string(mark.size(), ' ') : mark;
        container.is_marked = container.is_marked || is_first_line;
    }
    return out;
}

void Converter::flush() {
    const std::string text = paragraph_.take();
    if (text.empty()) return;
    const bool begins_item = std::ranges::any_of(open_, [](const Container& container) {
        return container.kind != Container::Kind::Quote && container.has_item &&
               !container.is_marked;
    });
    if (!out_.empty()) out_ += '\n';
    if (!out_.empty() && was_quote_) out_ += trim_ascii(prefix(false));
    if (!out_.empty() && !(was_item_ && begins_item)) out_ += '\n';
    const bool is_heading = heading_ > 0;
    bool is_first_line = true;
    for (const std::string_view line : split(text, '\n')) {
        if (!is_first_line) out_ += is_heading ? ' ' : '\n';
        if (is_first_line || !is_heading) out_ += prefix(is_first_line);
        if (is_first_line && is_heading) {
            out_.append(static_cast<std::size_t>(heading_), '#');
            out_ += ' ';
        }
        // A heading is one line: its breaks become blanks.
        const bool has_break = is_heading && line.ends_with('\\') && !line.ends_with("\\\\");
        out_ += has_break ? line.substr(0, line.size() - 1) : line;
        is_first_line = false;
    }
    was_item_ = std::ranges::any_of(open_, &Container::has_item);
    was_quote_ = std::ranges::find(open_, Container::Kind::Quote, &Container::kind) != open_.end();
}

}  // namespace

std::string html_to_markdown(std::string_view html) {
    HtmlTokens tokens(html);
    Converter converter;
    while (const std::optional<HtmlToken> token = tokens.next()) {
        switch (token->kind) {
            case HtmlToken::Kind::Text:
                converter.text(token->text);
                break;
            case HtmlToken::Kind::StartTag:
                converter.start(*token);
                break;
            case HtmlToken::Kind::EndTag:
                converter.end(token->name);
                break;
        }
    }
    return converter.finish();
}

std::string markdown_escaped(std::string_view text) {
    Paragraph paragraph;
    paragraph.add(text, {}, false);
    return paragraph.take();
}

}  // namespace gazette
