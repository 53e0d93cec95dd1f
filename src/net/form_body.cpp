#include "net/form_body.h"

#include "base/text.h"

#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kEscapeBytes = 3;

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

int hex_digit(char c) {
    if (c <= '9') return c - '0';
    return (c <= 'F' ? c - 'A' : c - 'a') + 10;
}

}  // namespace

Result<void> FormReader::add(std::string_view piece) {
    for (const char c : piece) {
        if (!state_) break;
        state_ = take(c);
    }
    return state_;
}

Result<void> FormReader::take(char c) {
    if (++taken_bytes_ > limits_.most_bytes) {
        return failure(ErrorCode::TooLarge, "the form is too large");
    }
    if (!escape_.empty()) {
        if (!is_hex(c)) return failure(ErrorCode::Invalid, "the form has a broken escape");
        escape_ += c;
        if (escape_.size() < kEscapeBytes) return {};
        const auto byte = static_cast<char>(hex_digit(escape_[1]) * 16 + hex_digit(escape_[2]));
        escape_.clear();
        return put(byte);
    }
    if (c == '&') return end_field();
    if (c == '=' && !is_in_value_) {
        is_in_value_ = true;
        return {};
    }
    if (c == '%') {
        escape_ = c;
        return {};
    }
    return put(c == '+' ? ' ' : c);
}

Result<void> FormReader::put(char c) {
    if (c == '\0') return failure(ErrorCode::Invalid, "the form has a NUL");
    std::string& part = is_in_value_ ? field_.value : field_.name;
    if (part.size() == (is_in_value_ ? limits_.most_value_bytes : limits_.most_name_bytes)) {
        return failure(ErrorCode::TooLarge, "a field of the form is too long");
    }
    part += c;
    return {};
}

Result<void> FormReader::end_field() {
    if (!escape_.empty()) return failure(ErrorCode::Invalid, "the form has a broken escape");
    HttpField field = std::exchange(field_, {});
    is_in_value_ = false;
    if (first_invalid_utf8(field.name) || first_invalid_utf8(field.value)) {
        return failure(ErrorCode::Invalid, "the form is not UTF-8");
    }
    if (field.name.empty()) return {};
    if (fields_.size() == limits_.most_fields) {
        return failure(ErrorCode::TooLarge, "the form has too many fields");
    }
    fields_.push_back(std::move(field));
    return {};
}

Result<std::vector<HttpField>> FormReader::finish() {
    if (state_) state_ = end_field();
    TRY(state_);
    return std::move(fields_);
}

}  // namespace gazette
