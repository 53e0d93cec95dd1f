#pragma once
// Speaks to a server on loopback byte by byte, for requests that no client library would send.
#include <cstdint>
#include <string>
#include <string_view>

namespace gazette::testing {

class RawConnection {
public:
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;
    RawConnection(RawConnection&&) = delete;
    RawConnection& operator=(RawConnection&&) = delete;

    // What the server no longer takes is dropped.
    void send(std::string_view bytes) const;
    // Says that nothing more will be sent.
    void end_sending() const;
    // All until the server closes, or until it is silent for 5 seconds.
    [[nodiscard]] std::string receive_all() const;
    // The same, but no further than where `end` has come.
    [[nodiscard]] std::string receive_until(std::string_view end) const;

private:
    int fd_;
};

// Sends the request (with "Connection: close" if it has one head) and gives the whole answer.
std::string raw_exchange(std::uint16_t port, std::string_view request);
// 404 of "HTTP/1.1 404 Not Found…"; 0 when it is no answer.
int status_of(std::string_view answer);

}  // namespace gazette::testing
