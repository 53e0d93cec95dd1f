#pragma once
// Prints diagnostics for people (with the line, a caret and how to mend it) and for programs
// (JSON).
#include "base/diagnostic.h"
#include "base/files.h"
#include "formats/message_catalogue.h"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Sorted diagnostics; the lines that they name are read from the newsroom, as far as they can be.
void print_diagnostics(const Diagnostics& diagnostics, const MessageCatalogue& texts, Files& files,
                       const std::string& newsroom, std::ostream& out);

// The line of a file of the newsroom that a diagnostic names, for showing it; empty when there is
// none or it is not text. Keeps the last file: ask in the order of the files.
class SourceLines {
public:
    SourceLines(Files& files, std::string newsroom)
        : files_(files), newsroom_(std::move(newsroom)) {}

    // Valid until the next call.
    std::string_view line(const Diagnostic& diagnostic);

    // Files may have changed: reads again.
    void forget() { path_.clear(); }

private:
    Files& files_;
    std::string newsroom_;
    std::string path_;
    std::string text_;
    std::vector<std::string_view> lines_;  // of text_
};

// Names of files may hold any byte; terminals and JSON take UTF-8 without control characters.
std::string shown_name(std::string_view name);

// {"diagnostics":[{"file","line","column","severity","code","message","hint"}],"errors":1,…}
std::string diagnostics_json(const Diagnostics& diagnostics, const MessageCatalogue& texts);

}  // namespace gazette
