#pragma once
// A file's content at once. Not by std::istreambuf_iterator: without optimization and under the
// sanitizers a tenth of all tests' time went into its letters.
#include <filesystem>
#include <string>

namespace gazette::testing {

// Empty where there is none.
std::string file_bytes(const std::filesystem::path& path);

}  // namespace gazette::testing
