#include "review/named_files.h"

#include "content/source_path.h"

#include <algorithm>

namespace gazette {
namespace {

// The first that is there counts, as on the page.
void add_first(const std::vector<std::string>& candidates, const HasFile& has_file,
               std::vector<std::string>& paths) {
    const auto found = std::ranges::find_if(candidates, has_file);
    if (found != candidates.end()) paths.push_back(*found);
}

}  // namespace

std::vector<std::string> named_files(const ArticleRow& row, const HasFile& has_file) {
    std::vector<std::string> paths;
    for (const FileRow& file : row.files) {
        add_first(source_candidates(row.path, file.target), has_file, paths);
    }
    for (const LinkRow& link : row.links) {
        add_first(link_candidates(row.path, link.target), has_file, paths);
    }
    std::ranges::sort(paths);
    // std::unique: clang 14 cannot read libstdc++'s std::ranges::unique.
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return paths;
}

}  // namespace gazette
