#include "build/review_memory.h"

#include "build/record_log.h"

namespace gazette {
namespace {

constexpr std::string_view kKind = "reviews1";
constexpr std::string_view kFile = ".gazette/catalog/reviews";

// False when it is damaged.
bool read_batch(std::string_view batch, VerifiedLogs& logs) {
    RecordReader in(batch);
    while (in.good() && !in.at_end()) {
        std::string id(in.text());
        LogEnd end;
        end.count = in.number();
        end.head = in.digest();
        if (in.good()) logs.insert_or_assign(std::move(id), end);
    }
    return in.good();
}

}  // namespace

Result<VerifiedLogs> read_verified_logs(Files& files, const std::string& folder) {
    VerifiedLogs logs;
    const Result<RecordLog> log = RecordLog::open(files, join_path(folder, kFile), kKind);
    if (!log) {
        const bool is_useless =
            log.error().code == ErrorCode::NotFound || log.error().code == ErrorCode::Damaged;
        if (is_useless) return logs;
        return failure(log.error());
    }
    for (const std::string_view batch : log->batches()) {
        if (!read_batch(batch, logs)) return VerifiedLogs();
    }
    return logs;
}

Result<void> write_verified_logs(Files& files, const std::string& folder,
                                 const VerifiedLogs& logs) {
    RecordWriter out;
    for (const auto& [id, end] : logs) {
        out.text(id);
        out.number(end.count);
        out.digest(end.head);
    }
    const std::string path = join_path(folder, kFile);
    TRY(files.make_directories(std::string(parent_path(path))));
    RecordLogWriter writer(files, path, kKind);
    TRY(writer.add(out.bytes()));
    return writer.finish();
}

}  // namespace gazette
