#include "net/multipart.h"

#include "base/text.h"
#include "net/field_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kMostBoundaryBytes = 70;
constexpr std::size_t kMostPaddingBytes = 100;
// bchars of RFC 2046 §5.1.1.
constexpr ByteSet kBoundaryBytes =
    ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ");

tl::unexpected<Error> malformed(std::string_view what) {
    return failure(ErrorCode::Invalid, std::string(what));
}

tl::unexpected<Error> too_large(std::string_view what) {
    return failure(ErrorCode::TooLarge, std::string(what));
}

bool is_boundary(std::string_view text) {
    return !text.empty() && text.size() <= kMostBoundaryBytes && !text.ends_with(' ') &&
           find_byte(text, kBoundaryBytes.others(), 0) >= text.size();
}

// The fields of a part that mean something to us.
struct PartHead {
    std::optional<ParameterisedValue> disposition;
    std::optional<ParameterisedValue> type;
    std::optional<std::string> encoding;
};

Result<void> read_field(std::string_view line, PartHead& head) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return malformed("a part's field without ':'");
    const std::string name = ascii_lower(line.substr(0, colon));
    const std::string_view value = trim_ascii(line.substr(colon + 1));
    const auto read_once = [&](std::optional<ParameterisedValue>& place) -> Result<void> {
        if (place) return malformed("a part's field stands twice");
        place = TRY(parse_parameterised(value));
        return {};
    };
    if (name == "content-disposition") return read_once(head.disposition);
    if (name == "content-type") return read_once(head.type);
    if (name == "content-transfer-encoding") {
        if (head.encoding) return malformed("a part's field stands twice");
        head.encoding = ascii_lower(value);
    }
    return {};  // others are to be ignored (RFC 7578 §4.8)
}

Result<PartHead> read_head(std::string_view text) {
    PartHead head;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(kLineEnd), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + kLineEnd.size(), text.size()));
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
            return malformed("a part's field with a bare line end or NUL");
        }
        if (line.starts_with(' ') || line.starts_with('\t')) {
            return malformed("a part's field is folded");
        }
        TRY(read_field(line, head));
    }
    return head;
}

Result<void> check_head(const PartHead& head) {
    if (!head.disposition || head.disposition->word != "form-data") {
        return malformed("a part that is no form data");
    }
    if (head.encoding && *head.encoding != "binary" && *head.encoding != "8bit" &&
        *head.encoding != "7bit") {
        return malformed("a part in a transfer encoding");
    }
    if (head.type && head.type->word.starts_with("multipart/")) {
        return malformed("a part with parts in it");
    }
    return {};
}

// Browsers write quotation marks and line ends of names so (HTML, "Multipart form data").
std::string unescaped_name(std::string_view name) {
    std::string out = replace_all(name, "%22", "\"");
    out = replace_all(out, "%0D", "\r");
    return replace_all(out, "%0A", "\n");
}

// The last segment, whichever system's separators; control characters are left out.
std::string bare_file_name(std::string_view name) {
    const std::size_t separator = name.find_last_of("/\\");
    if (separator != std::string_view::npos) name.remove_prefix(separator + 1);
    std::string out;
    for (const char c : name) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7F') out += c;
    }
    return out;
}

// Nothing: the part is a field.
Result<std::optional<std::string>> file_name_of(const ParameterisedValue& disposition) {
    const auto plain = disposition.parameter("filename");
    const auto extended = disposition.parameter("filename*");
    if (!plain && !extended) return std::optional<std::string>();
    if (extended) {
        const std::optional<std::string> decoded = decode_extended_value(*extended);
        if (!decoded) return malformed("a file's extended name cannot be decoded");
        return std::optional(bare_file_name(*decoded));
    }
    if (first_invalid_utf8(*plain)) return malformed("a file's name is not UTF-8");
    return std::optional(bare_file_name(unescaped_name(*plain)));
}

}  // namespace

MultipartReader::MultipartReader(std::string delimiter, MultipartReceiver& receiver,
                                 const MultipartLimits& limits)
    // The first delimiter may stand at the very beginning, as if a line had ended before it.
    : delimiter_(std::move(delimiter)), receiver_(&receiver), limits_(limits), waiting_(kLineEnd) {}

Result<MultipartReader> MultipartReader::open(std::string_view content_type,
                                              MultipartReceiver& receiver,
                                              const MultipartLimits& limits) {
    const ParameterisedValue type = TRY(parse_parameterised(content_type));
    if (type.word != "multipart/form-data") return malformed("the body is no multipart/form-data");
    const std::optional<std::string_view> boundary = type.parameter("boundary");
    if (!boundary || !is_boundary(*boundary)) return malformed("the body's boundary is not one");
    return MultipartReader(fmt::format("{}--{}", kLineEnd, *boundary), receiver, limits);
}

Result<void> MultipartReader::add(std::string_view piece) {
    if (!state_) return state_;
    if (piece.size() > limits_.most_bytes - bytes_) {
        // What is within the limit is taken first: that the error is the same however the body is
        // cut, and comes after the same parts.
        piece = piece.substr(0, static_cast<std::size_t>(limits_.most_bytes - bytes_));
        bytes_ = limits_.most_bytes;
        waiting_ += piece;
        state_ = take();
        if (state_) state_ = too_large("the form is too large");
        return state_;
    }
    bytes_ += piece.size();
    waiting_ += piece;
    state_ = take();
    return state_;
}

Result<void> MultipartReader::finish() {
    if (state_ && place_ != Place::Epilogue) state_ = malformed("the form is cut off");
    return state_;
}

Result<void> MultipartReader::take() {
    while (TRY(take_some())) {
    }
    return {};
}

// One step; false when it needs more bytes.
Result<bool> MultipartReader::take_some() {
    switch (place_) {
        case Place::Preamble:
        case Place::Field:
        case Place::EmptyFile:
        case Place::File:
            return take_content();
        case Place::AfterDelimiter:
            return take_after_delimiter();
        case Place::Head:
            return take_head();
        case Place::Epilogue:
            waiting_.clear();
            return false;
    }
    return false;
}

// The line end behind a head is dropped, unless it is the next delimiter's: a part without any
// content may go without a line of its own (RFC 2046 §5.1.1, body-part). False: not known yet.
bool MultipartReader::skip_head_end() {
    if (!is_head_end_waiting_) return true;
    const bool may_be_delimiter = waiting_.size() < delimiter_.size()
                                      ? delimiter_.starts_with(waiting_)
                                      : waiting_.starts_with(delimiter_);
    if (may_be_delimiter && waiting_.size() < delimiter_.size()) return false;
    if (!may_be_delimiter) waiting_.erase(0, kLineEnd.size());
    is_head_end_waiting_ = false;
    return true;
}

// Bytes up to the next delimiter. Those that may be its beginning wait.
Result<bool> MultipartReader::take_content() {
    if (!skip_head_end()) return false;
    const std::size_t at = waiting_.find(delimiter_);
    if (at != std::string::npos) {
        TRY(hand_over(std::string_view(waiting_).substr(0, at)));
        waiting_.erase(0, at + delimiter_.size());
        TRY(end_part());
        place_ = Place::AfterDelimiter;
        return true;
    }
    std::size_t kept = std::min(waiting_.size(), delimiter_.size() - 1);
    while (kept > 0 && !waiting_.ends_with(std::string_view(delimiter_).substr(0, kept))) --kept;
    const std::size_t sure = waiting_.size() - kept;
    TRY(hand_over(std::string_view(waiting_).substr(0, sure)));
    waiting_.erase(0, sure);
    return false;
}

Result<bool> MultipartReader::take_after_delimiter() {
    if (waiting_.size() < 2) return false;
    if (waiting_.starts_with("--")) {
        place_ = Place::Epilogue;
        return true;
    }
    const std::size_t end = waiting_.find_first_not_of(" \t");
    if (std::min(end, waiting_.size()) > kMostPaddingBytes) {
        return malformed("a delimiter is not on its own");
    }
    if (end == std::string::npos || end + 1 == waiting_.size()) return false;
    if (waiting_.compare(end, kLineEnd.size(), kLineEnd) != 0) {
        return malformed("a delimiter is not on its own");
    }
    // The line end stays: it ends the head if that is empty.
    waiting_.erase(0, end);
    place_ = Place::Head;
    return true;
}

Result<bool> MultipartReader::take_head() {
    constexpr std::string_view kHeadEnd = "\r\n\r\n";
    const std::size_t end = waiting_.find(kHeadEnd);
    if (end == std::string::npos) {
        if (waiting_.size() > limits_.most_head_bytes + kHeadEnd.size()) {
            return too_large("a part's fields are too long");
        }
        return false;
    }
    if (end > limits_.most_head_bytes) return too_large("a part's fields are too long");
    const std::string head = end < kLineEnd.size()
                                 ? std::string()
                                 : waiting_.substr(kLineEnd.size(), end - kLineEnd.size());
    waiting_.erase(0, end + kLineEnd.size());
    is_head_end_waiting_ = true;
    TRY(begin_part(head));
    return true;
}

Result<void> MultipartReader::begin_part(std::string_view text) {
    if (++parts_ > limits_.most_parts) return too_large("the form has too many parts");
    const PartHead head = TRY(read_head(text));
    TRY(check_head(head));
    const std::optional<std::string_view> name = head.disposition->parameter("name");
    if (!name || name->empty()) return malformed("a part without a name");
    part_ = FilePart{unescaped_name(*name), {}, {}};
    if (part_.name.size() > limits_.most_name_bytes) return too_large("a part's name is too long");
    if (first_invalid_utf8(part_.name)) return malformed("a part's name is not UTF-8");
    part_bytes_ = 0;
    value_.clear();
    std::optional<std::string> file_name = TRY(file_name_of(*head.disposition));
    if (!file_name) {
        const auto charset = head.type ? head.type->parameter("charset") : std::nullopt;
        if (charset && ascii_lower(*charset) != "utf-8" && ascii_lower(*charset) != "us-ascii") {
            return malformed("a field that is not UTF-8");
        }
        place_ = Place::Field;
        return {};
    }
    if (file_name->size() > limits_.most_file_name_bytes) {
        return too_large("a file's name is too long");
    }
    part_.file_name = std::move(*file_name);
    if (head.type) part_.claimed_type = head.type->word;
    if (part_.file_name.empty()) {
        place_ = Place::EmptyFile;
        return {};
    }
    place_ = Place::File;
    return receiver_->begin_file(part_);
}

Result<void> MultipartReader::hand_over(std::string_view bytes) {
    if (bytes.empty() || place_ == Place::Preamble) return {};
    if (place_ == Place::EmptyFile) {
        place_ = Place::File;
        TRY(receiver_->begin_file(part_));
    }
    if (place_ == Place::Field) return add_to_field(bytes);
    const std::uint64_t room = limits_.most_file_bytes - part_bytes_;
    const auto within =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
    part_bytes_ += within.size();
    if (!within.empty()) TRY(receiver_->add_to_file(within));
    if (within.size() < bytes.size()) return too_large("a file is too large");
    return {};
}

Result<void> MultipartReader::add_to_field(std::string_view bytes) {
    const std::size_t room_here = limits_.most_field_bytes - value_.size();
    const std::size_t room_in_all = limits_.most_fields_bytes - fields_bytes_;
    if (bytes.size() > std::min(room_here, room_in_all)) {
        return too_large(room_here <= room_in_all ? "a field of the form is too long"
                                                  : "the fields of the form are too long");
    }
    fields_bytes_ += bytes.size();
    value_ += bytes;
    return {};
}

Result<void> MultipartReader::end_part() {
    if (place_ == Place::File) return receiver_->end_file();
    if (place_ != Place::Field) return {};
    if (value_.find('\0') != std::string::npos) return malformed("a field of the form has a NUL");
    if (first_invalid_utf8(value_)) return malformed("the form is not UTF-8");
    if (part_.name == "_charset_" && ascii_lower(value_) != "utf-8") {  // RFC 7578 §4.6
        return malformed("the form says that it is not UTF-8");
    }
    return receiver_->field(part_.name, std::exchange(value_, {}));
}

}  // namespace gazette
