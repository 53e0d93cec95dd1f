#pragma once
// What the fuzzers of the files that builds remember share (catalog_fuzz.cpp,
// output_memory_fuzz.cpp): a file of batches with right checksums, which no fuzzer finds, and the
// telling of what was remembered of an earlier build.
#include "base/assert.h"
#include "build/record_log.h"
#include "formats/message_catalogue.h"
#include "pages/builtin_files.h"
#include "support/one_file.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gazette::testing {

// The kind that an empty file of these says it is, so that a new version is fuzzed as well.
inline std::string kind_of(std::string_view file) {
    const std::string_view kind = file.substr(0, 16).substr(8);
    return std::string(kind.substr(0, kind.find('\0')));
}

inline std::string framed(std::string_view kind, std::initializer_list<std::string_view> batches) {
    OneFile files;
    RecordLogWriter writer(files, "", kind);
    for (const std::string_view batch : batches) {
        GAZETTE_ASSERT(writer.add(batch).has_value(), "memory is never full");
    }
    GAZETTE_ASSERT(writer.finish().has_value(), "memory is never full");
    return std::move(files.bytes);
}

// Where the first batch is expected, whether it is whole or not.
inline std::string_view first_batch(std::string_view file) {
    return file.substr(std::min<std::size_t>(file.size(), 40));
}

// Told in earnest: a damaged diagnostic has fewer arguments than its text has places for.
inline void tell(const Diagnostics& diagnostics) {
    static const MessageCatalogue kWords = [] {
        std::string problem;
        auto words = MessageCatalogue::parse(builtin_file("messages/en.yml"), problem);
        GAZETTE_ASSERT(words.has_value(), "the words are right");
        return std::move(*words);
    }();
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        const std::string printed = print_diagnostic(diagnostic, kWords, "x");
        GAZETTE_ASSERT(printed.find('\x1B') == std::string::npos, "nothing speaks to a terminal");
    }
}

}  // namespace gazette::testing
