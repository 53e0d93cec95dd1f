#pragma once
// A body of multipart/form-data (RFC 7578; delimiters of RFC 2046 §5.1.1), read as it arrives and
// handed over part by part, in the order of the body. A field is handed over when it is whole; the
// bytes of a file go on as they come, so that no file is ever in memory. What comes of a body does
// not depend on the pieces it comes in.
//
// Lines end with CRLF, as the standard has it; a bare LF ends nothing. Refused, because another
// reader could see other parts: a delimiter with anything but blanks behind it, a part without the
// disposition form-data or a name, folded or doubled fields, NUL, a transfer encoding other than
// the identity (deprecated by RFC 7578 §4.7), parts within a part (§4.3), text that is not UTF-8.
// What stands before the first delimiter and after the last is dropped (RFC 2046 §5.1.1). A file
// input that a person left empty (no name, no byte) is no part.
//
// One thread a reader. Errors: Invalid; TooLarge over a limit, as soon as it is passed; whatever
// the receiver returns, which stops the reader: nothing more is handed over after any error.
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gazette {

struct MultipartLimits {
    std::uint64_t most_bytes = std::uint64_t{64} << 20U;  // of the whole body
    std::size_t most_parts = 100;
    std::size_t most_head_bytes = 4096;  // of one part's fields
    std::size_t most_field_bytes = std::size_t{1} << 20U;
    std::size_t most_fields_bytes = std::size_t{2} << 20U;     // of all fields together
    std::uint64_t most_file_bytes = std::uint64_t{32} << 20U;  // of one file
    std::size_t most_name_bytes = 100;
    std::size_t most_file_name_bytes = 255;
};

struct FilePart {
    std::string name;  // of the form's field
    // Without folders, for people to see: never a path of ours. May be empty.
    std::string file_name;
    // As the sender has it, lower case: a claim, by which nothing is decided. May be empty.
    std::string claimed_type;
};

// Where the parts go.
class MultipartReceiver {
public:
    virtual ~MultipartReceiver() = default;
    MultipartReceiver(const MultipartReceiver&) = delete;
    MultipartReceiver& operator=(const MultipartReceiver&) = delete;
    MultipartReceiver(MultipartReceiver&&) = delete;
    MultipartReceiver& operator=(MultipartReceiver&&) = delete;

    virtual Result<void> field(std::string name, std::string value) = 0;
    virtual Result<void> begin_file(FilePart part) = 0;
    // Only between begin_file() and end_file(); never empty.
    virtual Result<void> add_to_file(std::string_view bytes) = 0;
    virtual Result<void> end_file() = 0;

protected:
    MultipartReceiver() = default;
};

class MultipartReader {
public:
    // `content_type`: the request's field, of which the boundary is read. `receiver` must outlive
    // the reader.
    static Result<MultipartReader> open(std::string_view content_type, MultipartReceiver& receiver,
                                        const MultipartLimits& limits = {});

    Result<void> add(std::string_view piece);
    // The body is over: Invalid unless its last delimiter was there.
    Result<void> finish();

private:
    enum class Place {
        Preamble,
        AfterDelimiter,  // blanks and a line end, or "--"
        Head,
        Field,
        EmptyFile,  // no name, and no byte yet
        File,
        Epilogue,
    };

    MultipartReader(std::string delimiter, MultipartReceiver& receiver,
                    const MultipartLimits& limits);

    Result<void> take();
    Result<bool> take_some();
    bool skip_head_end();
    Result<bool> take_content();
    Result<bool> take_after_delimiter();
    Result<bool> take_head();
    Result<void> begin_part(std::string_view text);
    Result<void> hand_over(std::string_view bytes);
    Result<void> add_to_field(std::string_view bytes);
    Result<void> end_part();

    std::string delimiter_;  // CRLF "--" boundary
    MultipartReceiver* receiver_;
    MultipartLimits limits_;
    Place place_ = Place::Preamble;
    std::string waiting_;  // came, and was not taken yet
    FilePart part_;
    bool is_head_end_waiting_ = false;  // the line end behind a head is still in waiting_
    std::string value_;                 // of a field
    std::size_t fields_bytes_ = 0;
    std::size_t parts_ = 0;
    std::uint64_t part_bytes_ = 0;
    std::uint64_t bytes_ = 0;
    Result<void> state_;
};

}  // namespace gazette
