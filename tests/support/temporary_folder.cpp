#include "support/temporary_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace gazette::testing {

TemporaryFolder::TemporaryFolder()
    : TemporaryFolder(std::filesystem::temp_directory_path().string()) {}

TemporaryFolder TemporaryFolder::in_memory() {
    constexpr const char* kMemory = "/dev/shm";
    return ::access(kMemory, W_OK) == 0 ? TemporaryFolder(kMemory) : TemporaryFolder();
}

TemporaryFolder::TemporaryFolder(const std::string& parent) {
    std::string name = parent + "/gazette-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // a test's rubbish must not hide the test's own failure
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace gazette::testing
