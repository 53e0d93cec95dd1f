#pragma once
// Whose the endpoint's folder is, and whose a file in it. Everything here exists because an
// endpoint removes files (what a killed publish left behind): only names that it makes itself may
// be removed, only in a folder that it made. A stranger's file is left alone, whatever is done to
// ours.
//
// Free functions; any thread. Errors: those of Files, and what is said at each.
#include "base/files.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// Writes DIR/format into a folder that is empty but for tokens, keys, hold and locks. Conflict when
// anything else is there without it, Damaged when it does not check. Nothing is removed.
Result<void> claim_data_folder(Files& files, const std::string& data);

// A file of releases/ or open/: "STEM.manifest", "STEM.record", or a temporary one that was to
// become it. The stem is a view of the name.
struct StoredName {
    std::string_view stem;
    bool is_record = false;
    bool is_temporary = false;
};

// Nothing for names of another form.
std::optional<StoredName> stored_name(std::string_view name);

// 7 ↔ "00000007". Nothing when the text is not what release_stem prints.
std::string release_stem(std::uint64_t number);
std::optional<std::uint64_t> release_number_of(std::string_view stem);

}  // namespace gazette
