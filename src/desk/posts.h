#pragma once
// The posts of an organisation as a posting program sees them (Micropub): made, read, changed,
// taken away and fetched back, always by somebody for an organisation. The protocol works over this
// interface; where posts are kept and what becomes of them is its implementation's business.
//
// A post that is not this author's to see is NotFound like one that does not exist. Every change is
// on the disk when it has been answered. Implementations are thread-safe.
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Who acts: read from a token, never from what a request says.
struct PostAuthor {
    std::string organisation;  // id
    std::string account;       // id
    std::string client;        // the program that the token was made for

    friend auto operator<=>(const PostAuthor&, const PostAuthor&) = default;
};

struct PostPhoto {
    std::string media;  // id in the media store
    std::string alt;

    friend bool operator==(const PostPhoto&, const PostPhoto&) = default;
};

// What an author may set, and nothing else. Texts are valid UTF-8 without control characters (the
// body has line ends) and without hidden ones.
struct PostContent {
    std::string title;
    std::string kicker;
    std::string subtitle;
    std::string byline;  // in the paper's own form
    std::string summary;
    std::string body;  // Markdown
    std::vector<std::string> tags;
    std::vector<PostPhoto> photos;
    std::string slug;   // a wish
    std::string other;  // JSON object of properties that mean nothing to us; kept for the program

    friend bool operator==(const PostContent&, const PostContent&) = default;
};

// A digest by which a repeated request is known.
Sha256 fingerprint_of(const PostContent& content, bool is_draft);

struct Post {
    std::string id;
    PostContent content;
    bool is_draft = false;
    std::int64_t revision = 0;  // another after each change
};

struct NewPost {
    const PostContent& content;
    bool is_draft = false;      // stays with its author; else it waits for its first stage
    std::string_view key = {};  // that the program gave this request, or empty
};

struct MadePost {
    std::string id;
    bool is_new = true;
};

enum class PostChange {
    Done,
    Asked,  // the post is past its author's hands: an editor is asked for it
};

inline constexpr std::size_t kPostIdLength = 26;  // of random_id()
inline constexpr std::int64_t kRetrySeconds =
    std::int64_t{24} * 3600;  // so long a repeated request is known

class Posts {
public:
    virtual ~Posts() = default;
    Posts(const Posts&) = delete;
    Posts& operator=(const Posts&) = delete;
    Posts(Posts&&) = delete;
    Posts& operator=(Posts&&) = delete;

    // Within kRetrySeconds, from the same author with the same program, the post that was made with
    // this key, or where no key is given, one with the same content that is still there, is met
    // again instead of made twice. Errors: Full (a quota); AlreadyExists (the key was used for
    // another content); Denied.
    virtual Result<MadePost> create(const PostAuthor& author, const NewPost& post) = 0;
    // NotFound also for one that was taken away.
    virtual Result<Post> find(const PostAuthor& author, std::string_view id) = 0;
    // Conflict when the post's revision is another by now. A draft that is none any more is handed
    // in; what was handed in does not become a draft again.
    virtual Result<PostChange> update(const PostAuthor& author, const Post& post) = 0;
    virtual Result<PostChange> remove(const PostAuthor& author, std::string_view id) = 0;
    // Of one that is there it changes nothing.
    virtual Result<PostChange> restore(const PostAuthor& author, std::string_view id) = 0;
    // That the organisation's posts have, the commonest first.
    virtual Result<std::vector<std::string>> tags(const PostAuthor& author) = 0;

protected:
    Posts() = default;
};

}  // namespace gazette
