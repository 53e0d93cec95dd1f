#pragma once
// Codes that an authenticator app shows: TOTP (RFC 6238 over RFC 4226) with HMAC-SHA-1, steps of 30
// seconds and six figures, which is what all apps know. A code of the step before or after counts
// too, since clocks differ. That none counts twice is second_factor.h's business. Pure; any thread.
#include "base/time_zone.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kFactorSecretBytes = 20;  // as long as the hash, RFC 4226 §4 R6
inline constexpr std::int64_t kCodeStepSeconds = 30;

// Number of the step that an instant lies in.
std::int64_t code_step(Instant now);
// Six figures.
std::string one_time_code(std::string_view secret, std::int64_t step);
// The step whose code this is, around now; blanks between the figures are overlooked. Nothing: it
// is none.
std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view typed,
                                         Instant now);

// Upper-case base 32 without padding (RFC 4648 §6), as apps take a secret by hand.
std::string base32(std::string_view bytes);
// In groups of four.
std::string in_groups(std::string_view text);
// What a QR code says to an app: otpauth://totp/<issuer>:<account>?secret=…&issuer=….
std::string enrolment_address(std::string_view issuer, std::string_view account,
                              std::string_view secret);

}  // namespace gazette
