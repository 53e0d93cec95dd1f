// net: any bytes as a form of either kind. The first byte says how large the pieces are; what comes
// of a body does not depend on them. What is handed over is UTF-8 and within the limits; errors can
// be told.
#include "base/assert.h"
#include "base/text.h"
#include "net/form_body.h"
#include "net/multipart.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gazette;  // NOLINT(google-build-using-namespace): a fuzzer is a program of its own

constexpr FormLimits kFormLimits{
    .most_bytes = 2000, .most_fields = 20, .most_name_bytes = 30, .most_value_bytes = 300};
constexpr MultipartLimits kMultipartLimits{.most_bytes = 3000,
                                           .most_parts = 8,
                                           .most_head_bytes = 200,
                                           .most_field_bytes = 300,
                                           .most_fields_bytes = 500,
                                           .most_file_bytes = 400,
                                           .most_name_bytes = 30,
                                           .most_file_name_bytes = 40};

// Everything that was handed over, as one text.
class Told final : public MultipartReceiver {
public:
    Result<void> field(std::string name, std::string value) override {
        GAZETTE_ASSERT(!is_in_file_, "parts do not overlap");
        GAZETTE_ASSERT(!first_invalid_utf8(name) && !first_invalid_utf8(value), "text is UTF-8");
        GAZETTE_ASSERT(value.size() <= kMultipartLimits.most_field_bytes, "within the limit");
        text += "F" + name + "=" + value + "\n";
        return {};
    }

    Result<void> begin_file(FilePart part) override {
        GAZETTE_ASSERT(!is_in_file_, "parts do not overlap");
        GAZETTE_ASSERT(part.file_name.find('/') == std::string::npos, "no path");
        is_in_file_ = true;
        file_bytes_ = 0;
        text += "B" + part.name + " " + part.file_name + " " + part.claimed_type + "\n";
        return {};
    }

    Result<void> add_to_file(std::string_view bytes) override {
        GAZETTE_ASSERT(is_in_file_ && !bytes.empty(), "bytes belong to a file");
        file_bytes_ += bytes.size();
        GAZETTE_ASSERT(file_bytes_ <= kMultipartLimits.most_file_bytes, "within the limit");
        text += bytes;
        return {};
    }

    Result<void> end_file() override {
        GAZETTE_ASSERT(is_in_file_, "what ends was begun");
        is_in_file_ = false;
        text += "E\n";
        return {};
    }

    std::string text;

private:
    bool is_in_file_ = false;
    std::size_t file_bytes_ = 0;
};

template <typename Reader>
bool add_all(Reader& reader, std::string_view body, std::size_t piece) {
    for (std::size_t at = 0; at < body.size(); at += piece) {
        if (!reader.add(body.substr(at, piece))) return false;
    }
    return true;
}

std::string read_multipart(std::string_view body, std::size_t piece) {
    Told told;
    auto reader = MultipartReader::open("multipart/form-data; boundary=b", told, kMultipartLimits);
    GAZETTE_ASSERT(reader.has_value(), "the boundary is one");
    static_cast<void>(add_all(*reader, body, piece));
    const Result<void> finished = reader->finish();
    return told.text + (finished ? std::string("whole") : describe(finished.error()));
}

std::string read_form(std::string_view body, std::size_t piece) {
    FormReader reader(kFormLimits);
    static_cast<void>(add_all(reader, body, piece));
    const auto fields = reader.finish();
    if (!fields) return describe(fields.error());
    std::string text;
    for (const HttpField& field : *fields) {
        GAZETTE_ASSERT(!first_invalid_utf8(field.name) && !first_invalid_utf8(field.value),
                       "text is UTF-8");
        text += field.name + "=" + field.value + "\n";
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = std::max<std::size_t>(data[0], 1);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t whole = std::max<std::size_t>(body.size(), 1);
    GAZETTE_ASSERT(read_multipart(body, piece) == read_multipart(body, whole),
                   "a multipart form does not depend on its pieces");
    GAZETTE_ASSERT(read_form(body, piece) == read_form(body, whole),
                   "a form does not depend on its pieces");
    return 0;
}
