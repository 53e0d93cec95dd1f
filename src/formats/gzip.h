#pragma once
// gzip (RFC 1952) for bytes that are made once and sent often: as small as zlib makes them, not as
// quick. The head names no file and no time, so that the same bytes give the same. Pure; any
// thread. Memory: the result and 268 KiB.
#include <string>
#include <string_view>

namespace gazette {

std::string gzip_compress(std::string_view bytes);

}  // namespace gazette
