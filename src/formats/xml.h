#pragma once
// Writing XML 1.0 (fifth edition) for feeds and sitemaps: escaping, and elements that close in the
// right order. Characters that XML forbids (§2.2) are dropped, since no reference can stand for
// them. Input is valid UTF-8. Nothing is indented but a line ends with each element that was opened
// on a line of its own. Pure; one thread a writer.
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

// As text or as an attribute's value: & < > " become references.
void append_xml_escaped(std::string& out, std::string_view text);

class XmlWriter {
public:
    using Attribute = std::pair<std::string_view, std::string_view>;
    using Attributes = std::initializer_list<Attribute>;

    // Begins with the XML declaration. `out` must outlive the writer.
    explicit XmlWriter(std::string& out);

    // Names are literals.
    XmlWriter& open(std::string_view name, Attributes attributes = {});
    XmlWriter& close();
    // <name>text</name>
    XmlWriter& element(std::string_view name, std::string_view text, Attributes attributes = {});
    // <name/>
    XmlWriter& empty(std::string_view name, Attributes attributes);

    // How many elements are open.
    [[nodiscard]] std::size_t depth() const { return open_.size(); }

private:
    void begin(std::string_view name, Attributes attributes);

    std::string& out_;
    std::vector<std::string_view> open_;
};

}  // namespace gazette
