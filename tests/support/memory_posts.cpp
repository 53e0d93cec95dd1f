#include "support/memory_posts.h"

#include "base/random.h"

#include <algorithm>

namespace gazette::testing {
namespace {

tl::unexpected<Error> no_such_post() { return failure(ErrorCode::NotFound, "no such post"); }

}  // namespace

Result<MadePost> MemoryPosts::create(const PostAuthor& author, const NewPost& post) {
    const Sha256 fingerprint = fingerprint_of(post.content, post.is_draft);
    for (const auto& [id, each] : posts_) {
        if (each.author != author) continue;
        if (each.created.seconds + kRetrySeconds <= clock_.now().seconds) continue;
        const bool is_same = each.fingerprint == fingerprint;
        if (!post.key.empty() && each.key == post.key) {
            if (!is_same) return failure(ErrorCode::AlreadyExists, "the key was used");
            return MadePost{id, false};
        }
        if (post.key.empty() && is_same && !each.is_removed) return MadePost{id, false};
    }
    if (posts_.size() == quota) return failure(ErrorCode::Full, "the quota is used up");
    const std::string id = random_id(kPostIdLength);
    posts_[id] = Kept{{id, post.content, post.is_draft, 1},
                      author,
                      fingerprint,
                      std::string(post.key),
                      clock_.now()};
    return MadePost{id, true};
}

MemoryPosts::Kept* MemoryPosts::kept(const PostAuthor& author, std::string_view id) {
    const auto found = posts_.find(id);
    if (found == posts_.end()) return nullptr;
    const PostAuthor& owner = found->second.author;
    const bool is_own =
        owner.organisation == author.organisation && owner.account == author.account;
    return is_own ? &found->second : nullptr;
}

Result<Post> MemoryPosts::find(const PostAuthor& author, std::string_view id) {
    const Kept* const post = kept(author, id);
    if (post == nullptr || post->is_removed) return no_such_post();
    return post->post;
}

PostChange MemoryPosts::ask(const Kept& post, std::string_view what) {
    requests.push_back(std::string(what) + " " + post.post.id);
    return PostChange::Asked;
}

Result<PostChange> MemoryPosts::update(const PostAuthor& author, const Post& post) {
    Kept* const mine = kept(author, post.id);
    if (mine == nullptr || mine->is_removed) return no_such_post();
    if (conflicts > 0) {
        --conflicts;
        ++mine->post.revision;
    }
    if (mine->post.revision != post.revision) return failure(ErrorCode::Conflict, "changed");
    if (mine->is_published) return ask(*mine, "update");
    mine->post = post;
    ++mine->post.revision;
    return PostChange::Done;
}

Result<PostChange> MemoryPosts::remove(const PostAuthor& author, std::string_view id) {
    Kept* const mine = kept(author, id);
    if (mine == nullptr || mine->is_removed) return no_such_post();
    if (mine->is_published) return ask(*mine, "delete");
    mine->is_removed = true;
    return PostChange::Done;
}

Result<PostChange> MemoryPosts::restore(const PostAuthor& author, std::string_view id) {
    Kept* const mine = kept(author, id);
    if (mine == nullptr) return no_such_post();
    if (mine->is_published) return ask(*mine, "undelete");
    mine->is_removed = false;
    return PostChange::Done;
}

Result<std::vector<std::string>> MemoryPosts::tags(const PostAuthor& author) {
    std::vector<std::string> tags;
    for (const auto& [id, each] : posts_) {
        if (each.author.organisation != author.organisation) continue;
        for (const std::string& tag : each.post.content.tags) {
            if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
        }
    }
    return tags;
}

Result<MediaRow> MemoryMediaRows::find(const PostAuthor& author, std::string_view id) {
    const auto found = std::ranges::find(rows, id, &MediaRow::id);
    const bool is_own = found != rows.end() && found->owner.organisation == author.organisation &&
                        found->owner.account == author.account;
    if (!is_own) return failure(ErrorCode::NotFound, "no such picture");
    return *found;
}

Result<std::optional<MediaRow>> MemoryMediaRows::find_uploaded(const PostAuthor& author,
                                                               const Sha256& digest) {
    for (const MediaRow& row : rows) {
        if (row.owner == author && row.uploaded == digest) return std::optional(row);
    }
    return std::optional<MediaRow>();
}

Result<std::vector<std::string>> MemoryMediaRows::ids() {
    std::vector<std::string> ids;
    for (const MediaRow& row : rows) ids.push_back(row.id);
    return ids;
}

}  // namespace gazette::testing
