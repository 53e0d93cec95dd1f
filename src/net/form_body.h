#pragma once
// A body of application/x-www-form-urlencoded (WHATWG URL §5.1), read as it arrives, whatever the
// pieces it comes in. Stricter than browsers' own readers: a broken escape, NUL and what is not
// UTF-8 are refused, because another reader of the same bytes may see other fields.
//
// One thread a reader. Errors: Invalid; TooLarge over a limit, as soon as it is passed. After an
// error nothing more is taken in.
#include "base/result.h"
#include "net/http_message.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct FormLimits {
    std::size_t most_bytes = std::size_t{2} << 20U;  // of the body as it is sent
    std::size_t most_fields = 200;
    std::size_t most_name_bytes = 100;
    std::size_t most_value_bytes = std::size_t{1} << 20U;
};

class FormReader {
public:
    explicit FormReader(const FormLimits& limits = {}) : limits_(limits) {}

    Result<void> add(std::string_view piece);
    // The fields in the order of the body, also those of one name. Fields without a name are left
    // out, as an empty body has none.
    Result<std::vector<HttpField>> finish();

private:
    Result<void> take(char c);
    Result<void> put(char c);
    Result<void> end_field();

    FormLimits limits_;
    std::vector<HttpField> fields_;
    HttpField field_;
    bool is_in_value_ = false;
    std::string escape_;  // "%", "%E": the beginning of one
    std::size_t taken_bytes_ = 0;
    Result<void> state_;
};

}  // namespace gazette
