// Gives every file of every fuzzer's corpus to that fuzzer's entry, as libFuzzer would.
#include "support/catch.h"
#include "support/file_bytes.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// NOLINTBEGIN(readability-identifier-naming): names that tests/fuzz/CMakeLists.txt makes
#define GAZETTE_FUZZER(name) extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzzers.inc"
#undef GAZETTE_FUZZER

// NOLINTEND(readability-identifier-naming)

namespace {

struct Fuzzer {
    std::string name;
    int (*run)(const std::uint8_t* data, std::size_t size);
};

std::vector<Fuzzer> fuzzers() {
    return {
#define GAZETTE_FUZZER(name) {#name, fuzz_##name},
#include "fuzzers.inc"
#undef GAZETTE_FUZZER
    };
}

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& path) {
    const std::string bytes = gazette::testing::file_bytes(path);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("every fuzzer survives its corpus, nothing and a long run of one byte", "[fuzz]") {
    for (const Fuzzer& fuzzer : fuzzers()) {
        const auto corpus =
            std::filesystem::path(GAZETTE_SOURCE_DIR) / "tests/fuzz/corpus" / fuzzer.name;
        INFO("tests/fuzz/corpus/" << fuzzer.name << " holds what this fuzzer starts from");
        REQUIRE(std::filesystem::is_directory(corpus));
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
            INFO(entry.path());
            const std::vector<std::uint8_t> data = bytes_of(entry.path());
            CHECK(fuzzer.run(data.data(), data.size()) == 0);
            ++files;
        }
        CHECK(files > 0);
        CHECK(fuzzer.run(nullptr, 0) == 0);
        for (const unsigned byte : {0x00U, 0x0AU, 0x3EU, 0x5BU, 0xE9U}) {
            const std::vector<std::uint8_t> run(4096, static_cast<std::uint8_t>(byte));
            CHECK(fuzzer.run(run.data(), run.size()) == 0);
        }
    }
}
