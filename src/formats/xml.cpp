#include "formats/xml.h"

#include "base/assert.h"
#include "base/text.h"
#include "formats/html.h"

#include <algorithm>

namespace gazette {
namespace {

// What has a reference, and what is forbidden: controls save Tab and LF. A bare CR would be read as
// a line feed (§2.11).
constexpr ByteSet make_special_set() {
    ByteSet set("&<>\"");
    for (unsigned char c = 0; c < 0x20; ++c) {
        if (c != '\t' && c != '\n') set.add(c);
    }
    return set;
}

constexpr ByteSet kSpecial = make_special_set();
constexpr std::size_t kNoncharacterSize = 3;

// The first U+FFFE or U+FFFF, which are forbidden too; the text's size when there is none.
std::size_t find_noncharacter(std::string_view text, std::size_t from) {
    for (std::size_t i = text.find('\xEF', from); i < text.size(); i = text.find('\xEF', i + 1)) {
        const std::string_view found = text.substr(i, kNoncharacterSize);
        if (found == "\xEF\xBF\xBE" || found == "\xEF\xBF\xBF") return i;
    }
    return text.size();
}

}  // namespace

void append_xml_escaped(std::string& out, std::string_view text) {
    std::size_t noncharacter = find_noncharacter(text, 0);
    std::size_t copied = 0;
    while (true) {
        const std::size_t i = std::min(find_byte(text, kSpecial, copied), noncharacter);
        out.append(text, copied, i - copied);
        if (i == text.size()) return;
        if (i == noncharacter) {
            copied = i + kNoncharacterSize;
            noncharacter = find_noncharacter(text, copied);
        } else {
            out += text[i] == '\r' ? "&#13;" : markup_reference(text[i]);
            copied = i + 1;
        }
    }
}

XmlWriter::XmlWriter(std::string& out) : out_(out) {
    out_ += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
}

void XmlWriter::begin(std::string_view name, Attributes attributes) {
    out_ += '<';
    out_ += name;
    for (const auto& [key, value] : attributes) {
        out_ += ' ';
        out_ += key;
        out_ += "=\"";
        append_xml_escaped(out_, value);
        out_ += '"';
    }
}

XmlWriter& XmlWriter::open(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += ">\n";
    open_.push_back(name);
    return *this;
}

XmlWriter& XmlWriter::close() {
    GAZETTE_ASSERT(!open_.empty(), "each close has its open in the same function");
    out_ += "</";
    out_ += open_.back();
    out_ += ">\n";
    open_.pop_back();
    return *this;
}

XmlWriter& XmlWriter::element(std::string_view name, std::string_view text, Attributes attributes) {
    begin(name, attributes);
    out_ += '>';
    append_xml_escaped(out_, text);
    out_ += "</";
    out_ += name;
    out_ += ">\n";
    return *this;
}

XmlWriter& XmlWriter::empty(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += "/>\n";
    return *this;
}

}  // namespace gazette
