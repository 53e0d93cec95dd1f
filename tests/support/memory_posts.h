#pragma once
// Posts, tokens and rows of pictures in memory, as the desk keeps them in its database: for tests
// of the protocol alone.
#include "base/guarded.h"
#include "desk/app_tokens.h"
#include "desk/media_store.h"
#include "desk/posts.h"

#include <map>
#include <string>
#include <vector>

namespace gazette::testing {

class MemoryPosts final : public Posts {
public:
    explicit MemoryPosts(const Clock& clock) : clock_(clock) {}

    Result<MadePost> create(const PostAuthor& author, const NewPost& post) override;
    Result<Post> find(const PostAuthor& author, std::string_view id) override;
    Result<PostChange> update(const PostAuthor& author, const Post& post) override;
    Result<PostChange> remove(const PostAuthor& author, std::string_view id) override;
    Result<PostChange> restore(const PostAuthor& author, std::string_view id) override;
    Result<std::vector<std::string>> tags(const PostAuthor& author) override;

    // ---- for tests

    [[nodiscard]] std::size_t count() const { return posts_.size(); }

    [[nodiscard]] const Post& only() const { return posts_.begin()->second.post; }

    void publish(const std::string& id) { posts_.at(id).is_published = true; }

    std::size_t quota = 1000;
    int conflicts = 0;                  // so many updates meet another's change first
    std::vector<std::string> requests;  // to the editor

private:
    struct Kept {
        Post post;
        PostAuthor author;
        Sha256 fingerprint;
        std::string key;
        Instant created;
        bool is_removed = false;
        bool is_published = false;
    };

    Kept* kept(const PostAuthor& author, std::string_view id);
    PostChange ask(const Kept& post, std::string_view what);

    const Clock& clock_;
    std::map<std::string, Kept, std::less<>> posts_;
};

class MemoryTokens final : public AppTokens {
public:
    Result<std::optional<AppGrant>> find(std::string_view secret) override {
        const auto found = grants.find(secret);
        if (found == grants.end()) return std::optional<AppGrant>();
        return std::optional(found->second);
    }

    std::map<std::string, AppGrant, std::less<>> grants;
};

class MemoryMediaRows final : public MediaRows {
public:
    Result<void> add(const MediaRow& row) override {
        if (is_full) return failure(ErrorCode::Full, "the quota is used up");
        rows.push_back(row);
        return {};
    }

    Result<MediaRow> find(const PostAuthor& author, std::string_view id) override;
    Result<std::optional<MediaRow>> find_uploaded(const PostAuthor& author,
                                                  const Sha256& digest) override;
    Result<std::vector<std::string>> ids() override;

    std::vector<MediaRow> rows;
    bool is_full = false;
};

}  // namespace gazette::testing
