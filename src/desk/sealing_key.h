#pragma once
// Keeps the few secrets that the desk must be able to read again (those of second factors; a
// password or token is only ever compared) unreadable in its database and in copies of that:
// XChaCha20-Poly1305 (libsodium), with a key that lies in a file of its own beside the database.
// What is sealed opens for the name alone that it was sealed for: moved to another row it is noise.
//
// A value; const from any thread.
#include "base/files.h"
#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

class SealingKey {
public:
    static constexpr std::size_t kBytes = 32;

    // <data>/sealing-key; made, for its owner's eyes alone, where there is none. Damaged: it holds
    // something else.
    static Result<SealingKey> open(Files& files, const std::string& data);
    // One that nobody else has and that ends with this value, for a desk in memory.
    static SealingKey random();

    [[nodiscard]] std::string seal(std::string_view secret, std::string_view name) const;
    // Nothing for what this key has not sealed, or not for this name.
    [[nodiscard]] std::optional<std::string> unseal(std::string_view sealed,
                                                    std::string_view name) const;

private:
    explicit SealingKey(std::string bytes) : bytes_(std::move(bytes)) {}

    std::string bytes_;
};

}  // namespace gazette
