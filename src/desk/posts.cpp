#include "desk/posts.h"

#include <fmt/format.h>

namespace gazette {

Sha256 fingerprint_of(const PostContent& content, bool is_draft) {
    Sha256Hasher hasher;
    // Each with its length, so that no two contents give the same bytes.
    const auto add = [&](std::string_view text) {
        hasher.add(fmt::format("{}:", text.size()));
        hasher.add(text);
    };
    add(is_draft ? "draft" : "post");
    add(content.title);
    add(content.kicker);
    add(content.subtitle);
    add(content.byline);
    add(content.summary);
    add(content.body);
    add(content.slug);
    add(content.other);
    add(fmt::format("{} tags", content.tags.size()));
    for (const std::string& tag : content.tags) add(tag);
    for (const PostPhoto& photo : content.photos) {
        add(photo.media);
        add(photo.alt);
    }
    return hasher.finish();
}

}  // namespace gazette
