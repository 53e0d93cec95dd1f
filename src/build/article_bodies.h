#pragma once
// Gives views the bodies of articles: reads the file again where its text was not kept, parses it,
// renders it, and keeps the last few, because an article's page and the app's file of its day are
// made one after the other.
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
    std::string_view render_guide(std::uint32_t guide) override;

    // Between two runs of pages: memory holds the bodies of one run only.
    void forget();

    // The world's refusal, if a file that was loaded could not be read again.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    struct Kept {
        Article article;
        std::string path_html;
        std::string whole_html;
    };

    // Nothing, and Conflict in `failure_`, when the file is not what was loaded.
    std::optional<Article> read_again(const ArticleRow& row);

    BodySources sources_;
    BodyContext context_;
    std::unordered_map<std::uint32_t, Kept> kept_;
    std::string guide_html_;
    std::optional<Error> failure_;
};

}  // namespace gazette
