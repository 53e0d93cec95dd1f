#include "build/file_identity.h"

#include <algorithm>

namespace gazette {

bool is_same_file(const FileInfo& a, const FileInfo& b) {
    return a.size_bytes == b.size_bytes && a.modified_ns == b.modified_ns &&
           a.changed_ns == b.changed_ns && a.inode == b.inode;
}

bool has_sure_time(const FileInfo& info, std::int64_t now_ns) {
    // A time that is no whole number of 10 ms was not given by a clock that ticks so coarsely.
    constexpr std::int64_t kFineTickNs = 10'000'000;
    constexpr std::int64_t kCoarsestTickNs = 2'000'000'000;
    const bool is_fine = info.modified_ns % kFineTickNs != 0 && info.changed_ns % kFineTickNs != 0;
    const std::int64_t tick = is_fine ? 2 * kFineTickNs : kCoarsestTickNs;
    return std::max(info.modified_ns, info.changed_ns) + tick < now_ns;
}

Result<std::int64_t> file_system_now(Files& files, const std::string& folder) {
    const std::string clock = join_path(folder, "clock");
    TRY(files.replace(clock, ""));
    return TRY(files.info(clock)).modified_ns;
}

void write_identity(const FileInfo& info, RecordWriter& out) {
    out.number(info.size_bytes);
    out.number(info.modified_ns);
    out.number(info.changed_ns);
    out.number(info.inode);
}

FileInfo read_identity(RecordReader& in) {
    FileInfo info;
    info.size_bytes = in.number();
    info.modified_ns = in.signed_number();
    info.changed_ns = in.signed_number();
    info.inode = in.number();
    return info;
}

}  // namespace gazette
