#include "formats/xml.h"

#include "base/assert.h"
#include "formats/html.h"

namespace gazette {
namespace {

// Length of a forbidden character at `i`: controls save Tab, LF, CR, and U+FFFE, U+FFFF.
std::size_t forbidden_length(std::string_view text, std::size_t i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
    const std::string_view rest = text.substr(i, 3);
    return rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF" ? 3 : 0;
}

}  // namespace

void append_xml_escaped(std::string& out, std::string_view text) {
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            byte >= 0x20 && byte != 0xEF && c != '&' && c != '<' && c != '>' && c != '"';
        if (is_plain) continue;
        // A bare carriage return would be read as a line feed (§2.11).
        const std::string_view reference = c == '\r' ? "&#13;" : markup_reference(c);
        const std::size_t dropped = forbidden_length(text, i);
        if (reference.empty() && dropped == 0) continue;
        out.append(text, copied, i - copied);
        out += reference;
        copied = i + (reference.empty() ? dropped : 1);
        i = copied - 1;
    }
    out.append(text, copied);
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
