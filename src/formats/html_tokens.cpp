#include "formats/html_tokens.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace gazette {
namespace {

constexpr std::string_view kHtmlBlanks = " \t\n\r\f";

// Contents that are no text to a reader. Those of the first row may hold "<" (raw text); all are
// left out up to their end tag.
constexpr std::array<std::string_view, 12> kHidden = {
    "script", "style",    "textarea", "title",    "iframe", "noembed",
    "xmp",    "noframes", "noscript", "template", "svg",    "math"};

struct Reference {
    std::string_view name;
    char32_t code_point;
};

// What occurs in texts; the other two thousand are shown as they are written.
constexpr std::array<Reference, 24> kReferences = {{
    {"amp", U'&'},         {"lt", U'<'},         {"gt", U'>'},         {"quot", U'"'},
    {"apos", U'\''},       {"nbsp", U'\u00A0'},  {"ensp", U'\u2002'},  {"emsp", U'\u2003'},
    {"ldquo", U'\u201C'},  {"rdquo", U'\u201D'}, {"lsquo", U'\u2018'}, {"rsquo", U'\u2019'},
    {"hellip", U'\u2026'}, {"mdash", U'\u2014'}, {"ndash", U'\u2013'}, {"middot", U'\u00B7'},
    {"bull", U'\u2022'},   {"times", U'\u00D7'}, {"deg", U'\u00B0'},   {"plusmn", U'\u00B1'},
    {"copy", U'\u00A9'},   {"reg", U'\u00AE'},   {"laquo", U'\u00AB'}, {"raquo", U'\u00BB'},
}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_blank(char c) { return kHtmlBlanks.find(c) != std::string_view::npos; }

// Of "#8212" or "#x2014"; U+FFFD for what is no character.
std::optional<char32_t> numeric_reference(std::string_view digits) {
    digits.remove_prefix(1);
    const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
    if (is_hex) digits.remove_prefix(1);
    if (digits.empty()) return std::nullopt;
    constexpr std::uint32_t kReplacement = 0xFFFD;
    constexpr std::uint32_t kLast = 0x10FFFF;
    std::uint32_t value = 0;
    for (const char c : digits) {
        std::uint32_t digit = 16;
        if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a') + 10;
        if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A') + 10;
        if (digit >= (is_hex ? 16U : 10U)) return std::nullopt;
        value = std::min(value * (is_hex ? 16U : 10U) + digit, kLast + 1);
    }
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value == 0 || value > kLast || is_surrogate) value = kReplacement;
    return static_cast<char32_t>(value);
}

std::optional<char32_t> reference(std::string_view name) {
    if (name.starts_with('#')) return numeric_reference(name);
    const auto* const found = std::ranges::find(kReferences, name, &Reference::name);
    return found == kReferences.end() ? std::nullopt : std::optional(found->code_point);
}

// Where the tag that begins at `from` (behind its name) ends: the ">" outside of quotation marks.
std::size_t end_of_tag(std::string_view html, std::size_t from) {
    char quote = 0;
    bool is_at_value = false;  // behind "="
    for (std::size_t at = from; at < html.size(); ++at) {
        const char c = html[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '>') {
            return at;
        } else if (is_at_value && (c == '"' || c == '\'')) {
            quote = c;
        }
        if (!is_blank(c)) is_at_value = quote == 0 && c == '=';
    }
    return std::string_view::npos;
}

}  // namespace

std::optional<HtmlToken> HtmlTokens::next() {
    while (at_ < html_.size()) {
        const std::size_t begin = at_;
        std::size_t open = html_.find('<', at_);
        // "<" is text unless what follows makes it more.
        while (open != std::string_view::npos) {
            const char after = open + 1 < html_.size() ? html_[open + 1] : ' ';
            if (is_letter(after) || after == '/' || after == '!' || after == '?') break;
            open = html_.find('<', open + 1);
        }
        at_ = std::min(open, html_.size());
        if (at_ > begin) {
            return HtmlToken{HtmlToken::Kind::Text, html_.substr(begin, at_ - begin), {}, {}};
        }
        if (std::optional<HtmlToken> read = tag()) return read;
    }
    return std::nullopt;
}

// At "<" and more; nothing: it was something else, which is passed over.
std::optional<HtmlToken> HtmlTokens::tag() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
        skip_past("-->");
        return std::nullopt;
    }
    const bool is_end = rest.starts_with("</");
    const std::size_t name_at = is_end ? 2 : 1;
    if (rest.size() <= name_at || !is_letter(rest[name_at])) {
        skip_past(">");  // "<!doctype", "<?xml", "</>"
        return std::nullopt;
    }
    const std::size_t name_end = std::min(rest.find_first_of(" \t\n\r\f/>", name_at), rest.size());
    HtmlToken token;
    token.kind = is_end ? HtmlToken::Kind::EndTag : HtmlToken::Kind::StartTag;
    token.name = ascii_lower(rest.substr(name_at, name_end - name_at));
    const std::size_t end = std::min(end_of_tag(rest, name_end), rest.size());
    token.attributes = rest.substr(name_end, end - name_end);
    at_ = std::min(at_ + end + 1, html_.size());
    if (std::ranges::find(kHidden, token.name) != kHidden.end()) {
        if (!is_end) skip_content_of(token.name);
        return std::nullopt;
    }
    return token;
}

void HtmlTokens::skip_past(std::string_view end) {
    const std::size_t found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
}

// To its end tag, or to the end of all.
void HtmlTokens::skip_content_of(std::string_view name) {
    for (std::size_t end = html_.find("</", at_); end != std::string_view::npos;
         end = html_.find("</", end + 2)) {
        if (ascii_lower(html_.substr(end + 2, name.size())) != name) continue;
        at_ = end;
        skip_past(">");
        return;
    }
    at_ = html_.size();
}

std::optional<std::string> html_attribute(std::string_view attributes, std::string_view name) {
    std::size_t at = 0;
    while (true) {
        at = attributes.find_first_not_of(" \t\n\r\f/", at);
        if (at == std::string_view::npos) return std::nullopt;
        const std::size_t name_end =
            std::min(attributes.find_first_of(" \t\n\r\f/=", at + 1), attributes.size());
        const bool is_it = ascii_lower(attributes.substr(at, name_end - at)) == name;
        at = std::min(attributes.find_first_not_of(kHtmlBlanks, name_end), attributes.size());
        std::string_view value;
        if (at < attributes.size() && attributes[at] == '=') {
            at = std::min(attributes.find_first_not_of(kHtmlBlanks, at + 1), attributes.size());
            const bool is_quoted =
                at < attributes.size() && (attributes[at] == '"' || attributes[at] == '\'');
            const std::size_t begin = at + (is_quoted ? 1 : 0);
            const std::size_t end =
                std::min(is_quoted ? attributes.find(attributes[at], begin)
                                   : attributes.find_first_of(kHtmlBlanks, begin),
                         attributes.size());
            value = attributes.substr(begin, end - begin);
            at = std::min(end + (is_quoted ? 1 : 0), attributes.size());
        }
        if (is_it) return html_text(value);
    }
}

std::string html_text(std::string_view text) {
    constexpr std::size_t kLongestReference = 10;  // "#x10FFFF", "#1114111"
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t ampersand = std::min(text.find('&', at), text.size());
        out += text.substr(at, ampersand - at);
        at = ampersand;
        if (at == text.size()) break;
        const std::string_view name = text.substr(at + 1, kLongestReference);
        const std::size_t end = name.find(';');
        const auto read =
            end == std::string_view::npos ? std::nullopt : reference(name.substr(0, end));
        if (read) {
            append_utf8(out, *read);
            at += end + 2;
        } else {
            out += text[at++];
        }
    }
    return out;
}

}  // namespace gazette
