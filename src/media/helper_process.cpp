#include "media/helper_process.h"

#include "base/assert.h"
#include "media/picture_kind.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace gazette {
namespace {

tl::unexpected<Error> misbehaved(std::string what) {
    return failure(ErrorCode::Library, "gazette-media " + std::move(what));
}

// posix_spawn's two structures, released together.
class SpawnPlan {
public:
    SpawnPlan() {
        GAZETTE_ASSERT(::posix_spawn_file_actions_init(&actions_) == 0, "glibc only sets it zero");
        GAZETTE_ASSERT(::posix_spawnattr_init(&attributes_) == 0, "glibc only sets it zero");
    }

    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    SpawnPlan(SpawnPlan&&) = delete;
    SpawnPlan& operator=(SpawnPlan&&) = delete;

    // Input and output are the socket, complaints go nowhere, everything else is closed; signals
    // are as a new program expects them (ours may ignore SIGPIPE or block SIGINT).
    [[nodiscard]] int prepare(int socket) {
        sigset_t signals;
        sigemptyset(&signals);
        int error = ::posix_spawnattr_setsigmask(&attributes_, &signals);
        sigaddset(&signals, SIGPIPE);
        if (error == 0) error = ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        // A group of its own: Ctrl-C in the terminal is for the parent, which then ends it.
        if (error == 0) error = ::posix_spawnattr_setpgroup(&attributes_, 0);
        constexpr auto kFlags = static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                   POSIX_SPAWN_SETPGROUP);
        if (error == 0) error = ::posix_spawnattr_setflags(&attributes_, kFlags);
        if (error == 0) error = add_files(socket);
        return error;
    }

    [[nodiscard]] int spawn(const std::string& program, pid_t& child) const {
        std::string name = program;
        // Images stay in memory: the helper may write no file (RLIMIT_FSIZE).
        std::array<std::string, 3> settings{"LC_ALL=C", "VIPS_CONCURRENCY=1",
                                            "VIPS_DISC_THRESHOLD=4g"};
        std::array<char*, 2> arguments{name.data(), nullptr};
        std::array<char*, 4> environment{settings[0].data(), settings[1].data(), settings[2].data(),
                                         nullptr};
        return ::posix_spawn(&child, program.c_str(), &actions_, &attributes_, arguments.data(),
                             environment.data());
    }

private:
    int add_files(int socket) {
        int error = ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
        if (error == 0) {
            error = ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
        }
        if (error == 0) {
            error = ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null",
                                                       O_WRONLY, 0);
        }
        if (error == 0) {
            error = ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        }
        return error;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

bool is_of_format(std::string_view bytes, PictureFormat format) {
    const std::optional<PictureKind> kind = picture_kind(bytes);
    switch (format) {
        case PictureFormat::Webp:
            return kind == PictureKind::Webp;
        case PictureFormat::Jpeg:
            return kind == PictureKind::Jpeg;
    }
    return false;
}

}  // namespace

Result<HelperProcess> HelperProcess::start(const std::string& program) {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
        return failure(system_error("cannot make a socket pair", errno));
    }
    SpawnPlan plan;
    pid_t child = -1;
    int error = plan.prepare(sockets[1]);
    if (error == 0) error = plan.spawn(program, child);
    ::close(sockets[1]);
    if (error != 0) {
        ::close(sockets[0]);
        return failure(system_error(fmt::format("cannot start {}", program), error));
    }
    return HelperProcess(child, sockets[0]);
}

HelperProcess::~HelperProcess() { end(); }

HelperProcess::HelperProcess(HelperProcess&& other) noexcept
    : child_(std::exchange(other.child_, -1)),
      socket_(std::exchange(other.socket_, -1)),
      received_(std::move(other.received_)) {}

HelperProcess& HelperProcess::operator=(HelperProcess&& other) noexcept {
    if (this != &other) {
        end();
        child_ = std::exchange(other.child_, -1);
        socket_ = std::exchange(other.socket_, -1);
        received_ = std::move(other.received_);
    }
    return *this;
}

// It holds nothing worth saving: killed, not asked.
void HelperProcess::end() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    child_ = -1;
}

Result<void> HelperProcess::wait_for(short events, Deadline deadline) const {
    using std::chrono::milliseconds;
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - Deadline::clock::now());
        if (left.count() <= 0) return misbehaved("did not answer in time");

        struct pollfd waiting {
            socket_, events, 0
        };

        const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return failure(system_error("cannot poll", errno));
    }
}

Result<void> HelperProcess::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        TRY(wait_for(POLLOUT, deadline));
        const ssize_t sent =
            ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            return misbehaved("ended while it was given a picture");
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Result<void> HelperProcess::receive_some(Deadline deadline) {
    constexpr std::size_t kPiece = std::size_t{64} << 10U;
    while (true) {
        TRY(wait_for(POLLIN, deadline));
        const std::size_t before = received_.size();
        received_.resize(before + kPiece);
        const ssize_t got = ::recv(socket_, received_.data() + before, kPiece, MSG_DONTWAIT);
        received_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got > 0) return {};
        if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            return misbehaved("ended before it had answered");
        }
    }
}

Result<std::string> HelperProcess::receive_line(Deadline deadline) {
    std::size_t end = received_.find('\n');
    while (end == std::string::npos) {
        if (received_.size() >= kMaxProtocolLine) return misbehaved("does not end its line");
        TRY(receive_some(deadline));
        end = received_.find('\n');
    }
    std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    return line;
}

Result<std::string> HelperProcess::receive_bytes(std::size_t size, Deadline deadline) {
    while (received_.size() < size) TRY(receive_some(deadline));
    std::string bytes = received_.substr(0, size);
    received_.erase(0, size);
    return bytes;
}

Result<MadePicture> HelperProcess::receive_renditions(const MadeLine& line,
                                                      const PictureRecipe& recipe,
                                                      Deadline deadline) {
    MadePicture made{line, {}};
    for (const int width : rendition_widths(line.width, line.height, recipe.widths)) {
        for (const PictureFormat format : {PictureFormat::Webp, PictureFormat::Jpeg}) {
            const auto announced = parse_rendition(TRY(receive_line(deadline)));
            if (!announced || announced->width != width || announced->format != format) {
                return misbehaved("did not give the renditions that it was asked for");
            }
            std::string bytes = TRY(receive_bytes(announced->size_bytes, deadline));
            if (!is_of_format(bytes, format)) return misbehaved("gave a rendition that is none");
            made.renditions.push_back({*announced, std::move(bytes)});
        }
    }
    if (made.renditions.size() != line.renditions || !received_.empty()) {
        return misbehaved("gave more or less than it announced");
    }
    return made;
}

Result<std::optional<RefusedLine>> HelperProcess::read_refusal(std::string_view line) const {
    std::optional<RefusedLine> refused = parse_refused(line);
    if (refused && !received_.empty()) return misbehaved("says more than it was asked");
    return refused;
}

Result<HelperAnswer> HelperProcess::make(std::string_view picture, const PictureRecipe& recipe,
                                         std::chrono::milliseconds timeout) {
    const Deadline deadline = Deadline::clock::now() + timeout;
    TRY(send(print(JobLine{picture.size(), recipe}), deadline));
    TRY(send(picture, deadline));
    const std::string line = TRY(receive_line(deadline));
    if (auto refused = TRY(read_refusal(line))) return HelperAnswer(std::move(*refused));
    const std::optional<MadeLine> made = parse_made(line);
    if (!made) return misbehaved("does not speak our protocol");
    return HelperAnswer(TRY(receive_renditions(*made, recipe, deadline)));
}

Result<CleanAnswer> HelperProcess::clean(std::string_view picture,
                                         std::chrono::milliseconds timeout) {
    const Deadline deadline = Deadline::clock::now() + timeout;
    TRY(send(print(CleanLine{picture.size()}), deadline));
    TRY(send(picture, deadline));
    const std::string line = TRY(receive_line(deadline));
    if (auto refused = TRY(read_refusal(line))) return CleanAnswer(std::move(*refused));
    const std::optional<CleanedLine> cleaned = parse_cleaned(line);
    if (!cleaned) return misbehaved("does not speak our protocol");
    std::string bytes = TRY(receive_bytes(cleaned->size_bytes, deadline));
    if (picture_kind(bytes) != cleaned->kind || !received_.empty()) {
        return misbehaved("gave another picture than it announced");
    }
    return CleanAnswer(CleanPicture{*cleaned, std::move(bytes)});
}

}  // namespace gazette
