#pragma once
// Posts as the desk's stories: what a program sends becomes a version of a story with its author's
// name, and goes the way of all stories (stories.h): a member's post waits for their manager, a
// manager's for the first stage. Nothing else of a story can be said by a program.
//
// What waits for the manager is still its author's: a change takes it back and hands it in again in
// one transaction. Further on, a change or a removal is asked of the newsroom: it stands in the
// story's history. A manager's token sees the posts of the organisation; it changes its owner's.
// Thread-safe, by DeskCore.
#include "desk/app_tokens.h"
#include "desk/posts.h"
#include "desk/visit.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

class DeskPosts final : public Posts {
public:
    // `media_base`: what addresses of pictures begin with.
    DeskPosts(DeskCore& core, std::string media_base)
        : core_(core), media_base_(std::move(media_base)) {}

    Result<MadePost> create(const PostAuthor& author, const NewPost& post) override;
    Result<Post> find(const PostAuthor& author, std::string_view id) override;
    Result<PostChange> update(const PostAuthor& author, const Post& post) override;
    Result<PostChange> remove(const PostAuthor& author, std::string_view id) override;
    Result<PostChange> restore(const PostAuthor& author, std::string_view id) override;
    Result<std::vector<std::string>> tags(const PostAuthor& author) override;

private:
    Result<MadePost> make(Database& database, const PostAuthor& author, const NewPost& post,
                          Instant now);
    Result<void> hand_in(const PostAuthor& author, std::string_view id);
    Result<StoryFields> fields_of(Database& database, const PostAuthor& author,
                                  const Account& account, const PostContent& content);
    Result<PostChange> change(Database& database, const PostAuthor& author, const Post& post,
                              Instant now);

    DeskCore& core_;
    std::string media_base_;
};

// Tokens as the database has them.
class DeskTokens final : public AppTokens {
public:
    explicit DeskTokens(DeskCore& core) : core_(core) {}

    Result<std::optional<AppGrant>> find(std::string_view secret) override;

private:
    DeskCore& core_;
};

}  // namespace gazette
