#pragma once
// A file of records that grows: what a build remembers (catalog.h, page_memory.h). Batches of
// bytes, each with its length and checksum, one after the other; the first says what the file is. A
// small change adds a batch, a large one writes the file anew. docs/formats/catalog.md has the
// bytes.
//
// The file is not trusted: what follows the last whole batch is cut off, as a killed build leaves
// it, and a file of another kind or version is Damaged. Readers check every number they take from a
// batch, since a checksum only tells that bytes are those that were written. One thread.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class RecordLog {
public:
    // NotFound when there is none; Damaged when it is no such file: `kind` is up to 8 characters.
    static Result<RecordLog> open(Files& files, const std::string& path, std::string_view kind);

    // The batches, oldest first. Valid while this lives.
    [[nodiscard]] const std::vector<std::string_view>& batches() const { return batches_; }

    // Bytes behind the last whole batch, which are of no use.
    [[nodiscard]] bool is_torn() const { return is_torn_; }

private:
    RecordLog() = default;

    std::unique_ptr<MappedFile> file_;
    std::vector<std::string_view> batches_;
    bool is_torn_ = false;
};

// A new file in place of the old one, batch by batch, so that memory holds one of them. Readers see
// the old file until finish().
class RecordLogWriter {
public:
    RecordLogWriter(Files& files, std::string path, std::string_view kind);

    Result<void> add(std::string_view batch);
    Result<void> finish();

private:
    Files& files_;
    std::string path_;
    std::string unfinished_;  // where it grows
    std::string header_;
    bool is_begun_ = false;
};

// Adds a batch to a file that is whole (not is_torn()).
Result<void> append_to_record_log(Files& files, const std::string& path, std::string_view batch);

// Numbers (LEB128: seven bits a byte, the low ones first) and texts with their length before them.
class RecordWriter {
public:
    void number(std::uint64_t number);

    void number(std::int64_t number) { this->number(static_cast<std::uint64_t>(number)); }

    void text(std::string_view text);
    void fingerprint(const Fingerprint& fingerprint);
    void digest(const Sha256& digest);

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

    void clear() { bytes_.clear(); }

private:
    void fixed(std::uint64_t number);

    std::string bytes_;
};

// Takes off what a RecordWriter wrote. Beyond the end it gives zeros and is no longer good().
class RecordReader {
public:
    explicit RecordReader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number();

    std::int64_t signed_number() { return static_cast<std::int64_t>(number()); }

    // A number that counts things of which each takes at least a byte here.
    std::size_t count();
    std::string_view text();
    Fingerprint fingerprint();
    Sha256 digest();

    [[nodiscard]] bool good() const { return good_; }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view take(std::size_t size);
    std::uint64_t fixed();

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace gazette
