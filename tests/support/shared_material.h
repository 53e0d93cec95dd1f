#pragma once
// Reference material that lies outside the repository (schemas, the examples of CommonMark and of
// Mustache's specification): $GAZETTE_SHARED names its folder. Where it is missing, a test says so
// and passes; tools/test repeats these lines at its end and counts them.
#include <filesystem>
#include <optional>
#include <string_view>

namespace gazette::testing {

// $GAZETTE_SHARED/`relative`; else nothing, after printing "skipped: TEST: WHY" on a line of its
// own.
//     const auto examples = shared_material("conformance/commonmark/spec.json");
//     if (!examples) return;
std::optional<std::filesystem::path> shared_material(std::string_view relative);

}  // namespace gazette::testing
