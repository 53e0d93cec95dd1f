#include "pages/json_ld.h"

#include "formats/json.h"
#include "pages/parts.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

void write_organisation(JsonWriter& json, std::string_view name) {
    json.begin_object().text("@type", "Organization").text("name", name).end_object();
}

// 采访组, 编辑部, 融媒体中心 … sign as a body, not as a person.
bool is_body(std::string_view name) {
    constexpr std::array<std::string_view, 9> kEndings = {"组", "部", "室", "中心", "社",
                                                          "会", "局", "站", "队"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

// Persons by name, units where no person signs; the paper itself where nobody does.
void write_authors(const PageInput& input, const Article& article, JsonWriter& json) {
    json.key("author").begin_array();
    bool any = false;
    for (const Byline& byline : article.byline) {
        for (const std::string& name : byline.names) {
            if (is_body(name)) {
                write_organisation(json, name);
            } else {
                json.begin_object().text("@type", "Person").text("name", name).end_object();
            }
            any = true;
        }
        if (byline.names.empty() && !byline.unit.empty()) {
            write_organisation(json, byline.unit);
            any = true;
        }
    }
    if (!any && article.source) {  // taken over: theirs, not ours
        const Source& source = *article.source;
        write_organisation(json, source.author.empty() ? source.name : source.author);
    } else if (!any) {
        write_organisation(json, input.site().title);
    }
    json.end_array();
}

}  // namespace

std::string article_json_ld(const PageInput& input, const ArticleRow& row, const Article& article) {
    std::string out;
    JsonWriter json(out, JsonFor::Html);
    json.begin_object();
    json.text("@context", "https://schema.org").text("@type", "NewsArticle");
    json.text("headline", article.title);
    json.text("mainEntityOfPage", input.whole(row.address));
    json.text("datePublished", rfc3339(input.local(article.date)));
    const Instant modified = article.updated ? article.updated->instant : article.date;
    json.text("dateModified", rfc3339(input.local(modified)));
    if (article.event_date) {  // when it happened: a date of its own (NEWSROOM §2)
        const TimeZone::Local event = input.local(article.event_date->instant);
        json.text("temporalCoverage",
                  article.event_date->has_time ? rfc3339(event) : iso_date(event.time.date));
    }
    if (!article.section.empty()) json.text("articleSection", article.section);
    if (const Picture* shared = picture_to_share(input, row); shared != nullptr) {
        json.key("image").begin_array();
        json.string(
            input.whole(rendition_address(*shared, shared->widths.back(), PictureFormat::Jpeg)));
        json.end_array();
    }
    write_authors(input, article, json);
    json.key("publisher");
    write_organisation(json, input.site().title);
    json.text("inLanguage", input.site().language);
    json.end_object();
    return out;
}

}  // namespace gazette
