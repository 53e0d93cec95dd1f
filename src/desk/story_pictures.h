#pragma once
// How a story's text names the pictures that people have uploaded: `![棋盘](<id>.jpg)`, a file
// beside the article, which the press puts there. A posting program names the same pictures by the
// desk's addresses, and those that a post shows below its text in a list of their own; these
// functions translate. Pure; any thread.
#include "desk/posts.h"
#include "media/picture_kind.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// "<id>.jpg", "<id>.png", "<id>.webp", "<id>.gif".
std::string picture_file_name(std::string_view media, PictureKind kind);
// The id in such a name, whatever folder is before it; nothing when it is none.
std::optional<std::string> media_of_file(std::string_view path);
// The ids that a text names, each once, in its order.
std::vector<std::string> media_in(std::string_view body);

struct PictureWords {
    std::string_view alt;
    std::string_view caption = {};
    std::string_view credit = {};  // behind the caption: "林砚 摄"
};

// The paragraph that shows a picture: `![棋盘](<id>.jpg "开局　林砚 摄")`.
std::string picture_line(std::string_view file, const PictureWords& words);

// The kind of a picture; nothing when there is none of this id.
using KindOfMedia = std::function<std::optional<PictureKind>(std::string_view media)>;

struct PictureAddresses {
    std::string_view media_base;  // "https://desk.example.org/media/"
    const KindOfMedia& kind_of;
};

// The body of a story: addresses of ours become names, the post's pictures follow as paragraphs.
std::string story_body(const PostContent& content, const PictureAddresses& addresses);

struct PostText {
    std::string body;
    std::vector<PostPhoto> photos;
};

// The way back: paragraphs at the end that are such a picture are the post's pictures.
PostText post_text(std::string_view story_body, std::string_view media_base);

}  // namespace gazette
