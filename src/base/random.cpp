#include "base/random.h"

#include "base/assert.h"

#include <sodium.h>

namespace gazette {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

}  // namespace

std::string random_id(std::size_t length) {
    GAZETTE_ASSERT(sodium_init() >= 0, "the system has a random generator");
    std::string id;
    for (std::size_t i = 0; i < length; ++i) id.push_back(kAlphabet[randombytes_uniform(32)]);
    return id;
}

std::string random_bytes(std::size_t size) {
    GAZETTE_ASSERT(sodium_init() >= 0, "the system has a random generator");
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

bool is_random_id(std::string_view text, std::size_t length) {
    return text.size() == length && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace gazette
