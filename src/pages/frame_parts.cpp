#include "pages/frame_parts.h"

#include "pages/parts.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <utility>

namespace gazette {
namespace {

std::string section_href(const PageInput& input, const Section& section) {
    return input.link(list_address(ListKind::Section, section.slug));
}

void add_menu_entry(View& view, std::string name, std::string href, bool current) {
    View& entry = view.add("nav");
    entry.set("name", std::move(name));
    entry.set("href", std::move(href));
    entry.set_flag("current", current);
}

void set_menu(const PageInput& input, const MenuChoice& choice, View& view) {
    const SiteConfig& site = input.site();
    add_menu_entry(view, input.word("home"), input.link("/"), choice.home);
    for (std::size_t i = 0; i < site.sections.size(); ++i) {
        add_menu_entry(view, site.sections[i].name, section_href(input, site.sections[i]),
                       choice.section == static_cast<std::int16_t>(i));
    }
    for (std::size_t i = 0; i < site.channels.size(); ++i) {
        add_menu_entry(view, site.channels[i].name,
                       input.link(list_address(ListKind::Channel, site.channels[i].id)),
                       choice.channel == static_cast<std::int16_t>(i));
    }
    if (input.has_guides()) {
        add_menu_entry(view, input.word("guides"), input.link(guides_address()), choice.guides);
    }
    if (input.newest_issue() != nullptr) {
        add_menu_entry(view, input.word("issue"), input.link(issues_address()), choice.issues);
    }
}

struct FeedFile {
    std::string_view file;
    std::string_view title;
    std::string_view type;
};

constexpr std::array<FeedFile, 3> kFeedFiles = {
    {{"rss.xml", "RSS", "application/rss+xml"},
     {"atom.xml", "Atom", "application/atom+xml"},
     {"feed.json", "JSON Feed", "application/feed+json"}}};

void add_foot_line(View& foot, std::string text) {
    if (!text.empty()) foot.add("lines").set("text", std::move(text));
}

// What there is, with a wide space between.
std::string joined(std::initializer_list<std::string> parts) {
    std::string line;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        if (!line.empty()) line += "　";
        line += part;
    }
    return line;
}

// What a paper's foot must say (NEWSROOM §2): who is responsible, under which number, where to
// call.
void set_masthead_lines(const PageInput& input, View& foot) {
    const Masthead& masthead = input.site().masthead;
    const auto line = [&](std::string_view label, const std::string& text) {
        return text.empty() ? std::string() : input.word(label, text);
    };
    add_foot_line(foot, joined({line("foot-sponsor", masthead.sponsor),
                                line("foot-publisher", masthead.publisher),
                                line("foot-printer", masthead.printer)}));
    if (masthead.kind == MastheadKind::Internal) {
        add_foot_line(foot, line("foot-permit", masthead.permit));
    } else {
        add_foot_line(foot, line("foot-cn", masthead.cn));
    }
    add_foot_line(
        foot, joined({line("foot-address", masthead.address), line("foot-phone", masthead.phone),
                      line("foot-email", masthead.email)}));
}

void set_foot(const PageInput& input, View& view) {
    const SiteConfig& site = input.site();
    View& foot = view.object("foot");
    foot.list("lines");
    set_masthead_lines(input, foot);
    for (const Licence& licence : site.licences) {
        View& entry = foot.add("licences");
        entry.set("text", licence.number.empty()
                              ? licence.name
                              : fmt::format("{} {}", licence.name, licence.number));
        entry.set_unless_empty("href", licence.url);
    }
    foot.list("licences");
    foot.set_flag("has_licences", !site.licences.empty());
    const ReportContact& report = site.report;
    std::string contact = report.text;
    for (const std::string* part : {&report.phone, &report.email}) {
        if (part->empty()) continue;
        // A wide space would stay at the end of a line, underlined with the rest of the link.
        if (!contact.empty()) contact += " ";
        contact += *part;
    }
    if (!contact.empty() || !report.url.empty()) {
        View& entry = foot.object("report");
        entry.set("text", contact.empty() ? report.url : contact);
        // A page of this site is linked by its path, wherever the site is shown.
        const bool own = report.url.starts_with(site.origin + "/");
        entry.set_unless_empty("href", own ? report.url.substr(site.origin.size()) : report.url);
    }
    set_link(foot.add("links"), "name", input.word("archive"), input.link(archive_address()));
}

void set_site(const PageInput& input, View& view) {
    const SiteConfig& site = input.site();
    View& site_view = view.object("site");
    site_view.set("title", site.title);
    site_view.set_unless_empty("subtitle", site.subtitle);
    site_view.set("home", input.link("/"));
    site_view.set("language", site.language);
}

}  // namespace

void set_feeds(const PageInput& input, const std::string& folder, View& view) {
    for (const FeedFile& kind : kFeedFiles) {
        View& feed = view.add("feeds");
        feed.set("title", kind.title);
        feed.set("href", input.link(folder + std::string(kind.file)));
        feed.set("type", kind.type);
    }
}

void FrameParts::set_common(const PageInput& input, View& view) {
    if (!common_) {
        View& common = common_.emplace();
        common.set("css", input.link(input.assets().css));
        common.set("js", input.link(input.assets().js));
        common.set("icon", input.link(input.assets().icon));
        set_site(input, common);
        set_foot(input, common);
        set_feeds(input, "/", common);
    }
    view.borrow("lang", input.site().language);
    for (const ViewName name : {ViewName("css"), ViewName("js"), ViewName("icon")}) {
        view.borrow(name, common_->find(name)->text());
    }
    for (const ViewName name : {ViewName("site"), ViewName("foot"), ViewName("feeds")}) {
        view.share(name, *common_->find(name));
    }
}

const View& FrameParts::menu(const PageInput& input, const MenuChoice& choice) {
    const auto [place, is_new] = menus_.try_emplace(choice);
    if (is_new) set_menu(input, choice, place->second);
    return *place->second.find("nav");
}

const View& FrameParts::section(const PageInput& input, std::size_t index) {
    const auto [place, is_new] = sections_.try_emplace(index);
    if (is_new) {
        const Section& section = input.site().sections[index];
        set_link(place->second, "name", section.name, section_href(input, section));
    }
    return place->second;
}

std::string FrameParts::headline_html(std::string_view headline) {
    if (!words_) words_.emplace();
    return words_->headline_html(headline);
}

}  // namespace gazette
