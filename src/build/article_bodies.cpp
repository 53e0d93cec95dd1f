#include "build/article_bodies.h"

#include "build/load_article.h"
#include "build/packed_article.h"
#include "content/front_matter.h"

#include <fmt/format.h>

namespace gazette {

ArticleBodies::ArticleBodies(const BodySources& sources, const BodyContext& context)
    : sources_(sources), context_(context) {}

std::optional<Article> ArticleBodies::read_again(const ArticleRow& row, std::string_view text) {
    std::optional<Article> article;
    const std::string path(row.path);
    Result<std::string> bytes;
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

ArticleBodies::Kept& ArticleBodies::kept(std::uint32_t row) {
    const auto [place, is_new] = kept_.try_emplace(row);
    Kept& kept = place->second;
    if (!is_new) return kept;
    const ArticleRow& of = context_.paper.rows[row];
    switch (of.kept_form) {
        case KeptForm::Nothing:
            break;
        case KeptForm::File:
            kept.file = of.kept;
            break;
        case KeptForm::Packed: {
            PackedArticle packed = unpack_article(of.kept);
            kept.article = std::move(packed.article);
            kept.own_html = packed.texts.body_html;
            kept.file = packed.texts.file;
            break;
        }
    }
    return kept;
}

ArticleBodies::Kept& ArticleBodies::kept_whole(std::uint32_t row) {
    Kept& whole = kept(row);
    if (!whole.is_whole) {
        whole.article = read_again(context_.paper.rows[row], whole.file).value_or(Article{});
        whole.is_whole = true;
    }
    return whole;
}

RenderedArticle ArticleBodies::render(std::uint32_t row, LinkStyle links) {
    if (links == LinkStyle::Path) {
        const Kept& packed = kept(row);
        if (packed.own_html) return {&packed.article, *packed.own_html};
    }
    Kept& whole = kept_whole(row);
    std::string& html = links == LinkStyle::Path ? whole.path_html : whole.whole_html;
    if (html.empty()) render_article_body(context_, whole.article, links, html);
    return {&whole.article, html};
}

const Article& ArticleBodies::read(std::uint32_t row) { return kept_whole(row).article; }

std::string_view ArticleBodies::render_guide(std::uint32_t guide) {
    guide_html_.clear();
    render_guide_body(context_, context_.paper.guides[guide].guide, guide_html_);
    return guide_html_;
}

void ArticleBodies::forget() { kept_.clear(); }

}  // namespace gazette
