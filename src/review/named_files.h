#pragma once
// The files that a story brings onto the site: cover, pictures, video, sound, attachments, and what
// its text links to. All of them are signed with it. Build and desk ask here, so that both sign the
// same. Pure; any thread.
#include "content/article_row.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Whether the newsroom has such a file that is no article, guide or setting: "2022/07/06/a.jpg",
// "assets/logo.png".
using HasFile = std::function<bool(const std::string& path)>;

// Paths within the newsroom, sorted, each once. What the newsroom does not have is not in it: such
// a story has an error of its own (picture-missing …). Needs only `path`, `files` and `links` of
// the row as load_article gives it.
std::vector<std::string> named_files(const ArticleRow& row, const HasFile& has_file);

}  // namespace gazette
