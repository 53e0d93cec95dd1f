#pragma once
// What a step gives back when the world may refuse it (disk, network, database, a library): a value
// or an Error. Content that a person wrote wrongly is not an Error but a Diagnostic (diagnostic.h);
// what cannot be is an assertion (assert.h).
//
// Decisions are made by Error::code, never by text. Each layer that passes an error on may add
// context ("writing public/index.html"), innermost first. Values own all they hold; any thread.
//
// tl::expected stands below because Debian 12's g++ has std::expected only with -std=c++23 and its
// clang cannot see it. The derived class is there for [[nodiscard]].
#include <tl/expected.hpp>

#include <string>
#include <utility>
#include <vector>

namespace gazette {

enum class ErrorCode {
    NotFound,       // no such file, release, blob
    AlreadyExists,  // would overwrite
    Denied,         // permission, wrong or missing token
    Conflict,       // somebody else changed it in between
    Invalid,        // what came from outside is not what it should be
    TooLarge,       // over a limit of ours
    Full,           // no space on the device, quota
    Unreachable,    // network: no connection, timed out
    Damaged,        // our own file does not check
    Interrupted,    // asked to stop
    System,         // any other refusal of the operating system
    Library,        // a library failed in a way that has no better name
};

struct Error {
    ErrorCode code = ErrorCode::System;
    std::string what;                  // one sentence in English, no full stop
    std::vector<std::string> context;  // what was being done, innermost first
    int os_error = 0;                  // errno, 0 where it does not apply
};

// "writing public/index.html: cannot open file: No space left on device"
std::string describe(const Error& error);

// An Error from an errno; code is derived from it.
Error system_error(std::string what, int os_error);

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;

    // Adds what was being done; returns itself for `return result.context(…)`.
    Result&& context(std::string doing) && {
        if (!this->has_value()) this->error().context.push_back(std::move(doing));
        return std::move(*this);
    }
};

inline tl::unexpected<Error> failure(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> failure(ErrorCode code, std::string what) {
    return tl::unexpected<Error>(Error{code, std::move(what), {}, 0});
}

}  // namespace gazette

#define GAZETTE_CONCAT_INNER(a, b) a##b
#define GAZETTE_CONCAT(a, b) GAZETTE_CONCAT_INNER(a, b)
// The value of a Result, or return its error from the enclosing function. Not behind anything that
// owns memory in the same expression, as in {name, TRY(f())}: what was made before is not
// destroyed.
#define TRY(...) GAZETTE_TRY(GAZETTE_CONCAT(gazette_try_, __COUNTER__), __VA_ARGS__)
#define GAZETTE_TRY(name, ...)                                                                   \
    __extension__({                                                                              \
        auto name = (__VA_ARGS__);                                                               \
        if (!name.has_value()) return tl::unexpected<::gazette::Error>(std::move(name).error()); \
        ::gazette::detail::take(std::move(name));                                                \
    })

namespace gazette::detail {

template <typename T>
T take(Result<T>&& result) {
    return std::move(result).value();
}

inline void take(Result<void>&&) {}

}  // namespace gazette::detail
