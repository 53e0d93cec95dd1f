#include "cli/service_manager.h"

#include "support/catch.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

using namespace gazette;
using gazette::testing::TemporaryFolder;

namespace {

// Listens as the service manager does.
class Manager {
public:
    explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        REQUIRE(name.size() < sizeof address.sun_path);
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.starts_with('@')) address.sun_path[0] = '\0';
        const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), bytes) == 0);
    }

    ~Manager() { ::close(socket_); }

    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    Manager(Manager&&) = delete;
    Manager& operator=(Manager&&) = delete;

    [[nodiscard]] std::string heard() const {
        std::array<char, 100> bytes{};
        const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        return count < 0 ? std::string()
                         : std::string(bytes.data(), static_cast<std::size_t>(count));
    }

private:
    int socket_;
};

}  // namespace

TEST_CASE("the service manager is told, by a path or a name without a file", "[cli]") {
    const TemporaryFolder folder;
    for (const std::string& name :
         {folder / "notify", fmt::format("@gazette-test-{}", ::getpid())}) {
        CAPTURE(name);
        const Manager manager(name);
        const Environment environment({{"NOTIFY_SOCKET", name}});
        REQUIRE(tell_service_manager(environment, "READY=1"));
        CHECK(manager.heard() == "READY=1");
    }
    CHECK(tell_service_manager(Environment(), "READY=1"));
    CHECK_FALSE(
        tell_service_manager(Environment({{"NOTIFY_SOCKET", folder / "nobody"}}), "READY=1"));
    CHECK_FALSE(tell_service_manager(Environment({{"NOTIFY_SOCKET", std::string(300, 'x')}}), "R"));
}

TEST_CASE("a socket is taken only when it was handed to this very process", "[cli]") {
    CHECK(*handed_over_socket(Environment()) == std::nullopt);
    CHECK(*handed_over_socket(Environment({{"LISTEN_PID", "1"}, {"LISTEN_FDS", "1"}})) ==
          std::nullopt);
    const std::string own = fmt::format("{}", ::getpid());
    for (const std::string count : {"0", "2", "", "one"}) {
        CAPTURE(count);
        const auto socket =
            handed_over_socket(Environment({{"LISTEN_PID", own}, {"LISTEN_FDS", count}}));
        REQUIRE_FALSE(socket);
        CHECK(socket.error().code == ErrorCode::Invalid);
    }
}
