// The pages that show no story: 404, the neutral notice, a redirect.
#include "pages/parts.h"
#include "pages/views.h"

namespace gazette {

void not_found_view(const PageInput& input, View& view) {
    view.set("archive_href", input.link(archive_address()));
    Frame frame;
    frame.kind = "not_found";
    frame.title = input.word("not-found-title");
    frame.canonical = false;
    frame.noindex = true;
    set_frame(input, std::move(frame), view);
}

// The same for every withdrawn story: neither title nor reason nor author (NEWSROOM §4).
void notice_view(const PageInput& input, View& view) {
    Frame frame;
    frame.kind = "notice";
    frame.title = input.word("notice-title");
    frame.canonical = false;
    frame.noindex = true;
    set_frame(input, std::move(frame), view);
}

void redirect_view(const PageInput& input, View& view) {
    const std::string_view to = input.page().links.front().address;
    const bool elsewhere = to.starts_with("http://") || to.starts_with("https://");
    view.set("lang", input.site().language);
    view.set("title", input.word("redirect-title"));
    view.set("canonical", elsewhere ? to : input.whole(to));
    view.set("css", input.link(input.assets().css));
    View& redirect = view.object("redirect");
    redirect.set("href", elsewhere ? to : input.link(to));
    redirect.set("text", elsewhere ? to : input.whole(to));
}

const ViewSchema& not_found_schema() {
    using view::text;
    static const ViewSchema schema{frame_schema(), {text("archive_href", "the archive's index")}};
    return schema;
}

const ViewSchema& notice_schema() {
    static const ViewSchema schema{frame_schema(), {}};
    return schema;
}

const ViewSchema& redirect_schema() {
    using view::object;
    using view::text;
    static const ViewSchema redirect{text("href", "path of the new page"),
                                     text("text", "its address or title, as it is shown")};
    static const ViewSchema schema{text("lang", ""), text("title", ""),
                                   text("canonical", "whole URL of the new page"), text("css", ""),
                                   object("redirect", redirect, "")};
    return schema;
}

}  // namespace gazette
