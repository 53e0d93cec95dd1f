#pragma once
// One zstd frame (RFC 8878, window of at most 8 MiB) of anything: what goes over a line under
// `Content-Encoding: zstd` (RFC 9110 §8.4). Packs of files have rules of their own: pack_zstd.h.
//
// Reading is hostile-safe: what comes out is handed on in pieces of at most 64 KiB, so that whoever
// takes them can end it at the limit of his own, whatever the ratio. Memory: the window. One thread
// each.
#include "base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace gazette {

std::string compress_zstd(std::string_view bytes);

class ZstdReader {
public:
    // Takes what was unpacked; an error ends the reading.
    using Sink = std::function<Result<void>(std::string_view piece)>;

    explicit ZstdReader(Sink sink);
    ~ZstdReader();
    ZstdReader(const ZstdReader&) = delete;
    ZstdReader& operator=(const ZstdReader&) = delete;
    ZstdReader(ZstdReader&&) = delete;
    ZstdReader& operator=(ZstdReader&&) = delete;

    // The next piece of the frame. After an error the reader is of no more use. Invalid, or what
    // the sink gave.
    Result<void> add(std::string_view packed);
    // Invalid when the frame is cut off.
    Result<void> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gazette
