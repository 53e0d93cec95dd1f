#pragma once
// A list that an endpoint keeps as one sealed file (sealed_lines.h), one line an entry: tokens,
// pinned keys. It is changed by commands on the endpoint's machine, under a lock beside it,
// replaced durably and readable by its owner alone; a running endpoint reads it anew when it asks.
//
// Values and functions; any process, one at a time. Errors: those of Files; Damaged.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Which list: its file in the endpoint's folder, its magic, the word before each entry.
struct SealedList {
    std::string_view file;
    std::string_view magic;
    std::string_view word;
};

// The entries; none where there is no file.
Result<std::vector<std::string>> read_list(Files& files, const std::string& data,
                                           const SealedList& list);
Result<void> write_list(Files& files, const std::string& data, const SealedList& list,
                        const std::vector<std::string>& entries);
// Held while a list is read and written. The folder is made when missing.
Result<std::unique_ptr<FileLock>> lock_list(Files& files, const std::string& data,
                                            const SealedList& list);

// 1 to 64 of a-z A-Z 0-9 . _ -: what entries are called.
bool is_entry_name(std::string_view name);
// Damaged when it is no number.
Result<Instant> parse_seconds(std::string_view text);

}  // namespace gazette
