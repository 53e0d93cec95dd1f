#pragma once
// One running gazette-media, and one question at a time to it. It is a child process at the other
// end of a socket, with an environment of its own (no token of ours reaches a decoder), no other
// file of ours open, and killed when this object goes.
//
// Whatever it answers is checked: lines, sizes, widths and the first bytes of each rendition. After
// an Error it is in an unknown state and must be thrown away. Not thread-safe; one a thread.
#include "base/result.h"
#include "media/media_protocol.h"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gazette {

struct MadeRendition {
    RenditionLine line;
    std::string bytes;
};

struct MadePicture {
    MadeLine line;
    std::vector<MadeRendition> renditions;  // by width, WebP before JPEG
};

// Made, or refused with a reason: either way the helper lives and takes the next one.
using HelperAnswer = std::variant<MadePicture, RefusedLine>;

struct CleanPicture {
    CleanedLine line;
    std::string bytes;
};

using CleanAnswer = std::variant<CleanPicture, RefusedLine>;

class HelperProcess {
public:
    // NotFound, Denied, … as the operating system says when there is no such program.
    static Result<HelperProcess> start(const std::string& program);
    ~HelperProcess();
    HelperProcess(HelperProcess&& other) noexcept;
    HelperProcess& operator=(HelperProcess&& other) noexcept;
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;

    // ErrorCode::Library when it ended, did not answer in time or said what it may not.
    Result<HelperAnswer> make(std::string_view picture, const PictureRecipe& recipe,
                              std::chrono::milliseconds timeout);
    // The picture made anew, as media_protocol.h says of `clean`. The same errors.
    Result<CleanAnswer> clean(std::string_view picture, std::chrono::milliseconds timeout);

private:
    using Deadline = std::chrono::steady_clock::time_point;

    HelperProcess(pid_t child, int socket) : child_(child), socket_(socket) {}

    void end();
    [[nodiscard]] Result<void> wait_for(short events, Deadline deadline) const;
    Result<void> send(std::string_view bytes, Deadline deadline);
    Result<void> receive_some(Deadline deadline);
    Result<std::string> receive_line(Deadline deadline);
    Result<std::string> receive_bytes(std::size_t size, Deadline deadline);
    // Nothing: the line is to be read as what was asked for.
    [[nodiscard]] Result<std::optional<RefusedLine>> read_refusal(std::string_view line) const;
    Result<MadePicture> receive_renditions(const MadeLine& line, const PictureRecipe& recipe,
                                           Deadline deadline);

    pid_t child_ = -1;
    int socket_ = -1;
    std::string received_;  // what came and was not yet taken
};

}  // namespace gazette
