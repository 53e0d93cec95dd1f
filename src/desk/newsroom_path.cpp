#include "desk/newsroom_path.h"

#include "base/files.h"
#include "base/text.h"
#include "content/published_files.h"
#include "formats/unicode.h"
#include "release/release_path.h"
#include "review/review_log.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::array<std::string_view, 6> kPictures = {".jpg",  ".jpeg", ".png",
                                                       ".webp", ".gif",  ".avif"};

// Folders with a meaning of their own that is not the desk's to change; guides/ and reviews/ hold
// one kind of file each.
constexpr std::array<std::string_view, 6> kReserved = {"guides", "issues", "reviews",
                                                       "static", "style",  "templates"};

bool is_name(std::string_view name) {
    return !name.empty() && !name.starts_with('.') && name.size() <= kMaxNewsroomNameBytes &&
           name.find(kTemporaryMark) == std::string_view::npos && trim(name) == name;
}

bool is_plain_path(std::string_view path) {
    if (path.empty() || path.size() > kMaxNewsroomPathBytes || first_invalid_utf8(path)) {
        return false;
    }
    const bool is_as_it_looks = is_nfc(path) && !first_hidden_control(path) &&
                                !has_control_character(path) &&
                                path.find('\\') == std::string_view::npos;
    return is_as_it_looks && std::ranges::all_of(split(path, '/'), is_name);
}

bool is_reserved(std::string_view folder) {
    const std::string plain = ascii_lower(folder);  // a disk may take capitals for small letters
    return std::ranges::find(kReserved, plain) != kReserved.end();
}

bool is_article_name(std::string_view name) {
    return extension(name) == ".md" && ascii_lower(name) != "readme.md";
}

bool is_asset_name(std::string_view name) {
    const std::string ending = ascii_lower(extension(name));
    return std::ranges::find(kPictures, ending) != kPictures.end() || may_be_published(name);
}

bool is_review_log(std::string_view name) {
    constexpr std::string_view kEnding = ".jsonl";
    if (!name.ends_with(kEnding)) return false;
    name.remove_suffix(kEnding.size());
    return !review_log_path(name).empty();
}

}  // namespace

std::optional<NewsroomPlace> newsroom_place(std::string_view path) {
    if (!is_plain_path(path)) return std::nullopt;
    const std::size_t slash = path.find('/');
    const std::string_view name = file_name(path);
    const bool is_deep = slash != std::string_view::npos;
    const std::string_view top = is_deep ? path.substr(0, slash) : std::string_view();
    if (is_deep && is_reserved(top)) {
        const bool is_directly = slash + 1 + name.size() == path.size();
        if (!is_directly) return std::nullopt;
        if (top == kReviewFolder && is_review_log(name)) return NewsroomPlace::ReviewLog;
        if (top == "guides" && is_article_name(name)) return NewsroomPlace::Article;
        return std::nullopt;
    }
    if (is_article_name(name)) {
        if (ascii_lower(top) == "assets") return std::nullopt;
        return NewsroomPlace::Article;
    }
    // In the newsroom's own folder lie its settings (redirects.tsv).
    if (is_deep && is_asset_name(name)) return NewsroomPlace::Asset;
    return std::nullopt;
}

}  // namespace gazette
