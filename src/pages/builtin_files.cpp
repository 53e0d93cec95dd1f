#include "pages/builtin_files.h"

#include <algorithm>

namespace gazette {

std::string_view builtin_file(std::string_view path) {
    const std::span<const BuiltinFile> files = builtin_files();
    const auto found = std::lower_bound(
        files.begin(), files.end(), path,
        [](const BuiltinFile& file, std::string_view wanted) { return file.path < wanted; });
    return found != files.end() && found->path == path ? found->text : std::string_view{};
}

}  // namespace gazette
