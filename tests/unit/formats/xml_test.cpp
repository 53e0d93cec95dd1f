#include "formats/xml.h"

#include "support/catch.h"

#include <string>

using namespace gazette;
using namespace std::string_literals;

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    append_xml_escaped(out, text);
    return out;
}

}  // namespace

TEST_CASE("XML text is escaped and what XML forbids is dropped", "[xml]") {
    CHECK(escaped("<a> & \"b\" ']]>'") == "&lt;a&gt; &amp; &quot;b&quot; ']]&gt;'");
    CHECK(escaped("一\0二\x01\x0B\x1F三\t\n\r"s) == "一二三\t\n&#13;");
    CHECK(escaped("\xEF\xBF\xBE"
                  "a\xEF\xBF\xBF\xEF\xBF\xBD（）") == "a\xEF\xBF\xBD（）");
    CHECK(escaped("\xEF") == "\xEF");
    CHECK(escaped("").empty());
}

TEST_CASE("XML elements close in the order that they were opened", "[xml]") {
    std::string out;
    XmlWriter xml(out);
    xml.open("rss", {{"version", "2.0"}}).open("channel");
    xml.element("title", "甲&乙").empty("link", {{"href", "/?a&\"b\""}});
    xml.element("guid", "x", {{"isPermaLink", "false"}});
    CHECK(xml.depth() == 2);
    xml.close().close();
    CHECK(xml.depth() == 0);
    CHECK(out ==
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">\n<channel>\n"
          "<title>甲&amp;乙</title>\n<link href=\"/?a&amp;&quot;b&quot;\"/>\n"
          "<guid isPermaLink=\"false\">x</guid>\n</channel>\n</rss>\n");
}
