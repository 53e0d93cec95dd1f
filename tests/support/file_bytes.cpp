#include "support/file_bytes.h"

#include <fstream>
#include <sstream>
#include <utility>

namespace gazette::testing {

std::string file_bytes(const std::filesystem::path& path) {
    std::ostringstream bytes;
    // Writing nothing of an empty file would set the failbit of `bytes`, which nobody asks.
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(bytes).str();
}

}  // namespace gazette::testing
