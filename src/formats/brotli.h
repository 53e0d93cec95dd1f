#pragma once
// Brotli (RFC 7932) for bytes that are made once and sent often. Quality 9 of 11: the last two give
// a tenth less for twenty times the work. The window holds the whole of what a page is. Pure; any
// thread. Memory: the result and up to some 20 MiB.
#include <string>
#include <string_view>

namespace gazette {

std::string brotli_compress(std::string_view bytes);

}  // namespace gazette
