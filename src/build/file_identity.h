#pragma once
// Whether a file or folder is still the one that was seen: by size, both times and inode. A time
// counts as sure to tell a further change only when it lies so far back that the clock of its file
// system must have ticked since: they tick by 4 or 10 ms, old and foreign ones by a second or two.
#include "base/files.h"
#include "base/result.h"
#include "build/record_log.h"

#include <cstdint>
#include <string>

namespace gazette {

// As far as the file system can tell.
bool is_same_file(const FileInfo& a, const FileInfo& b);

// Whether a change after `now` would give the file another time than it has.
bool has_sure_time(const FileInfo& info, std::int64_t now_ns);

// The present moment by the clock that stamps the files in `folder`, which may be another
// machine's: that of a file `clock` that is written there.
Result<std::int64_t> file_system_now(Files& files, const std::string& folder);

// What is_same_file() compares.
void write_identity(const FileInfo& info, RecordWriter& out);
FileInfo read_identity(RecordReader& in);

}  // namespace gazette
