#pragma once
// Passwords: which are taken, and how they are kept (Argon2id by libsodium, 19 MiB and two passes,
// as OWASP's cheat sheet asks for at least). Length and not being a common one are asked for,
// nothing else: no rules of signs, no ends of validity (NIST SP 800-63B §5.1.1.2).
//
// Thread-safe. Each hash takes 19 MiB while it is made: callers limit how many at once.
#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kFewestPasswordCharacters = 12;
inline constexpr std::size_t kMostPasswordBytes = 512;

enum class PasswordProblem {
    None,
    TooShort,
    TooLong,
    Common,      // made of nothing but words, names, runs and years that everybody tries
    Unreadable,  // no UTF-8, or control characters
};

// `own_word`: what must not be all of it, the account's name.
PasswordProblem judge_password(std::string_view password, std::string_view own_word);

// With its salt and its costs, as text.
std::string hash_password(std::string_view password);
bool is_password(std::string_view hash, std::string_view password);
// As long as a real comparison takes, for an account that is not there.
void compare_with_nothing(std::string_view password);

// 20 characters in groups of four, 100 random bits: for an account's first password.
std::string make_password();

}  // namespace gazette
