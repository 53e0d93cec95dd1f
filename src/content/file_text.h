#pragma once
// From the bytes of a file that people wrote to text that parsers may see: valid UTF-8 without a
// BOM, without control characters, with "\n" at line ends. What is something else is recognised and
// named: GB18030 (from a Chinese editor or Word), UTF-16, binary files. Nothing is converted.
//
// Pure; any thread.
#include "content/yaml_fields.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// The text of a file, borrowed from its bytes where they were right already (the usual case).
class FileText {
public:
    // Reports and gives nothing when it is not a text of at most `most_bytes`.
    static std::optional<FileText> read(const Reading& reading, std::string_view bytes,
                                        std::size_t most_bytes);
    // Of bytes that gave a text before: nothing is looked for again.
    static FileText read_again(std::string_view bytes);

    // Valid as long as this object and the bytes that it was read from.
    [[nodiscard]] std::string_view view() const { return owned_ ? *owned_ : borrowed_; }

private:
    std::string_view borrowed_;
    std::optional<std::string> owned_;  // with other line ends than the file had
};

// A YAML file that must be a map; reports all that is wrong with it. Nothing when it cannot be
// used; an empty file is an empty map's absence: file-empty.
std::optional<YamlTree> read_yaml_file(const Reading& reading, std::string_view bytes,
                                       std::size_t most_bytes);

// A file with front matter, cut in two; nothing when an error was reported.
struct CutFile {
    std::string_view front_matter;  // without the "---" lines; begins in line 2
    std::string_view body;          // without leading blank lines
    int body_line = 1;
    bool has_front_matter = false;
};

std::optional<CutFile> cut_front_matter(const Reading& reading, std::string_view text);

}  // namespace gazette
