#pragma once
// Reads an object of the release protocol strictly: takes its members out by name and says which
// are wrong, missing or too many (ErrorCode::Invalid, naming the member). Borrows the value; one
// thread.
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

class JsonMembers {
public:
    static Result<JsonMembers> of(const JsonValue& value, std::string_view what) {
        if (value.object() == nullptr) {
            return failure(ErrorCode::Invalid, fmt::format("{} is no object", what));
        }
        return JsonMembers(value);
    }

    Result<std::string> text(std::string_view name) {
        const JsonValue* const value = take(name);
        if (value == nullptr || value->string() == nullptr) return wrong(name, "a string");
        return *value->string();
    }

    Result<std::string> text_or_empty(std::string_view name) {
        return value_.find(name) == nullptr ? std::string() : text(name);
    }

    Result<std::uint64_t> number(std::string_view name) {
        const JsonValue* const value = take(name);
        if (value == nullptr || value->integer() == nullptr || *value->integer() < 0) {
            return wrong(name, "a whole number that is not negative");
        }
        return static_cast<std::uint64_t>(*value->integer());
    }

    Result<std::uint64_t> number_or(std::string_view name, std::uint64_t otherwise) {
        return value_.find(name) == nullptr ? otherwise : number(name);
    }

    // Null is nothing; the member must be there.
    Result<std::optional<std::uint64_t>> number_or_null(std::string_view name) {
        const JsonValue* const value = value_.find(name);
        if (value != nullptr && value->is_null()) {
            ++taken_;
            return std::optional<std::uint64_t>();
        }
        return std::optional<std::uint64_t>(TRY(number(name)));
    }

    Result<bool> boolean(std::string_view name) {
        const JsonValue* const value = take(name);
        if (value == nullptr || value->boolean() == nullptr) return wrong(name, "true or false");
        return *value->boolean();
    }

    Result<Instant> time(std::string_view name) {
        const std::optional<Instant> time = parse_rfc3339(TRY(text(name)));
        if (!time) return wrong(name, "a time");
        return *time;
    }

    Result<Sha256> digest(std::string_view name) {
        const std::optional<Sha256> digest = sha256_from_hex(TRY(text(name)));
        if (!digest) return wrong(name, "64 lower-case hexadecimal digits");
        return *digest;
    }

    Result<const JsonValue::Array*> array(std::string_view name) {
        const JsonValue* const value = take(name);
        if (value == nullptr || value->array() == nullptr) return wrong(name, "an array");
        return value->array();
    }

    Result<const JsonValue::Array*> array_or_null(std::string_view name) {
        if (value_.find(name) == nullptr) return static_cast<const JsonValue::Array*>(nullptr);
        return array(name);
    }

    const JsonValue* take(std::string_view name) {
        const JsonValue* const value = value_.find(name);
        if (value != nullptr) ++taken_;
        return value;
    }

    // That no member is left over; names cannot be taken twice, the reader refuses repeated ones.
    Result<void> finish() {
        if (taken_ == value_.object()->size()) return {};
        return failure(ErrorCode::Invalid, "an object has a member that is not known here");
    }

private:
    explicit JsonMembers(const JsonValue& value) : value_(value) {}

    static tl::unexpected<Error> wrong(std::string_view name, std::string_view expected) {
        return failure(ErrorCode::Invalid,
                       fmt::format("'{}' is missing or is not {}", name, expected));
    }

    const JsonValue& value_;
    std::size_t taken_ = 0;
};

}  // namespace gazette
