// build/output_memory: any bytes as the file, and as its two batches with right checksums (the
// first two bytes say how long the first is). Nothing in it stops a build; what is read can be
// written, and reads the same again; files are found by their paths in any order.
#include "build/output_memory.h"
#include "remembered.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gazette;           // NOLINT(google-build-using-namespace): a program of its own
using namespace gazette::testing;  // NOLINT(google-build-using-namespace)

constexpr const char* kNewsroom = "/newsroom";

std::string write(const OutputMemory& memory) {
    OneFile files;
    GAZETTE_ASSERT(write_output_memory(files, kNewsroom, memory).has_value(), "there is room");
    return std::move(files.bytes);
}

OutputMemory read(const std::string& bytes, Diagnostics& diagnostics) {
    OneFile files;
    files.bytes = bytes;
    // Asked for the folder that the file is of, or every name but one would end here.
    const std::string folder(RecordReader(first_batch(bytes)).text());
    auto memory = read_output_memory(files, kNewsroom, folder, diagnostics);
    GAZETTE_ASSERT(memory.has_value(), "whatever is wrong with it costs time only");
    return std::move(*memory);
}

void find_all(const OutputMemory& memory) {
    std::vector<std::string> paths;
    const std::size_t count = std::min<std::size_t>(memory.files.size(), 64);
    for (std::size_t i = 0; i < count; ++i) paths.push_back(fmt::format("{:03}", i));
    std::vector<ManifestLine> lines;
    lines.reserve(count);
    for (const std::string& path : paths) lines.push_back({path, path, 0});
    RememberedFiles found(memory, lines);
    for (std::size_t i = 0; i < 2 * count; ++i) {
        const std::size_t line = i < count ? i : 2 * count - i - 1;
        const RememberedFile* file = found.find(paths[line]);
        GAZETTE_ASSERT(file == nullptr || file->line == line, "it is the file of that path");
    }
    GAZETTE_ASSERT(found.find("x") == nullptr, "what is no line is not found");
}

void try_file(const std::string& bytes) {
    Diagnostics diagnostics;
    const OutputMemory memory = read(bytes, diagnostics);
    tell(diagnostics);
    if (memory.build) tell(memory.build->diagnostics);
    find_all(memory);
    const std::string written = write(memory);
    Diagnostics none;
    const OutputMemory again = read(written, none);
    GAZETTE_ASSERT(none.empty(), "what we write we read");
    GAZETTE_ASSERT(write(again) == written, "and it is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string kKind = kind_of(write({}));
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try_file(std::string(bytes));
    if (size < 2) return 0;
    const std::string_view batches = bytes.substr(2);
    const std::size_t head = std::min<std::size_t>(data[0] + data[1] * 256U, batches.size());
    try_file(framed(kKind, {batches.substr(0, head), batches.substr(head)}));
    return 0;
}
