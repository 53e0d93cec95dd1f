#include "formats/html.h"

#include "base/text.h"

#include <cstddef>

namespace gazette {
namespace {

constexpr ByteSet kEscapedInText("&<>\"");
constexpr ByteSet kEscapedInQuotes("&<>\"'");

void append_escaping(std::string& out, std::string_view text, const ByteSet& escaped) {
    std::size_t copied = 0;
    for (std::size_t i = find_byte(text, escaped, 0); i < text.size();
         i = find_byte(text, escaped, i + 1)) {
        out.append(text, copied, i - copied);
        out += markup_reference(text[i]);
        copied = i + 1;
    }
    out.append(text, copied);
}

}  // namespace

std::string_view markup_reference(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

void append_html_text(std::string& out, std::string_view text) {
    append_escaping(out, text, kEscapedInText);
}

void append_html_escaped(std::string& out, std::string_view text) {
    append_escaping(out, text, kEscapedInQuotes);
}

void append_html_href(std::string& out, std::string_view url) {
    constexpr std::string_view kPlain = "-_.!~*(),%#@?=;:/+$";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : url) {
        const bool is_alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else if (c == '&') {
            out += "&amp;";
        } else if (c == '\'') {
            out += "&#39;";
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 0xFU];
        }
    }
}

std::string html_escaped(std::string_view text) {
    std::string out;
    append_html_escaped(out, text);
    return out;
}

}  // namespace gazette
