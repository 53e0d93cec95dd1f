#pragma once
// A folder of its own for a test, removed at the end.
#include <string>

namespace gazette::testing {

class TemporaryFolder {
public:
    TemporaryFolder();
    // In memory, where the system has a place for that: for what is made and removed many times.
    static TemporaryFolder in_memory();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

private:
    explicit TemporaryFolder(const std::string& parent);

    std::string path_;
};

}  // namespace gazette::testing
