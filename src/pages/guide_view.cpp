// Guides 办事指南: their index and each of them, with the QR code for the notice board.
#include "formats/qr_code.h"
#include "pages/date_text.h"
#include "pages/frame_parts.h"
#include "pages/parts.h"
#include "pages/views.h"

namespace gazette {
namespace {

void set_updated(const PageInput& input, const Guide& guide, View& view) {
    if (!guide.updated) return;
    const TimeZone::Local local = input.local(guide.updated->instant);
    view.set("updated_text", date_text(local.time.date, DateStyle::Full, input.site().language));
}

// "tel:" with the digits and signs a telephone takes (RFC 3966); empty when there are too few.
std::string phone_href(std::string_view phone) {
    std::string digits;
    for (const char c : phone) {
        if ((c >= '0' && c <= '9') || c == '-' || (c == '+' && digits.empty())) digits += c;
    }
    return digits.size() < 3 ? std::string() : "tel:" + digits;
}

void set_texts(const std::vector<std::string>& texts, ViewName name, View& view) {
    view.list(name);
    for (const std::string& text : texts) view.add(name).set("text", text);
}

}  // namespace

void guides_view(const PageInput& input, View& view) {
    view.list("guides");
    for (const NewspaperGuide& guide : input.guides()) {
        View& entry = view.add("guides");
        set_link(entry, "title", guide.guide.title, input.link(guide.address));
        entry.set("title_html", input.frame().headline_html(guide.guide.title));
        entry.set_unless_empty("summary", guide.guide.summary);
        entry.set_unless_empty("unit", guide.guide.unit);
        set_updated(input, guide.guide, entry);
    }
    Frame frame;
    frame.kind = "guides";
    frame.title = input.word("guides");
    frame.in_guides = true;
    set_frame(input, std::move(frame), view);
}

void guide_view(const PageInput& input, View& view) {
    const NewspaperGuide& entry = input.guides()[input.page().subject];
    const Guide& guide = entry.guide;
    View& out = view.object("guide");
    out.set("title", guide.title);
    out.set("title_html", input.frame().headline_html(guide.title));
    out.set_unless_empty("summary", guide.summary);
    out.set_unless_empty("unit", guide.unit);
    out.set_unless_empty("phone", guide.phone);
    out.set_unless_empty("phone_href", phone_href(guide.phone));
    out.set_unless_empty("address", guide.address);
    out.set_unless_empty("hours", guide.hours);
    set_updated(input, guide, out);
    set_texts(guide.steps, "steps", out);
    out.set_flag("has_steps", !guide.steps.empty());
    set_texts(guide.materials, "materials", out);
    out.set_flag("has_materials", !guide.materials.empty());
    const std::string url = input.whole(entry.address);
    if (guide.qr) {
        // Only an address of several kilobytes is too long for a code; then there is none.
        const Result<std::string> code = qr_svg(url, guide.title);
        if (code) out.set("qr_svg", code.value());
    }
    out.set("url", url);
    const std::string_view body = input.bodies().render_guide(input.page().subject);
    if (!body.empty()) out.borrow("body_html", body);
    out.set("all_href", input.link(guides_address()));

    Frame frame;
    frame.kind = "guide";
    frame.title = guide.title;
    frame.description = guide.summary;
    frame.in_guides = true;
    set_frame(input, std::move(frame), view);
}

const ViewSchema& guides_schema() {
    using view::html;
    using view::list;
    using view::optional;
    using view::text;
    static const ViewSchema guide{text("title", ""),          html("title_html", ""),
                                  text("href", ""),           optional(text("summary", "")),
                                  optional(text("unit", "")), optional(text("updated_text", ""))};
    static const ViewSchema schema{frame_schema(), {list("guides", guide, "")}};
    return schema;
}

const ViewSchema& guide_schema() {
    using view::flag;
    using view::html;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema entry{text("text", "")};
    static const ViewSchema guide{
        text("title", ""),
        html("title_html", ""),
        optional(text("summary", "")),
        optional(text("unit", "")),
        optional(text("phone", "")),
        optional(text("phone_href", "tel:…")),
        optional(text("address", "")),
        optional(text("hours", "")),
        optional(text("updated_text", "")),
        list("steps", entry, ""),
        flag("has_steps", ""),
        list("materials", entry, ""),
        flag("has_materials", ""),
        optional(html("qr_svg", "an <svg> with a viewBox, dark modules in currentColor")),
        text("url", "whole URL, printed below the code"),
        optional(html("body_html", "")),
        text("all_href", "the index of guides")};
    static const ViewSchema schema{frame_schema(), {object("guide", guide, "")}};
    return schema;
}

}  // namespace gazette
