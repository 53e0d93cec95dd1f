#include "build/article_bodies.h"

#include "build/load_article.h"
#include "content/front_matter.h"

#include <fmt/format.h>

namespace gazette {

ArticleBodies::ArticleBodies(const BodySources& sources, const BodyContext& context)
    : sources_(sources), context_(context) {}

std::optional<Article> ArticleBodies::read_again(const ArticleRow& row) {
    std::optional<Article> article;
    const std::string path(row.path);
    Result<std::string> bytes;
    std::string_view text = row.file_text;
    if (text.empty()) {
        bytes = sources_.files.read(join_path(sources_.newsroom, path), kMaxArticleBytes);
        if (bytes && holds(row, bytes.value())) text = bytes.value();
    }
    if (!text.empty()) {
        Diagnostics known;  // all of it was reported when the article was loaded
        article =
            read_article(text, path, context_.paper.site, known, {sources_.allow_unknown, true});
    }
    if (!article && !failure_) {
        failure_ =
            bytes ? gazette::failure(ErrorCode::Conflict,
                                     fmt::format("{} was changed while the site was built", path))
                        .value()
                  : bytes.error();
    }
    return article;
}

RenderedArticle ArticleBodies::render(std::uint32_t row_index, LinkStyle links) {
    const auto [place, is_new] = kept_.try_emplace(row_index);
    Kept& kept = place->second;
    if (is_new) {
        std::optional<Article> article = read_again(context_.paper.rows[row_index]);
        if (article) kept.article = std::move(*article);
    }
    std::string& html = links == LinkStyle::Path ? kept.path_html : kept.whole_html;
    if (html.empty()) render_article_body(context_, kept.article, links, html);
    return {&kept.article, html};
}

std::string_view ArticleBodies::render_guide(std::uint32_t guide) {
    guide_html_.clear();
    render_guide_body(context_, context_.paper.guides[guide].guide, guide_html_);
    return guide_html_;
}

void ArticleBodies::forget() { kept_.clear(); }

}  // namespace gazette
