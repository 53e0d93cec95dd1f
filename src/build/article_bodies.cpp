#include "build/article_bodies.h"

#include "content/front_matter.h"

#include <fmt/format.h>

namespace gazette {

ArticleBodies::ArticleBodies(Files& files, const std::string& newsroom, const BodyContext& context,
                             bool allow_unknown)
    : files_(files), newsroom_(newsroom), context_(context), allow_unknown_(allow_unknown) {}

Result<Article> ArticleBodies::read_again(const ArticleRow& row) {
    const std::string path(row.path);
    const std::string bytes = TRY(files_.read(join_path(newsroom_, path), kMaxArticleBytes));
    std::optional<Article> article;
    if (fingerprint(bytes) == row.file_digest) {
        Diagnostics known;  // all of it was reported when the article was loaded
        article = read_article(bytes, path, context_.paper.site, known, {allow_unknown_, true});
    }
    if (article) return std::move(*article);
    return gazette::failure(ErrorCode::Conflict,
                            fmt::format("{} was changed while the site was built", path));
}

RenderedArticle ArticleBodies::render(std::uint32_t row_index, LinkStyle links) {
    const auto [place, is_new] = kept_.try_emplace(row_index);
    Kept& kept = place->second;
    if (is_new) {
        Result<Article> article = read_again(context_.paper.rows[row_index]);
        if (article) {
            kept.article = std::move(article).value();
        } else if (!failure_) {
            failure_ = article.error();
        }
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
