#include "base/random.h"

#include "base/assert.h"

#include <sodium.h>

#include <string_view>

namespace gazette {

std::string random_id(std::size_t length) {
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    GAZETTE_ASSERT(sodium_init() >= 0, "the system has a random generator");
    std::string id;
    for (std::size_t i = 0; i < length; ++i) id.push_back(kAlphabet[randombytes_uniform(32)]);
    return id;
}

}  // namespace gazette
