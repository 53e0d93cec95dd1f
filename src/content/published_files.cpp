#include "content/published_files.h"

#include "base/path.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

// Documents, tables, packed files; sound; video and its subtitles.
constexpr std::array<std::string_view, 32> kKinds = {
    "pdf", "ofd", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps",  "et",  "dps",
    "odt", "ods", "odp", "rtf",  "csv", "tsv",  "txt", "ics",  "zip",  "mp3", "m4a",
    "aac", "ogg", "oga", "opus", "wav", "flac", "mp4", "m4v",  "webm", "vtt"};

}  // namespace

bool may_be_published(std::string_view path) {
    const std::string ending = ascii_lower(extension(path));
    return ending.size() > 1 && std::find(kKinds.begin(), kKinds.end(),
                                          std::string_view(ending).substr(1)) != kKinds.end();
}

std::string kinds_to_publish() {
    std::string kinds;
    for (const std::string_view kind : kKinds) {
        kinds.append(kinds.empty() ? "" : " ").append(kind);
    }
    return kinds;
}

}  // namespace gazette
