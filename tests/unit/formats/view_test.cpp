#include "formats/view.h"

#include "formats/html.h"
#include "formats/view_schema.h"
#include "support/catch.h"

#include <string>
#include <vector>

using namespace gazette;
using Strings = std::vector<std::string>;

namespace {

const ViewSchema& picture_schema() {
    static const ViewSchema schema{view::text("src", "path"),
                                   view::optional(view::text("credit", "who took it"))};
    return schema;
}

const ViewSchema& page_schema() {
    static const ViewSchema schema{
        view::text("title", "the headline"), view::flag("current", "shown now"),
        view::optional(view::list("pictures", picture_schema(), "all of them")),
        view::optional(view::object("cover", picture_schema(), "the first")),
        view::optional(view::texts("lines", "of the foot"))};
    return schema;
}

}  // namespace

TEST_CASE("a view keeps the order of its names and replaces what is set again", "[view]") {
    View view;
    view.set("title", "一");
    view.set_flag("current", true);
    view.set("title", "二");
    REQUIRE(view.fields().size() == 2);
    CHECK(view.fields()[0].name.text() == "title");
    CHECK(view.find("title")->text() == "二");
    CHECK(view.find("titel") == nullptr);
    view.clear();
    CHECK(view.fields().empty());
}

TEST_CASE("a view's lists and objects are made at first use", "[view]") {
    View view;
    view.add("stories").set("title", "甲");
    view.add("stories").set("title", "乙");
    view.object("lead").set("title", "丙");
    view.object("lead").set("kicker", "丁");
    CHECK(view.find("stories")->items().size() == 2);
    CHECK(view.find("lead")->fields().size() == 2);
    CHECK(view.find("lead")->find("kicker")->text() == "丁");
}

TEST_CASE("absent, false and empty are falsy, an object is not", "[view]") {
    View view;
    view.set_flag("no", false);
    view.set("empty", "");
    view.set_unless_empty("nothing", "");
    CHECK_FALSE(view.find("no")->is_truthy());
    CHECK_FALSE(view.find("empty")->is_truthy());
    CHECK(view.find("nothing") == nullptr);
    view.list("none");
    CHECK_FALSE(view.find("none")->is_truthy());
    CHECK(view.object("thing").is_truthy());
}

TEST_CASE("borrowed text is read without being copied", "[view]") {
    const std::string body = "a body that is longer than any small string";
    View view;
    view.borrow("body", body);
    CHECK(view.find("body")->text().data() == body.data());
    CHECK(view.find("body")->kind() == View::Kind::Text);
}

TEST_CASE("a schema names what a view lacks, has too much or of the wrong kind", "[view]") {
    View view;
    view.set("title", "x");
    CHECK(check(view, page_schema()).empty());
    view.set("titel", "x");
    view.set("cover", "x");
    view.add("pictures").set("src", "/a");
    view.add("pictures").set("credit", "x");
    view.list("lines").push_back(View::of_text("x"));
    view.add("lines");
    CHECK(check(view, page_schema()) ==
          Strings{"titel: not declared", "cover: text instead of object",
                  "lines[1]: object instead of text", "pictures[1].src: missing"});
    CHECK(check(View{}, page_schema()) == Strings{"title: missing"});
}

TEST_CASE("markup in text becomes references, the rest stays as it is", "[html]") {
    CHECK(html_escaped("<a href=\"x\">'&'</a> 象棋") ==
          "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; 象棋");
    std::string out = "[";
    append_html_text(out, "\"<\" & '>'");
    CHECK(out == "[&quot;&lt;&quot; &amp; '&gt;'");
    CHECK(html_escaped("").empty());
}

TEST_CASE("a shared view stands for the value", "[view]") {
    View menu;
    menu.add("nav").set("name", "要闻");
    View page;
    page.share("nav", *menu.find("nav"));
    bool is_shared = false;
    std::size_t place = 7;  // wrong, which is no harm
    const View* nav = page.find("nav", is_shared, place);
    CHECK(is_shared);
    CHECK(nav == menu.find("nav"));
    CHECK(page.fields()[0].value.kind() == View::Kind::List);
    CHECK(page.fields()[0].value.items().size() == 1);
    CHECK(page.fields()[0].value.is_truthy());
    // Setting the name again leaves the shared view as it was.
    page.set("nav", "text");
    CHECK(page.find("nav")->text() == "text");
    CHECK(menu.find("nav")->items().size() == 1);
}
