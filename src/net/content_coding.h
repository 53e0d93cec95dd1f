#pragma once
// Which coding of a body a client takes (RFC 9110 §8.4.1 and §12.5.3). Pure; any thread.
#include <array>
#include <cstddef>
#include <string_view>

namespace gazette {

enum class ContentCoding { Identity, Gzip, Brotli };

// "gzip", "br": the word in Content-Encoding and Accept-Encoding; "identity".
std::string_view name_of(ContentCoding coding);

// What may be sent, the best first; may be empty: then nothing that we have is acceptable.
class AcceptableCodings {
public:
    // Takes the value of Accept-Encoding (several fields: joined with commas). Without the field
    // anything is allowed; what is asked for is then the bytes as they are, so that tools without a
    // decoder get what they can read. An empty field is the same. Of equal weights the smallest
    // comes first; "*" stands for what is not named. A member that does not parse is left out.
    static AcceptableCodings of(std::string_view accept_encoding);

    [[nodiscard]] const ContentCoding* begin() const { return codings_.data(); }

    [[nodiscard]] const ContentCoding* end() const { return codings_.data() + count_; }

    [[nodiscard]] bool empty() const { return count_ == 0; }

private:
    std::array<ContentCoding, 3> codings_{};
    std::size_t count_ = 0;
};

}  // namespace gazette
