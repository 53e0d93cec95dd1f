#include "support/shared_material.h"

#include "support/catch.h"

#include <cstdlib>
#include <iostream>

namespace gazette::testing {

std::optional<std::filesystem::path> shared_material(std::string_view relative) {
    const char* folder = std::getenv("GAZETTE_SHARED");
    if (folder != nullptr && *folder != '\0') {
        std::filesystem::path path = std::filesystem::path(folder) / relative;
        if (std::filesystem::exists(path)) return path;
    }
    std::cout << "\nskipped: " << Catch::getResultCapture().getCurrentTestName()
              << ": $GAZETTE_SHARED/" << relative << " is not there\n";
    return std::nullopt;
}

}  // namespace gazette::testing
