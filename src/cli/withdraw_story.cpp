#include "cli/withdraw_story.h"

#include "build/sources.h"
#include "content/front_matter.h"

#include <optional>
#include <utility>

namespace gazette {
namespace {

std::optional<Article> read_story(const std::string& bytes, const std::string& path,
                                  const SiteConfig& site) {
    Diagnostics ignored;  // the build tells them
    return read_article(bytes, path, site, ignored, {.allow_unknown = true});
}

// A link may lead out of the newsroom: what lies there is not ours to write.
Result<WithdrawnStory::Outcome> mark(Files& files, const std::string& newsroom,
                                     const std::string& path, const std::string& bytes,
                                     const SiteConfig& site) {
    using Outcome = WithdrawnStory::Outcome;
    const std::string file = TRY(files.resolve(join_path(newsroom, path)));
    const std::string root = TRY(files.resolve(newsroom));
    if (!file.starts_with(root + "/")) return Outcome::NotPossible;
    const std::optional<std::string> marked = with_front_matter_value(bytes, "status", "withdrawn");
    if (!marked) return Outcome::NotPossible;
    const std::optional<Article> article = read_story(*marked, path, site);
    if (!article || article->status != Status::Withdrawn) return Outcome::NotPossible;
    const FileInfo info = TRY(files.info(file));
    TRY(files.replace_durably(file, *marked, info.mode));
    return Outcome::Marked;
}

}  // namespace

Result<std::vector<WithdrawnStory>> withdraw_story(Files& files, const std::string& newsroom,
                                                   const SiteConfig& site, const std::string& id) {
    const TaskPool pool(1);
    Diagnostics ignored;
    const Sources sources = TRY(scan(files, newsroom, "", pool, ignored));
    std::vector<WithdrawnStory> found;
    for (const SourceFile& source : sources.articles) {
        const Result<std::string> bytes =
            files.read(join_path(newsroom, source.path), kMaxArticleBytes);
        if (!bytes) continue;  // too large, a pipe, gone: no story, as the build will tell
        // OPTIMIZATION: only who names the id, or has it from its path, is parsed.
        if (source.path != id && bytes->find(id) == std::string::npos) continue;
        const std::optional<Article> article = read_story(*bytes, source.path, site);
        if (!article || article->id != id) continue;
        WithdrawnStory story{WithdrawnStory::Outcome::Before, source.path};
        if (article->status != Status::Withdrawn) {
            story.outcome = TRY(
                mark(files, newsroom, source.path, *bytes, site).context("marking " + source.path));
        }
        found.push_back(std::move(story));
    }
    return found;
}

}  // namespace gazette
