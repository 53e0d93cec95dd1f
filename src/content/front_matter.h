#pragma once
// Reads an article file: Markdown with YAML front matter between "---" lines, or plain text as
// newspapers set it (newspaper_form.h). Whatever is wrong becomes a diagnostic with line and
// column, never a crash; nothing is guessed silently. Limits stand below (those of the body in
// formats/markdown.h) and are checked, and reported, before anything is parsed.
//
// Pure; any thread. Docs: docs/formats/front-matter.md, NEWSROOM forms P1–P47.
#include "base/diagnostic.h"
#include "content/article.h"
#include "content/site_config.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMaxArticleBytes = std::size_t{2} << 20U;
inline constexpr std::size_t kMaxFrontMatterBytes = std::size_t{64} << 10U;

struct ReadOptions {
    bool allow_unknown = false;  // unknown keys are no errors; Article::extra keeps them
    // The same bytes were read before and gave an article: whether they are a text within the
    // limits is not looked at again. (A fifth of the time.)
    bool was_read_before = false;
};

// `path` is the file's path within the newsroom: it names the file in diagnostics, and gives the
// slug, the id and (2022/07/06/x.md) the day where none is written.
//
// Returns nothing when the file cannot be an article at all. With errors in single fields the
// article is returned nevertheless, so that its links can be checked too: it may be published only
// if `diagnostics` got no error from this call.
std::optional<Article> read_article(std::string_view bytes, const std::string& path,
                                    const SiteConfig& site, Diagnostics& diagnostics,
                                    const ReadOptions& options = {});

// The front matter with its "---" lines, in the order of GAZETTE_ARTICLE_KEYS; what is empty or
// default is left out. read_article of it + body gives the same article.
std::string print_front_matter(const Article& article, const TimeZone& zone);

// The text with `key: value` written as a line of its front matter, behind the other keys; nothing
// when it has none or the key is there. For `check --fix` and ids.
std::optional<std::string> with_front_matter_key(std::string_view bytes, std::string_view key,
                                                 std::string_view value);

// The same where the key may be there: then only its value changes, and only where it is a scalar
// on the line of its key; a comment behind it stays. Nothing when that cannot be done.
std::optional<std::string> with_front_matter_value(std::string_view bytes, std::string_view key,
                                                   std::string_view value);

}  // namespace gazette
