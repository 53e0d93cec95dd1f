#include "pages/parts.h"

#include "pages/date_text.h"
#include "pages/frame_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

std::string_view sizes_of(PictureRoom room) {
    switch (room) {
        case PictureRoom::Wide:
            return "(min-width: 960px) 740px, calc(100vw - 40px)";
        case PictureRoom::Column:
            return "(min-width: 900px) 280px, (min-width: 700px) calc(50vw - 35px), 108px";
        case PictureRoom::Small:
            return "(min-width: 900px) 180px, 108px";
    }
    return {};
}

std::string srcset(const PageInput& input, const Picture& picture, PictureFormat format) {
    std::string set;
    for (const int width : picture.widths) {
        if (!set.empty()) set += ", ";
        set += fmt::format("{} {}w", input.link(rendition_address(picture, width, format)), width);
    }
    return set;
}

void set_share(const PageInput& input, const Frame& frame, std::string_view url, View& view) {
    View& share = view.object("share");
    share.set("type", frame.share_type);
    const std::string& title = frame.share_title.empty() ? frame.title : frame.share_title;
    share.set("title", title.empty() ? input.site().title : title);
    share.set("url", url);
    if (frame.share_picture != nullptr) {
        share.set("image", input.whole(rendition_address(*frame.share_picture,
                                                         frame.share_picture->widths.back(),
                                                         PictureFormat::Jpeg)));
    }
}

void set_nameplate(const PageInput& input, const Frame& frame, View& view) {
    View& plate = view.object("nameplate");
    plate.set_flag("is_home", frame.kind == "home");
    if (frame.date) {
        plate.set("date_text",
                  date_text(*frame.date, DateStyle::FullWeekday, input.site().language));
    }
    if (frame.issue == nullptr) return;
    const std::string number = issue_total_text(input, frame.issue->issue);
    if (number.empty()) return;
    plate.set("number_text", number);
    plate.set("number_href", input.link(frame.issue->address));
}

bool has_own_feeds(const PlannedPage& page) {
    return page.kind == PageKind::List && page.scope != Scope::Site && page.scope != Scope::Tag &&
           page.scope != Scope::Column;
}

std::string joined_title(const std::string& title, const std::string& site) {
    return title.empty() ? site : fmt::format("{} - {}", title, site);
}

}  // namespace

const Picture* picture_to_share(const PageInput& input, const ArticleRow& row) {
    if (const Picture* cover = input.picture(row.cover().source); cover != nullptr) return cover;
    for (const FileRow& file : row.files) {
        if (file.use != FileUse::Picture) continue;
        if (const Picture* shown = input.picture(file.source); shown != nullptr) return shown;
    }
    return nullptr;
}

bool is_cover_in_body(const ArticleRow& row) {
    return std::any_of(row.files.begin(), row.files.end(), [&](const FileRow& file) {
        return file.use == FileUse::Picture && file.source == row.cover().source;
    });
}

bool is_told(std::string_view genre) {
    return !genre.empty() && genre != "消息" && genre != "通讯" && genre != "简讯" &&
           genre != "特写";
}

std::string title_html(const PageInput& input, const ArticleRow& row) {
    // OPTIMIZATION: the row holds the broken form of what lists show; mostly that is the title.
    return row.if_rare().list_title.empty() ? std::string(row.title_html)
                                            : input.frame().headline_html(row.title);
}

void set_title_link(const PageInput& input, const ArticleRow& row, View& view) {
    set_link(view, "title", std::string(row.title), input.link(row.address));
    view.set("title_html", title_html(input, row));
}

void set_link(View& view, ViewName name, std::string text, std::string href) {
    view.set(name, std::move(text));
    view.set("href", std::move(href));
}

void set_frame(const PageInput& input, Frame frame, View& view) {
    const SiteConfig& site = input.site();
    view.set("title", joined_title(frame.title, site.title));
    view.set_unless_empty("description", frame.description);
    view.set("kind", frame.kind);
    view.set_flag("noindex", frame.noindex);
    input.frame().set_common(input, view);
    set_nameplate(input, frame, view);
    view.share("nav", input.frame().menu(input, {frame.kind == "home", frame.in_guides,
                                                 frame.in_issues, frame.section, frame.channel}));
    if (has_own_feeds(input.page())) {
        view.list("feeds");
        set_feeds(input, scope_folder(input), view);
    }
    if (frame.canonical) {
        const std::string url = input.whole(input.page().address);
        view.set("canonical", url);
        set_share(input, frame, url, view);
    }
    if (!frame.json_ld.empty()) view.set("json_ld", std::move(frame.json_ld));
}

void set_picture(const PageInput& input, const Picture& picture, const PictureText& text,
                 PictureRoom room, View& view) {
    const int widest = picture.widths.back();
    const int middle = picture.widths[picture.widths.size() / 2];
    view.set("src", input.link(rendition_address(picture, middle, PictureFormat::Jpeg)));
    view.set("width", std::to_string(widest));
    view.set("height", std::to_string(rendition_height(picture, widest)));
    view.set("alt", text.alt);
    view.set("webp_srcset", srcset(input, picture, PictureFormat::Webp));
    view.set("jpeg_srcset", srcset(input, picture, PictureFormat::Jpeg));
    view.set("sizes", sizes_of(room));
    view.set_flag("captioned",
                  !text.caption.empty() || !text.credit.empty() || !text.origin.empty());
    view.set_unless_empty("caption", text.caption);
    view.set_unless_empty("origin", text.origin);
    view.set_unless_empty("credit", text.credit);
    view.set("full_href", input.link(rendition_address(picture, widest, PictureFormat::Jpeg)));
}

void set_card(const PageInput& input, const ArticleRow& row, PictureRoom room, View& view) {
    const SiteConfig& site = input.site();
    view.set("href", input.link(row.address));
    view.borrow("title", row.if_rare().list_title.empty() ? row.title : row.if_rare().list_title);
    view.borrow("title_html", row.title_html);
    view.set_unless_empty("kicker", input.kicker(row));
    view.borrow_unless_empty("subtitle", row.if_rare().subtitle);
    view.borrow_unless_empty("summary", row.summary);
    view.set("date_text", date_text(row.day, DateStyle::Day, site.language));
    view.set("date_iso", iso_date(row.day));
    const bool is_own_page = input.page().scope == Scope::Section;
    if (row.section != ArticleRow::kNone && !is_own_page) {
        view.share("section", input.frame().section(input, static_cast<std::size_t>(row.section)));
    }
    view.borrow_unless_empty("byline_text", row.byline);
    if (is_told(row.genre)) view.borrow("genre", row.genre);
    view.set_flag("corrected", row.corrected);
    view.set_flag("has_video", row.has_video);
    if (const Picture* cover = input.picture(row.cover().source); cover != nullptr) {
        // The card's link says what the picture shows: an alternative text would be read twice.
        const PictureText text{{}, row.cover().caption, row.cover().credit, row.cover().origin};
        set_picture(input, *cover, text, room, view.object("picture"));
    }
}

std::string scope_folder(const PageInput& input) {
    const PlannedPage& page = input.page();
    const SiteConfig& site = input.site();
    switch (page.scope) {
        case Scope::Site:
            return "/";
        case Scope::Section:
            return list_address(ListKind::Section, site.sections[page.subject].slug);
        case Scope::Tag:
            return list_address(ListKind::Tag, input.tags()[page.subject].word);
        case Scope::Channel:
            return list_address(ListKind::Channel, site.channels[page.subject].id);
        case Scope::Organisation:
            return list_address(ListKind::Organisation, site.organisations[page.subject].id);
        case Scope::Column:
            return list_address(ListKind::Column, site.columns[page.subject].id);
    }
    return "/";
}

std::string scope_name(const PageInput& input) {
    const PlannedPage& page = input.page();
    const SiteConfig& site = input.site();
    switch (page.scope) {
        case Scope::Site:
            return site.title;
        case Scope::Section:
            return site.sections[page.subject].name;
        case Scope::Tag:
            return std::string(input.tags()[page.subject].name);
        case Scope::Channel:
            return site.channels[page.subject].name;
        case Scope::Organisation:
            return site.organisations[page.subject].name;
        case Scope::Column:
            return site.columns[page.subject].name;
    }
    return {};
}

std::string feed_title(const PageInput& input) {
    const std::string& site = input.site().title;
    return input.page().scope == Scope::Site ? site : scope_name(input) + " - " + site;
}

std::string issue_total_text(const PageInput& input, const Issue& issue) {
    return issue.total.empty() ? std::string() : input.word("issue-total", issue.total);
}

std::string issue_number_text(const PageInput& input, const Issue& issue) {
    std::string text;
    if (!issue.number.empty()) {
        text = date_text(issue.date, DateStyle::Year, input.site().language) +
               input.word("issue-number", issue.number);
    }
    const std::string total = issue_total_text(input, issue);
    if (!text.empty() && !total.empty()) text += " ";
    return text + total;
}

}  // namespace gazette
