#include "endpoint/access_log.h"

#include "base/text.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace gazette {
namespace {

constexpr std::chrono::milliseconds kCollects{200};
constexpr std::string_view kPrefix = "access-";
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kMostAgentBytes = 256;
constexpr std::size_t kMostPathBytes = 2048;
constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 40;
constexpr std::uint32_t kOwnerOnly = 0600;

std::string file_name_of(const CivilDate& day) {
    return fmt::format("{}{}{}", kPrefix, iso_date(day), kSuffix);
}

bool is_day_file(std::string_view name) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return false;
    name.remove_prefix(kPrefix.size());
    if (name.size() < kSuffix.size()) return false;
    name.remove_suffix(kSuffix.size());
    return parse_iso_date(name).has_value();
}

// What a client wrote, as text that JSON can hold, and not too long of it.
std::string shown(std::string_view text, std::size_t most_bytes) {
    std::string out(text.substr(0, most_bytes));
    while (const std::optional<std::size_t> wrong = first_invalid_utf8(out)) out[*wrong] = '?';
    return out;
}

std::string print_line(const FinishedExchange& exchange, Instant now, LoggedAddress how) {
    constexpr double kMicrosecondsOfMillisecond = 1000;
    const HttpRequest& request = exchange.request;
    std::string line;
    JsonWriter json(line);
    json.begin_object().text("time", rfc3339_utc(now));
    if (how != LoggedAddress::None) {
        json.text("address", logged_form(client_address(request), how));
    }
    json.text("method", shown(request.method, kMostAgentBytes))
        .text("path", shown(request.path, kMostPathBytes));
    json.key("status").number(exchange.status);
    json.key("bytes").number(static_cast<std::int64_t>(exchange.body_bytes));
    json.key("duration_ms")
        .decimal(static_cast<double>(exchange.duration.count()) / kMicrosecondsOfMillisecond);
    if (!exchange.coding.empty()) json.text("encoding", exchange.coding);
    if (!exchange.is_complete) json.key("complete").boolean(false);
    if (const auto agent = request.header("User-Agent")) {
        json.text("agent", shown(*agent, kMostAgentBytes));
    }
    json.end_object();
    line += '\n';
    return line;
}

}  // namespace

AccessLog::AccessLog(Files& files, const Clock& clock, AccessLogOptions options, ErrorLog& log)
    : files_(files), clock_(clock), options_(std::move(options)), log_(log), thread_([this] {
          run();
      }) {}

AccessLog::~AccessLog() {
    {
        const std::scoped_lock lock(mutex_);
        stops_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void AccessLog::add(const FinishedExchange& exchange) {
    const Instant now = clock_.now();
    const CivilDate day = TimeZone::utc().local(now).time.date;
    const std::string line = print_line(exchange, now, options_.address);
    bool was_empty = false;
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_bytes_ + line.size() > options_.most_waiting_bytes) {
            ++counts_.lost;
            return;
        }
        was_empty = waiting_.empty();
        if (was_empty || waiting_.back().day != day) waiting_.push_back({day, {}, 0});
        waiting_.back().text += line;
        ++waiting_.back().lines;
        waiting_bytes_ += line.size();
    }
    if (was_empty) changed_.notify_all();
}

AccessLog::Counts AccessLog::counts() const {
    const std::scoped_lock lock(mutex_);
    return counts_;
}

void AccessLog::flush() const {
    std::unique_lock lock(mutex_);
    hurries_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return waiting_.empty() && !is_writing_; });
    hurries_ = false;
}

void AccessLog::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stops_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        // Some more are on their way: one write for all.
        changed_.wait_for(lock, kCollects, [this] { return stops_ || hurries_; });
        const std::vector<Chunk> chunks = std::exchange(waiting_, {});
        is_writing_ = true;
        // Their bytes count as waiting until they are written: a disk that stands still must not
        // let memory grow.
        const std::size_t bytes = waiting_bytes_;
        lock.unlock();
        Counts counts;
        for (const Chunk& chunk : chunks) {
            const Result<void> written = write(chunk);
            (written ? counts.written : counts.lost) += chunk.lines;
            if (!written && !std::exchange(is_failing_, true)) log_.add(written.error());
            if (written) is_failing_ = false;
        }
        lock.lock();
        waiting_bytes_ -= bytes;
        counts_.written += counts.written;
        counts_.lost += counts.lost;
        is_writing_ = false;
        changed_.notify_all();
    }
}

Result<void> AccessLog::write(const Chunk& chunk) {
    const std::string path = join_path(options_.folder, file_name_of(chunk.day));
    if (path != open_path_) TRY(begin_file(path).context("writing the access log"));
    open_path_.clear();  // until it is written whole, its end is not known
    const Result<void> written = needs_line_end_ ? files_.append(path, "\n" + chunk.text, false)
                                                 : files_.append(path, chunk.text, false);
    if (!written) return Result<void>(failure(written.error())).context("writing the access log");
    open_path_ = path;
    needs_line_end_ = false;
    return {};
}

// A new day's file, or one that was begun before: then its last line may be cut off.
Result<void> AccessLog::begin_file(const std::string& path) {
    needs_line_end_ = false;
    const Result<FileInfo> info = files_.info(path);
    if (info && info->size_bytes > 0) {
        const auto file = TRY(files_.map(path, kMostFileBytes));
        needs_line_end_ = !file->bytes().empty() && file->bytes().back() != '\n';
        return {};
    }
    if (info) return {};
    if (info.error().code != ErrorCode::NotFound) return failure(info.error());
    TRY(files_.make_directories(options_.folder));
    TRY(files_.replace_durably(path, "", kOwnerOnly));
    // That an old file stays is no reason to lose new lines.
    const Result<void> removed = remove_old();
    if (!removed) log_.add(removed.error());
    return {};
}

Result<void> AccessLog::remove_old() const {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : TRY(files_.list(options_.folder))) {
        if (is_day_file(entry.name)) names.push_back(entry.name);
    }
    std::ranges::sort(names, std::ranges::greater());
    for (std::size_t i = std::max<std::size_t>(options_.keep_days, 1); i < names.size(); ++i) {
        TRY(files_.remove(join_path(options_.folder, names[i])));
    }
    return {};
}

}  // namespace gazette
