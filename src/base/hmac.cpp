#include "base/hmac.h"

#include "base/assert.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace gazette {

HmacSha1 hmac_sha1(std::string_view key, std::string_view message) {
    HmacSha1 code{};
    unsigned int size = 0;
    // OpenSSL counts bytes of text as unsigned char.
    const auto* const bytes = reinterpret_cast<const unsigned char*>(message.data());
    const unsigned char* const made = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
                                           bytes, message.size(), code.data(), &size);
    GAZETTE_ASSERT(made != nullptr && size == code.size(), "OpenSSL's default provider has SHA-1");
    return code;
}

}  // namespace gazette
