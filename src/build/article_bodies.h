#pragma once
// Gives views the bodies of articles: as loading packed them, or else the file is read again where
// its text was not kept, parsed and rendered. Keeps the last few, because an article's page and the
// app's file of its day are made one after the other.
#include "base/files.h"
#include "pages/body_html.h"
#include "pages/page_input.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace gazette {

// Where they come from; borrowed.
struct BodySources {
    Files& files;
    const std::string& newsroom;
    bool allow_unknown = false;
};

// One thread. What render() gives stays valid until forget().
class ArticleBodies final : public Bodies {
public:
    ArticleBodies(const BodySources& sources, const BodyContext& context);

    RenderedArticle render(std::uint32_t row, LinkStyle links) override;
    const Article& read(std::uint32_t row) override;
    std::string_view render_guide(std::uint32_t guide) override;

    // Between two runs of pages: memory holds the bodies of one run only.
    void forget();

    // The world's refusal, if a file that was loaded could not be read again.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    struct Kept {
        Article article;
        bool is_whole = false;                     // the article has its body as Markdown
        std::optional<std::string_view> own_html;  // packed with the article
        std::string_view file;                     // where it is kept
        std::string path_html;
        std::string whole_html;
    };

    Kept& kept(std::uint32_t row);
    // With the body as Markdown.
    Kept& kept_whole(std::uint32_t row);

    // Nothing, and Conflict in `failure_`, when the file is not what was loaded. `text` is its
    // bytes, where they were kept.
    std::optional<Article> read_again(const ArticleRow& row, std::string_view text);

    BodySources sources_;
    BodyContext context_;
    std::unordered_map<std::uint32_t, Kept> kept_;
    std::string guide_html_;
    std::optional<Error> failure_;
};

}  // namespace gazette
