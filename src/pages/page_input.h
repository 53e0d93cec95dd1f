#pragma once
// What the view of a page may see: its plan, the records that the plan lists, the settings, and
// words of the site's language. Rows are reached only through the plan's list (the accessor asserts
// it): what a page shows and what its key holds cannot differ. Borrowed for the time of one page.
#include "content/newspaper.h"
#include "formats/message_catalogue.h"
#include "pages/site_plan.h"

#include <string>
#include <string_view>

namespace gazette {

enum class LinkStyle : std::uint8_t { Path, Whole };

// An article as its page or a feed needs it, its body rendered. Valid until the next call.
struct RenderedArticle {
    const Article* article = nullptr;  // perhaps without its body as Markdown: see read()
    std::string_view body_html;
};

// Where bodies come from: build/produce reads and renders them, a test gives them.
class Bodies {
public:
    Bodies() = default;
    virtual ~Bodies() = default;
    Bodies(const Bodies&) = delete;
    Bodies& operator=(const Bodies&) = delete;
    Bodies(Bodies&&) = delete;
    Bodies& operator=(Bodies&&) = delete;

    virtual RenderedArticle render(std::uint32_t row, LinkStyle links) = 0;
    // The article with its body as Markdown. Valid until the next call.
    virtual const Article& read(std::uint32_t row) = 0;
    virtual std::string_view render_guide(std::uint32_t guide) = 0;
};

// The theme's files as pages name them.
struct ThemeAssets {
    std::string css;  // addresses: "/assets/paper.1f0c….css"
    std::string js;
    std::string icon;
};

// What all pages of a build have in common; borrowed.
struct PageContext {
    const Newspaper& paper;
    const SitePlan& plan;
    const MessageCatalogue& words;
    const ThemeAssets& assets;
};

class FrameParts;  // pages/frame_parts.h

class PageInput {
public:
    PageInput(const PageContext& context, const PlannedPage& page, Bodies& bodies,
              FrameParts& frame);

    [[nodiscard]] const PlannedPage& page() const { return page_; }

    [[nodiscard]] const SiteConfig& site() const { return paper_.site; }

    [[nodiscard]] const ThemeAssets& assets() const { return assets_; }

    [[nodiscard]] const Addresses& addresses() const { return addresses_; }

    [[nodiscard]] Bodies& bodies() const { return bodies_; }

    [[nodiscard]] FrameParts& frame() const { return frame_; }

    [[nodiscard]] const std::vector<TagPlan>& tags() const { return plan_.tags; }

    // `shown` is one of page().shows, listed in at least this shape.
    [[nodiscard]] const ArticleRow& row(const ShownRecord& shown, Shape needed) const;

    // The issue or guide that the page is about; guides and issues as a whole only for pages whose
    // facts hold their digests (home, indexes, the app's manifest).
    [[nodiscard]] const std::vector<NewspaperIssue>& issues() const { return paper_.issues; }

    [[nodiscard]] const std::vector<NewspaperGuide>& guides() const { return paper_.guides; }

    [[nodiscard]] bool has_guides() const { return !paper_.guides.empty(); }

    // The newest issue whose day has come, or null.
    [[nodiscard]] const NewspaperIssue* newest_issue() const;
    // Null where the source was not readable. With `from`, the path of the article that names it.
    [[nodiscard]] const Picture* picture(std::string_view source) const;
    [[nodiscard]] const NewspaperFile* file(std::string_view from, std::string_view target) const;

    // The kicker 引题 of a story; in a preview it begins with the word for a draft or an embargo.
    [[nodiscard]] std::string kicker(const ArticleRow& row) const;

    // A word of the theme; {0} is replaced by the argument.
    [[nodiscard]] std::string word(std::string_view label, std::string_view argument = {}) const;

    [[nodiscard]] std::string link(std::string_view address) const {
        return addresses_.link(address);
    }

    [[nodiscard]] std::string whole(std::string_view address) const {
        return addresses_.absolute(address);
    }

    // The id that feeds and the app know an article by, for ever.
    [[nodiscard]] std::string article_urn(const ArticleRow& row) const;

    [[nodiscard]] TimeZone::Local local(Instant instant) const {
        return paper_.site.time_zone.local(instant);
    }

private:
    const Newspaper& paper_;
    const SitePlan& plan_;
    const PlannedPage& page_;
    const MessageCatalogue& words_;
    const ThemeAssets& assets_;
    Bodies& bodies_;
    FrameParts& frame_;
    Addresses addresses_;
};

}  // namespace gazette
