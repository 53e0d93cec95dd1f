#pragma once
// What a publisher must not show: its token, its signing key. Each lies in a file that only its
// owner can read. One thread. Errors: Denied (others can read the file, it is another's, a link),
// those of Files.
#include "base/files.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace gazette {

// The first line of the file.
Result<std::string> read_secret_file(Files& files, const std::string& path);

// Printable ASCII without spaces, as it goes into a header.
bool is_token(std::string_view text);

}  // namespace gazette
