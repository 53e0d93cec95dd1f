#include "formats/mustache.h"

#include "support/catch.h"

#include <map>
#include <string>
#include <vector>

using namespace gazette;
using Strings = std::vector<std::string>;

namespace {

const ViewSchema& card_schema() {
    static const ViewSchema schema{view::text("href", "path"), view::text("title", "headline"),
                                   view::html("title_html", "headline with breaks"),
                                   view::optional(view::text("kicker", "above it"))};
    return schema;
}

const ViewSchema& page_schema() {
    static const ViewSchema schema{view::text("title", "of the page"),
                                   view::text("kicker", "of the page"),
                                   view::flag("current", "shown now"),
                                   view::list("stories", card_schema(), "all"),
                                   view::optional(view::object("lead", card_schema(), "first")),
                                   view::texts("lines", "of the foot")};
    return schema;
}

const std::map<std::string, std::string, std::less<>> kPartials = {
    {"card", "<a href=\"{{href}}\">{{{title_html}}}</a>\n"},
    {"list", "<ul>\n{{#stories}}\n<li>\n  {{> card}}\n</li>\n{{/stories}}\n</ul>\n"},
    {"self", "x{{> self}}"},
    {"twice", "{{> thrice}}{{> thrice}}"},
    {"thrice", "{{title}}"},
    {"wrong", "<p>\n  {{titel}}</p>"}};

std::optional<std::string_view> partial(std::string_view name) {
    const auto found = kPartials.find(name);
    if (found == kPartials.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string_view> label(std::string_view name) {
    if (name == "more") return "More & <more> {{title}}";
    return std::nullopt;
}

std::optional<Template> compile(std::string_view text, std::vector<TemplateError>& errors) {
    return Template::compile({"page", text, partial, label}, page_schema(), errors);
}

std::string render(std::string_view text, const View& view) {
    std::vector<TemplateError> errors;
    const std::optional<Template> compiled = compile(text, errors);
    for (const TemplateError& error : errors) INFO(describe(error));
    REQUIRE(compiled.has_value());
    TemplateRenderer renderer(*compiled);
    std::string out;
    renderer.render(view, out);
    return out;
}

Strings errors_of(std::string_view text) {
    std::vector<TemplateError> errors;
    CHECK_FALSE(compile(text, errors).has_value());
    Strings out;
    for (const TemplateError& error : errors) out.push_back(describe(error));
    return out;
}

View sample() {
    View view;
    view.set("title", "甲 & <乙>");
    View& first = view.add("stories");
    first.set("href", "/1?a&b");
    first.set("title", "一");
    first.set("title_html", "一<wbr>");
    View& second = view.add("stories");
    second.set("href", "/2");
    second.set("title", "二");
    second.set("title_html", "二");
    second.set("kicker", "引");
    return view;
}

}  // namespace

TEST_CASE("text is escaped and declared markup is not", "[mustache]") {
    CHECK(render("<h1>{{title}}</h1>", sample()) == "<h1>甲 &amp; &lt;乙&gt;</h1>");
    CHECK(render("{{#stories}}{{{title_html}}}{{&title_html}};{{/stories}}", sample()) ==
          "一<wbr>一<wbr>;二二;");
}

TEST_CASE("a partial is put in before parsing, indented where it stands alone", "[mustache]") {
    CHECK(render("{{> list}}\n", sample()) ==
          "<ul>\n<li>\n  <a href=\"/1?a&amp;b\">一<wbr></a>\n</li>\n"
          "<li>\n  <a href=\"/2\">二</a>\n</li>\n</ul>\n");
    CHECK(render("[{{> thrice}}]{{> twice}}", sample()) ==
          "[甲 &amp; &lt;乙&gt;]甲 &amp; &lt;乙&gt;甲 &amp; &lt;乙&gt;");
}

TEST_CASE("an absent optional name does not show the same name further out", "[mustache]") {
    View view = sample();
    view.set("kicker", "outer");
    CHECK(render("{{#stories}}[{{kicker}}]{{^kicker}}-{{/kicker}}{{/stories}}", view) == "[]-[引]");
}

TEST_CASE("sections follow flags, texts, objects and lists of texts", "[mustache]") {
    View view = sample();
    view.set("kicker", "");
    view.list("lines").push_back(View::of_text("<a>"));
    view.list("lines").push_back(View::of_text("b"));
    CHECK(render("{{#lines}}{{.}},{{/lines}}{{#lead}}no{{/lead}}{{^lead}}none{{/lead}}", view) ==
          "&lt;a&gt;,b,none");
    CHECK(render("{{#current}}x{{/current}}{{^current}}{{#title}}{{title}}{{/title}}{{/current}}",
                 view) == "甲 &amp; &lt;乙&gt;");
    CHECK(render("{{#kicker}}x{{/kicker}}{{^kicker}}empty{{/kicker}}", view) == "empty");
    view.object("lead").set("title", "领");
    CHECK(render("{{#lead}}{{title}}{{/lead}} {{lead.title}}", view) == "领 领");
}

TEST_CASE("sections in one another show what all around them let through", "[mustache]") {
    // Each with something else in it: nothing, other questions, the text itself, a list, an object.
    const std::string text =
        "<{{#current}}c{{#title}}({{title}}{{^kicker}}-{{/kicker}}){{/title}}"
        "{{^title}}{{#kicker}}[{{.}}]{{/kicker}}{{/title}}{{/current}}"
        "{{^current}}n{{#kicker}}{{/kicker}}{{#lead}}{{#kicker}}L{{kicker}}{{/kicker}}"
        "{{^kicker}}l{{/kicker}}{{title}}{{/lead}}{{/current}}"
        "{{#title}}{{#lines}}{{.}}{{/lines}}{{^lines}}0{{/lines}}{{/title}}>";
    for (unsigned bits = 0; bits < 32; ++bits) {
        const bool current = (bits & 1U) != 0;
        const std::string title = (bits & 2U) != 0 ? "T" : "";
        const std::string kicker = (bits & 4U) != 0 ? "K" : "";
        const bool has_lead = (bits & 8U) != 0;
        const bool has_lines = (bits & 16U) != 0;
        View view;
        view.set_flag("current", current);
        view.set("title", title);
        view.set_unless_empty("kicker", kicker);
        if (has_lead) view.object("lead").set("title", "lead");
        view.list("lines");
        if (has_lines) view.list("lines").push_back(View::of_text("x"));
        std::string expected = "<";
        if (current) {
            expected += "c";
            if (!title.empty()) expected += "(T" + std::string(kicker.empty() ? "-" : "") + ")";
            if (title.empty() && !kicker.empty()) expected += "[K]";
        } else {
            expected += has_lead ? "nllead" : "n";
        }
        if (!title.empty()) expected += has_lines ? "x" : "0";
        INFO(bits);
        CHECK(render(text, view) == expected + ">");
    }
}

TEST_CASE("lists within lists of the same length keep their own items", "[mustache]") {
    View view = sample();
    CHECK(render("{{#stories}}{{title}}({{#stories}}{{title}}{{/stories}}){{title}}{{/stories}}",
                 view) == "一(一二)一二(一二)二");
}

TEST_CASE("a label is text, not template", "[mustache]") {
    CHECK(render("<b>{{t.more}}</b>", sample()) == "<b>More &amp; &lt;more&gt; {{title}}</b>");
    CHECK(errors_of("{{t.less}}") == Strings{"page:1:1: there is no label 't.less'"});
}

TEST_CASE("a name that the view does not have is an error with its place", "[mustache]") {
    CHECK(errors_of("一{{titel}}\n{{#lead}}{{lead.hreff}}{{/lead}}") ==
          Strings{"page:1:2: unknown name 'titel', did you mean 'title'?",
                  "page:2:10: unknown name 'lead.hreff', did you mean 'href'?"});
    CHECK(errors_of("{{> wrong}}\n    {{> wrong}}\n") ==
          Strings{"wrong:2:3: unknown name 'titel', did you mean 'title'?"});
    CHECK(errors_of("{{stories.title}}{{#nothing}}{{href}}{{/nothing}}") ==
          Strings{"page:1:1: unknown name 'stories.title'", "page:1:18: unknown name 'nothing'",
                  "page:1:30: unknown name 'href'"});
}

TEST_CASE("braces must fit what a name is declared as", "[mustache]") {
    CHECK(errors_of("{{{title}}}{{#lead}}{{title_html}}{{/lead}}{{stories}}{{current}}{{.}}") ==
          Strings{"page:1:1: 'title' is text, write it in two braces",
                  "page:1:21: 'title_html' is markup, write it in three braces",
                  "page:1:44: 'stories' is no text but a list",
                  "page:1:55: 'current' is no text but a flag",
                  "page:1:66: '.' is no text but a object"});
}

TEST_CASE("a template that is not well formed is refused", "[mustache]") {
    CHECK(errors_of("{{> self}}") == Strings{"self:1:2: the partial 'self' includes itself"});
    CHECK(errors_of("{{> none}}") == Strings{"page:1:1: there is no partial 'none'"});
    CHECK(errors_of("{{title") == Strings{"page:1:1: a tag is not closed"});
    CHECK(errors_of("{{#lead}}") == Strings{"page:1:1: the section 'lead' is not closed"});
    CHECK(errors_of("{{#lead}}{{/title}}{{/lead}}") ==
          Strings{"page:1:10: the section 'title' is closed but not open"});
    CHECK(errors_of("{{=<% %>=}}") ==
          Strings{"page:1:1: {{=<% %>=}}: such tags are not supported"});
    CHECK(errors_of("{{<a}}{{$b}}{{>*c}}").size() == 3);
    CHECK(errors_of("{{}}{{a b}}") ==
          Strings{"page:1:1: {{}}: no such tag", "page:1:5: {{a b}}: no such tag"});
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "{{#lead}}";
    CHECK(errors_of(deep).front() == "page:1:1: the section 'lead' is not closed");
}

TEST_CASE("partials that multiply are stopped", "[mustache]") {
    const TextLookup doubling = [](std::string_view name) -> std::optional<std::string_view> {
        static std::map<std::string, std::string, std::less<>> texts;
        const auto depth = static_cast<char>(name[0] + 1);
        const std::string half = std::string("{{> ") + depth + "}}";
        return texts.emplace(name, "0123456789" + half + half + half + half).first->second;
    };
    std::vector<TemplateError> errors;
    CHECK_FALSE(
        Template::compile({"page", "{{> A}}", doubling, {}}, page_schema(), errors).has_value());
    REQUIRE_FALSE(errors.empty());
}

TEST_CASE("a template says which names it reads, and changes its fingerprint with its partials",
          "[mustache]") {
    std::vector<TemplateError> errors;
    const auto one = compile("{{> list}}{{title}}{{#lines}}{{.}}{{/lines}}", errors);
    const auto same = compile("{{> list}}{{! a word }}{{title}}{{#lines}}{{.}}{{/lines}}", errors);
    const auto other = compile("{{title}}{{#lines}}{{.}}{{/lines}}", errors);
    REQUIRE((one && same && other));
    CHECK(
        Strings(one->names().begin(), one->names().end()) ==
        Strings{"lines", "lines[]", "stories", "stories[].href", "stories[].title_html", "title"});
    CHECK(one->fingerprint() == same->fingerprint());
    CHECK(one->fingerprint() != other->fingerprint());
}

TEST_CASE("one renderer renders page after page", "[mustache]") {
    std::vector<TemplateError> errors;
    const auto compiled = compile("{{#stories}}{{title}}{{/stories}}.", errors);
    REQUIRE(compiled);
    TemplateRenderer renderer(*compiled);
    std::string out;
    View view = sample();
    renderer.render(view, out);
    view.add("stories").set("title", "三");
    renderer.render(view, out);
    renderer.render(View{}, out);
    CHECK(out == "一二.一二三..");
}

TEST_CASE("what a section makes of a shared view is the same each time", "[mustache]") {
    View shared;
    for (const char* title : {"一", "二"}) {
        View& story = shared.add("stories");
        story.set("title", title);
        story.set("href", "/a");
    }
    View lead;
    lead.set("title", "头条");
    std::vector<TemplateError> errors;
    // The last section looks at what is around it: it is made anew for each page.
    const std::optional<Template> compiled = compile(
        "{{#stories}}<{{title}}>{{/stories}}{{#lead}}({{title}}{{#href}} "
        "{{href}}{{/href}}){{/lead}}"
        "{{#stories}}{{#current}}+{{/current}}{{/stories}}{{#lines}}{{title}}{{/lines}}",
        errors);
    REQUIRE(compiled.has_value());
    TemplateRenderer renderer(*compiled);
    const auto page = [&](const char* title, bool current) {
        View view;
        view.set("title", title);
        view.set_flag("current", current);
        view.share("stories", *shared.find("stories"));
        view.share("lead", lead);
        view.list("lines").push_back(View::of_text("x"));
        std::string out;
        renderer.render(view, out);
        return out;
    };
    CHECK(page("p", true) == "<一><二>(头条)++p");
    CHECK(page("q", false) == "<一><二>(头条)q");
    CHECK(page("r", true) == "<一><二>(头条)++r");
    View other;
    other.set("title", "r");
    other.add("stories").set("title", "三");
    std::string out;
    renderer.render(other, out);
    CHECK(out == "<三>");
}
