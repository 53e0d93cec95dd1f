#include "pages/feeds/feed_story.h"

#include "formats/html.h"
#include "pages/date_text.h"
#include "pages/parts.h"
#include "pages/source_credit.h"
#include "pages/source_text.h"

#include <algorithm>
#include <initializer_list>

namespace gazette {
namespace {

class StoryPrinter {
public:
    StoryPrinter(const PageInput& input, const ArticleRow& row, const RenderedArticle& rendered,
                 LinkStyle links)
        : input_(input),
          row_(row),
          article_(*rendered.article),
          body_(rendered.body_html),
          links_(links) {}

    std::string print() {
        if (is_told(row_.genre)) paragraph({row_.genre}, true);
        if (!article_.deck.empty()) paragraph({article_.deck}, true);
        if (!article_.editors_note.empty()) {
            labelled(input_.word("editors-note"), article_.editors_note);
        }
        cover();
        html_ += body_;
        source();
        corrections();
        attachments();
        return std::move(html_);
    }

private:
    [[nodiscard]] std::string href(std::string_view address) const {
        return links_ == LinkStyle::Path ? input_.link(address) : input_.whole(address);
    }

    void paragraph(std::initializer_list<std::string_view> texts, bool is_strong = false) {
        html_ += is_strong ? "<p><strong>" : "<p>";
        for (const std::string_view text : texts) append_html_text(html_, text);
        html_ += is_strong ? "</strong></p>\n" : "</p>\n";
    }

    void labelled(std::string_view label, std::string_view text) {
        html_ += "<p><strong>";
        append_html_text(html_, label);
        html_ += "</strong> ";
        append_html_text(html_, text);
        html_ += "</p>\n";
    }

    void cover() {
        const Picture* cover = input_.picture(row_.cover().source);
        if (cover == nullptr || is_cover_in_body(row_)) return;
        const int width = cover->widths.back();
        html_ += "<figure><img src=\"";
        append_html_escaped(html_, href(rendition_address(*cover, width, PictureFormat::Jpeg)));
        html_ += "\" width=\"" + std::to_string(width) + "\" height=\"" +
                 std::to_string(rendition_height(*cover, width)) + "\" alt=\"";
        append_html_escaped(html_, row_.cover().alt);
        html_ += "\">";
        std::string caption(row_.cover().caption);
        if (!row_.cover().origin.empty())
            caption.append("（").append(row_.cover().origin).append("）");
        if (!row_.cover().credit.empty()) caption.append(" ").append(row_.cover().credit);
        if (!caption.empty()) {
            html_ += "<figcaption>";
            append_html_text(html_, caption);
            html_ += "</figcaption>";
        }
        html_ += "</figure>\n";
    }

    void source() {
        if (!article_.source) return;
        std::string text = source_credit(input_, *article_.source);
        const std::string details = source_details(input_, *article_.source);
        if (!details.empty()) text.append(" ").append(details);
        labelled(input_.word("text-source"), text);
    }

    void corrections() {
        for (const DatedNote& note : article_.corrections) {
            const CivilDate day = input_.local(note.date.instant).time.date;
            labelled(input_.word("correction") + "（" +
                         date_text(day, DateStyle::Day, input_.site().language) + "）",
                     note.text);
        }
    }

    void attachments() {
        for (const Attachment& attachment : article_.attachments) {
            const NewspaperFile* file = input_.file(article_.path, attachment.src);
            if (file == nullptr) continue;  // reported when it was loaded
            html_ += "<p><a href=\"";
            append_html_escaped(html_, href(file->address));
            html_ += "\">";
            append_html_text(html_, attachment_title(attachment));
            html_ += "</a></p>\n";
        }
    }

    const PageInput& input_;
    const ArticleRow& row_;
    const Article& article_;
    std::string_view body_;
    LinkStyle links_;
    std::string html_;
};

}  // namespace

FeedStory feed_story(const PageInput& input, const ShownRecord& shown, LinkStyle links) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    const RenderedArticle rendered = input.bodies().render(shown.row, links);
    FeedStory story;
    story.html = StoryPrinter(input, row, rendered, links).print();
    story.author = row.byline;
    if (const auto& source = rendered.article->source; source) {
        story.source = source_credit(input, *source);
        if (story.author.empty()) {
            story.author = source->author.empty() ? story.source : source->author;
        }
    }
    return story;
}

Instant latest_change(const ArticleRow& row) { return std::max(row.updated, row.date); }

}  // namespace gazette
