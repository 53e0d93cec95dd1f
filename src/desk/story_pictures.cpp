#include "desk/story_pictures.h"

#include "base/path.h"
#include "base/random.h"
#include "base/text.h"
#include "desk/media_store.h"
#include "formats/html_to_markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

struct KindName {
    PictureKind kind;
    std::string_view extension;
};

constexpr std::array kKindNames = {
    KindName{PictureKind::Jpeg, "jpg"}, KindName{PictureKind::Png, "png"},
    KindName{PictureKind::Webp, "webp"}, KindName{PictureKind::Gif, "gif"}};

// Calls `replace(target)` for what stands between "](" and the ")" or blank behind it, "<" and ">"
// around it left out, and puts what it gives in its place; nothing: it stays.
template <typename Replace>
std::string with_targets(std::string_view body, Replace&& replace) {
    constexpr std::string_view kOpen = "](";
    std::string out;
    while (true) {
        const std::size_t open = body.find(kOpen);
        if (open == std::string_view::npos) break;
        std::size_t begin = open + kOpen.size();
        if (begin < body.size() && body[begin] == '<') ++begin;
        const std::size_t end = std::min(body.find_first_of(")> \n", begin), body.size());
        out += body.substr(0, begin);
        const std::string_view target = body.substr(begin, end - begin);
        const std::optional<std::string> other = replace(target);
        out += other ? std::string_view(*other) : target;
        body.remove_prefix(end);
    }
    out += body;
    return out;
}

// Without the backslashes that markdown_escaped() puts.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

// Of a line that is nothing but a picture of ours.
std::optional<PostPhoto> photo_of_line(std::string_view line) {
    if (!line.starts_with("![") || !line.ends_with(')')) return std::nullopt;
    const std::size_t middle = line.rfind("](");
    if (middle == std::string_view::npos) return std::nullopt;
    const std::string_view target = line.substr(middle + 2, line.size() - middle - 3);
    if (target.find('/') != std::string_view::npos) return std::nullopt;
    const auto media = media_of_file(target);
    if (!media) return std::nullopt;
    return PostPhoto{*media, unescaped(line.substr(2, middle - 2))};
}

}  // namespace

std::string picture_file_name(std::string_view media, PictureKind kind) {
    const auto* const named = std::ranges::find(kKindNames, kind, &KindName::kind);
    return fmt::format("{}.{}", media, named == kKindNames.end() ? "jpg" : named->extension);
}

std::optional<std::string> media_of_file(std::string_view path) {
    const std::string_view name = file_name(path);
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || !is_random_id(name.substr(0, dot), kMediaIdLength)) {
        return std::nullopt;
    }
    const bool is_known = std::ranges::find(kKindNames, name.substr(dot + 1),
                                            &KindName::extension) != kKindNames.end();
    return is_known ? std::optional(std::string(name.substr(0, dot))) : std::nullopt;
}

std::vector<std::string> media_in(std::string_view body) {
    std::vector<std::string> found;
    with_targets(body, [&](std::string_view target) -> std::optional<std::string> {
        const auto media = media_of_file(target);
        if (media && std::ranges::find(found, *media) == found.end()) found.push_back(*media);
        return std::nullopt;
    });
    return found;
}

std::string picture_line(std::string_view file, const PictureWords& words) {
    std::string title(words.caption);
    if (!title.empty() && !words.credit.empty()) title += "　";
    title += words.credit;
    if (title.empty()) return fmt::format("![{}]({})", markdown_escaped(words.alt), file);
    std::string quoted;
    for (const char c : title) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? ' ' : c;
    }
    return fmt::format("![{}]({} \"{}\")", markdown_escaped(words.alt), file, quoted);
}

std::string story_body(const PostContent& content, const PictureAddresses& addresses) {
    std::string body =
        with_targets(content.body, [&](std::string_view target) -> std::optional<std::string> {
            if (!target.starts_with(addresses.media_base)) return std::nullopt;
            target.remove_prefix(addresses.media_base.size());
            const auto kind = addresses.kind_of(target);
            if (!kind) return std::nullopt;
            return picture_file_name(target, *kind);
        });
    while (body.ends_with('\n')) body.pop_back();
    for (const PostPhoto& photo : content.photos) {
        const auto kind = addresses.kind_of(photo.media);
        if (!kind) continue;
        if (!body.empty()) body += "\n\n";
        body += picture_line(picture_file_name(photo.media, *kind), {photo.alt});
    }
    return body;
}

PostText post_text(std::string_view story_body, std::string_view media_base) {
    PostText text;
    while (true) {
        while (story_body.ends_with('\n')) story_body.remove_suffix(1);
        const std::size_t end_of_line = story_body.rfind('\n');
        const std::size_t begin = end_of_line == std::string_view::npos ? 0 : end_of_line + 1;
        // A paragraph of its own: at the beginning, or with an empty line before it.
        const bool is_alone = begin < 2 || story_body[begin - 2] == '\n';
        const auto photo = photo_of_line(story_body.substr(begin));
        if (!photo || !is_alone) break;
        text.photos.insert(text.photos.begin(), *photo);
        story_body = story_body.substr(0, begin);
    }
    text.body =
        with_targets(story_body, [&](std::string_view target) -> std::optional<std::string> {
            const auto media =
                target.find('/') == std::string_view::npos ? media_of_file(target) : std::nullopt;
            if (!media) return std::nullopt;
            return fmt::format("{}{}", media_base, *media);
        });
    return text;
}

}  // namespace gazette
