#include "build/record_log.h"

#include <cstring>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette\n";
constexpr std::size_t kHeaderBytes = 16;       // magic, kind
constexpr std::size_t kBatchHeaderBytes = 24;  // length, checksum
constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30U;

// Eight bytes, little-endian.
void append_fixed(std::string& out, std::uint64_t number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
        out += static_cast<char>(number & 0xFFU);
        number >>= 8U;
    }
}

std::uint64_t read_fixed(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    }
    return number;
}

std::string header(std::string_view kind) {
    std::string bytes(kMagic);
    bytes += kind;
    bytes.resize(kHeaderBytes, '\0');
    return bytes;
}

std::string framed(std::string_view batch) {
    const Fingerprint checksum = fingerprint(batch);
    std::string bytes;
    bytes.reserve(kBatchHeaderBytes + batch.size());
    for (const std::uint64_t number : {std::uint64_t{batch.size()}, checksum.high, checksum.low}) {
        append_fixed(bytes, number);
    }
    bytes += batch;
    return bytes;
}

}  // namespace

Result<RecordLog> RecordLog::open(Files& files, const std::string& path, std::string_view kind) {
    RecordLog log;
    log.file_ = TRY(files.map(path, kMostBytes));
    std::string_view rest = log.file_->bytes();
    if (rest.substr(0, kHeaderBytes) != header(kind)) {
        return failure(ErrorCode::Damaged, path + " is no file of this program's version");
    }
    rest.remove_prefix(kHeaderBytes);
    while (rest.size() >= kBatchHeaderBytes) {
        const std::uint64_t size = read_fixed(rest.substr(0, 8));
        const Fingerprint checksum{read_fixed(rest.substr(8, 8)), read_fixed(rest.substr(16, 8))};
        if (size > rest.size() - kBatchHeaderBytes) break;
        const std::string_view batch = rest.substr(kBatchHeaderBytes, size);
        if (fingerprint(batch) != checksum) break;
        log.batches_.push_back(batch);
        rest.remove_prefix(kBatchHeaderBytes + size);
    }
    log.is_torn_ = !rest.empty();
    return log;
}

RecordLogWriter::RecordLogWriter(Files& files, std::string path, std::string_view kind)
    : files_(files), path_(std::move(path)), unfinished_(path_ + ".new"), header_(header(kind)) {}

Result<void> RecordLogWriter::add(std::string_view batch) {
    if (is_begun_) return files_.append(unfinished_, framed(batch), false);
    is_begun_ = true;
    return files_.replace(unfinished_,
                          header_ + framed(batch));  // a killed build may have left one
}

Result<void> RecordLogWriter::finish() {
    if (!is_begun_) TRY(files_.replace(unfinished_, header_));
    return files_.rename(unfinished_, path_);
}

Result<void> append_to_record_log(Files& files, const std::string& path, std::string_view batch) {
    return files.append(path, framed(batch), false);
}

void RecordWriter::number(std::uint64_t number) {
    while (number >= 0x80U) {
        bytes_ += static_cast<char>((number & 0x7FU) | 0x80U);
        number >>= 7U;
    }
    bytes_ += static_cast<char>(number);
}

void RecordWriter::fixed(std::uint64_t number) { append_fixed(bytes_, number); }

void RecordWriter::text(std::string_view text) {
    number(std::uint64_t{text.size()});
    bytes_ += text;
}

void RecordWriter::fingerprint(const Fingerprint& fingerprint) {
    fixed(fingerprint.high);
    fixed(fingerprint.low);
}

void RecordWriter::digest(const Sha256& digest) {
    for (const unsigned char byte : digest.bytes) bytes_ += static_cast<char>(byte);
}

std::string_view RecordReader::take(std::size_t size) {
    if (size > rest_.size()) {
        good_ = false;
        rest_ = {};
        return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

std::uint64_t RecordReader::number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) break;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        number |= std::uint64_t{byte & 0x7FU} << shift;
        if ((byte & 0x80U) == 0) return number;
    }
    take(SIZE_MAX);
    return 0;
}

std::uint64_t RecordReader::fixed() { return read_fixed(take(sizeof(std::uint64_t))); }

std::size_t RecordReader::count() {
    const std::uint64_t count = number();
    if (count <= rest_.size()) return static_cast<std::size_t>(count);
    good_ = false;
    rest_ = {};
    return 0;
}

std::string_view RecordReader::text() {
    const std::uint64_t size = number();
    return take(size <= rest_.size() ? static_cast<std::size_t>(size) : SIZE_MAX);
}

Fingerprint RecordReader::fingerprint() {
    const std::uint64_t high = fixed();
    return {high, fixed()};
}

Sha256 RecordReader::digest() {
    Sha256 digest;
    const std::string_view bytes = take(digest.bytes.size());
    if (!bytes.empty()) std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
    return digest;
}

}  // namespace gazette
