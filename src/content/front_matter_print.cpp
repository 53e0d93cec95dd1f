#include "content/dates.h"
#include "content/front_matter.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

// Collects lines; empty values are left out.
class Printer {
public:
    explicit Printer(const TimeZone& zone) : zone_(zone) {}

    void line(std::string_view key, std::string_view value) {
        if (!value.empty()) out_ += fmt::format("{}: {}\n", key, print_yaml_scalar(value));
    }

    void raw(std::string_view key, std::string_view value) {
        out_ += fmt::format("{}: {}\n", key, value);
    }

    void moment(std::string_view key, const std::optional<Moment>& moment) {
        if (moment) raw(key, print_moment(*moment, zone_));
    }

    void list(std::string_view key, const std::vector<std::string>& items) {
        if (!items.empty()) raw(key, flow_list(items));
    }

    // {a: b, c: d} on one line.
    using Pairs = std::vector<std::pair<std::string_view, std::string>>;

    static std::string flow_map(const Pairs& pairs) {
        std::string out;
        for (const auto& [key, printed] : pairs) {
            if (printed.empty()) continue;
            if (!out.empty()) out += ", ";
            out.append(key).append(": ").append(printed);
        }
        return "{" + out + "}";
    }

    static std::string flow_list(const std::vector<std::string>& items) {
        std::string out;
        for (const std::string& item : items) {
            if (!out.empty()) out += ", ";
            out += print_yaml_scalar(item);
        }
        return "[" + out + "]";
    }

    static std::string scalar(std::string_view text) {
        return text.empty() ? std::string() : print_yaml_scalar(text);
    }

    void maps(std::string_view key, const std::vector<std::string>& flow_maps) {
        if (flow_maps.empty()) return;
        out_.append(key).append(":\n");
        for (const std::string& map : flow_maps) out_.append("  - ").append(map).append("\n");
    }

    [[nodiscard]] const TimeZone& zone() const { return zone_; }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    const TimeZone& zone_;
    std::string out_;
};

using P = Printer;

std::string picture_map(const PictureReference& picture) {
    return P::flow_map({{"src", P::scalar(picture.src)},
                        {"alt", P::scalar(picture.alt)},
                        {"caption", P::scalar(picture.caption)},
                        {"credit", P::scalar(picture.credit)},
                        {"origin", P::scalar(picture.origin)},
                        {"map_number", P::scalar(picture.map_number)},
                        {"time", P::scalar(picture.time)}});
}

std::string_view word_of(MediaType type) {
    switch (type) {
        case MediaType::Video:
            return "video";
        case MediaType::Audio:
            return "audio";
        case MediaType::Gallery:
            return "gallery";
    }
    return "";
}

std::string_view word_of(SourceUse use) {
    switch (use) {
        case SourceUse::Reprint:
            return "";  // the usual one
        case SourceUse::Edited:
            return "据";
        case SourceUse::Compiled:
            return "综合";
    }
    return "";
}

std::string_view word_of(Status status) {
    switch (status) {
        case Status::Published:
            return "";
        case Status::Draft:
            return "draft";
        case Status::Withdrawn:
            return "withdrawn";
    }
    return "";
}

void print_byline_key(P& out, const Article& article) {
    std::vector<std::string> maps;
    for (const Byline& entry : article.byline) {
        maps.push_back(P::flow_map({{"role", P::scalar(entry.role)},
                                    {"names", entry.names.empty() ? "" : P::flow_list(entry.names)},
                                    {"unit", P::scalar(entry.unit)},
                                    {"does", entry.does.empty() ? "" : P::flow_list(entry.does)}}));
    }
    out.maps("byline", maps);
    if (article.credits.empty()) return;
    P::Pairs credits;
    std::vector<std::string> roles;
    roles.reserve(article.credits.size());
    for (const Credit& credit : article.credits) roles.push_back(print_yaml_scalar(credit.role));
    for (std::size_t i = 0; i < roles.size(); ++i) {
        credits.emplace_back(roles[i], P::flow_list(article.credits[i].names));
    }
    out.raw("credits", P::flow_map(credits));
}

void print_media(P& out, const Article& article) {
    std::vector<std::string> maps;
    maps.reserve(std::max(article.media.size(), article.attachments.size()));
    for (const MediaItem& media : article.media) {
        std::string items;
        for (const PictureReference& picture : media.items) {
            items += (items.empty() ? "[" : ", ") + picture_map(picture);
        }
        if (!items.empty()) items += "]";
        maps.push_back(P::flow_map({{"name", P::scalar(media.name)},
                                    {"type", std::string(word_of(media.type))},
                                    {"src", P::scalar(media.src)},
                                    {"items", items},
                                    {"poster", P::scalar(media.poster)},
                                    {"duration", P::scalar(media.duration)},
                                    {"transcript", P::scalar(media.transcript)},
                                    {"caption", P::scalar(media.caption)},
                                    {"credit", P::scalar(media.credit)},
                                    {"origin", P::scalar(media.origin)}}));
    }
    out.maps("media", maps);
    maps.clear();
    for (const Attachment& attachment : article.attachments) {
        maps.push_back(P::flow_map(
            {{"src", P::scalar(attachment.src)}, {"title", P::scalar(attachment.title)}}));
    }
    out.maps("attachments", maps);
}

void print_notes(P& out, std::string_view key, const std::vector<DatedNote>& notes) {
    std::vector<std::string> maps;
    maps.reserve(notes.size());
    for (const DatedNote& note : notes) {
        maps.push_back(P::flow_map(
            {{"date", print_moment(note.date, out.zone())}, {"text", P::scalar(note.text)}}));
    }
    out.maps(key, maps);
}

void print_source(P& out, const Article& article) {
    if (article.source) {
        const Source& source = *article.source;
        std::vector<std::string> names = {source.name};
        names.insert(names.end(), source.other_names.begin(), source.other_names.end());
        out.raw(
            "source",
            P::flow_map({{"name", names.size() == 1 ? P::scalar(source.name) : P::flow_list(names)},
                         {"use", std::string(word_of(source.use))},
                         {"url", P::scalar(source.url)},
                         {"author", P::scalar(source.author)},
                         {"title", P::scalar(source.title)},
                         {"editor", P::scalar(source.editor)},
                         {"date", P::scalar(source.date)},
                         {"page", P::scalar(source.page)},
                         {"licence", P::scalar(source.licence)}}));
    }
    if (article.verbatim) {
        out.raw("verbatim", P::flow_map({{"from", P::scalar(article.verbatim->from)},
                                         {"received", P::scalar(article.verbatim->received)},
                                         {"hash", P::scalar(article.verbatim->hash)}}));
    }
}

void print_print(P& out, const Article& article) {
    std::vector<std::string> maps;
    for (const PrintPlace& place : article.print) {
        maps.push_back(P::flow_map({{"issue", P::scalar(place.issue)},
                                    {"page", place.page == 0 ? "" : fmt::format("{}", place.page)},
                                    {"position", P::scalar(place.position)}}));
    }
    out.maps("print", maps);
}

void print_headline_and_dates(P& out, const Article& article) {
    out.line("title", article.title);
    out.line("kicker", article.kicker);
    out.line("subtitle", article.subtitle);
    out.line("deck", article.deck);
    const Titles& titles = article.titles;
    if (!titles.list.empty() || !titles.share.empty() || !titles.print.empty()) {
        out.raw("titles", P::flow_map({{"list", P::scalar(titles.list)},
                                       {"share", P::scalar(titles.share)},
                                       {"print", P::scalar(titles.print)}}));
    }
    if (!article.title_shown) out.raw("title_shown", "false");
    if (article.series) {
        out.raw("series", P::flow_map({{"name", P::scalar(article.series->name)},
                                       {"part", P::scalar(article.series->part)}}));
    }
    out.moment("date", Moment{article.date, article.date_has_time});
    out.moment("event_date", article.event_date);
    out.moment("not_before", article.not_before);
    out.moment("updated", article.updated);
    out.moment("expires", article.expires);
}

}  // namespace

std::string print_front_matter(const Article& article, const TimeZone& zone) {
    Printer out(zone);
    print_headline_and_dates(out, article);
    print_byline_key(out, article);
    out.line("genre", article.genre);
    out.line("dateline", article.dateline);
    out.line("section", article.section);
    out.list("tags", article.tags);
    out.line("column", article.column);
    if (article.column_order) out.raw("column_order", fmt::format("{}", *article.column_order));
    if (article.cover) out.raw("cover", picture_map(*article.cover));
    std::vector<std::string> pictures;
    pictures.reserve(article.pictures.size());
    for (const PictureReference& picture : article.pictures)
        pictures.push_back(picture_map(picture));
    out.maps("pictures", pictures);
    print_media(out, article);
    out.line("summary", article.summary);
    if (article.slug_is_given) out.line("slug", article.slug);
    if (article.id_is_given) out.line("id", article.id);
    out.list("aliases", article.aliases);
    out.line("status", word_of(article.status));
    print_notes(out, "corrections", article.corrections);
    print_notes(out, "revisions", article.revisions);
    print_source(out, article);
    out.line("channel", article.channel);
    out.line("organisation", article.organisation);
    print_print(out, article);
    out.line("editors_note", article.editors_note);
    out.line("author_note", article.author_note);
    for (const auto& [key, value] : article.extra) out.line(print_yaml_scalar(key), value);
    return "---\n" + out.take() + "---\n";
}

}  // namespace gazette
