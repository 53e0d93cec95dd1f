#pragma once
// Who was served what: a line of JSON a request in FOLDER/access-2022-07-06.jsonl, a file a day
// (UTC), readable by their owner alone. docs/formats/access-log.md tells what stands in a line. No
// query, no field of a request but the name of the browser, nothing of a token.
//
// A request never waits for it: lines wait in memory for a thread that writes several times a
// second. What does not fit there (a disk that is too slow) or cannot be written (a full disk) is
// lost and counted; what was on its way at a kill is lost too. A line that was cut off by a full
// disk or a power cut is ended before the next.
//
// Of the days' files the newest are kept, as many as wanted: counted, not reckoned by the clock, so
// that one that is set wrong removes no more than a day. Files with other names are not touched.
// Thread-safe.
#include "base/files.h"
#include "base/time_zone.h"
#include "endpoint/error_log.h"
#include "net/client_address.h"
#include "net/http_server.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gazette {

struct AccessLogOptions {
    std::string folder = {};
    LoggedAddress address = LoggedAddress::Truncated;
    std::size_t keep_days = 190;  // at least 1
    std::size_t most_waiting_bytes = std::size_t{8} << 20;
};

class AccessLog {
public:
    struct Counts {
        std::uint64_t written = 0;  // lines
        std::uint64_t lost = 0;
    };

    // All must outlive it.
    AccessLog(Files& files, const Clock& clock, AccessLogOptions options, ErrorLog& log);
    // Writes what waits.
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;
    AccessLog(AccessLog&&) = delete;
    AccessLog& operator=(AccessLog&&) = delete;

    void add(const FinishedExchange& exchange);

    [[nodiscard]] Counts counts() const;
    // Returns when all that was added is written or lost; for tests.
    void flush() const;

private:
    // Lines of one day.
    struct Chunk {
        CivilDate day;
        std::string text;
        std::size_t lines = 0;
    };

    void run();
    Result<void> write(const Chunk& chunk);
    Result<void> begin_file(const std::string& path);
    Result<void> remove_old() const;

    Files& files_;
    const Clock& clock_;
    AccessLogOptions options_;
    ErrorLog& log_;

    // Of the thread alone.
    std::string open_path_;        // whose end is known to be the end of a line
    bool needs_line_end_ = false;  // before the next line
    bool is_failing_ = false;      // and has told it

    mutable std::mutex mutex_;  // guards what follows
    mutable std::condition_variable changed_;
    std::vector<Chunk> waiting_;
    std::size_t waiting_bytes_ = 0;
    bool is_writing_ = false;
    mutable bool hurries_ = false;
    bool stops_ = false;
    Counts counts_;

    std::thread thread_;  // last: it uses all above
};

}  // namespace gazette
