#pragma once
// What the properties of a Micropub post mean for a story, and back:
//
//   name      the headline                    summary   the summary
//   kicker    引题                            subtitle  副题
//   byline    in the paper's own form         (these three are words of ours)
//   content   the text: Markdown as it is sent, HTML as Markdown
//   category  the tags                        photo     pictures, with their alternative texts
//   mp-slug   a wish for the address          post-status  "draft": it stays with its author
//
// Everything that says who wrote it, where or when it is published (author, published, url, uid,
// channel …) is the server's to say and is left out; commands (mp-…) are not kept; all other
// properties are kept as they are for the program, and mean nothing to us.
//
// Pure save for the pictures' addresses, which the caller resolves; any thread.
#include "desk/micropub_request.h"
#include "desk/posts.h"

#include <functional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMostTitleCharacters = 200;
inline constexpr std::size_t kMostSummaryCharacters = 1000;
inline constexpr std::size_t kMostTags = 30;
inline constexpr std::size_t kMostTagCharacters = 40;
inline constexpr std::size_t kMostPhotos = 20;
inline constexpr std::size_t kMostAltCharacters = 1000;
inline constexpr std::size_t kMostOtherBytes = std::size_t{32} << 10U;

// The id of the picture that an address names.
using MediaOfAddress = std::function<Understood<std::string>(std::string_view url)>;
using AddressOfMedia = std::function<std::string(std::string_view media)>;

struct ReadContent {
    PostContent content;
    bool is_draft = false;
};

Understood<ReadContent> content_of(const MicropubProperties& properties,
                                   const MediaOfAddress& media_of);

// As `q=source` shows it; of a draft with its post-status.
MicropubProperties properties_of(const Post& post, const AddressOfMedia& address_of);

// The properties after an update (§3.4): replaced, then added to, then taken away.
MicropubProperties updated(MicropubProperties properties, const MicropubRequest& request);

// Appends "name": [values…] for each, to an object that is open.
void write_properties(JsonWriter& json, const MicropubProperties& properties);

}  // namespace gazette
