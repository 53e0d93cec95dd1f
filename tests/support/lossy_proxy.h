#pragma once
// A bad line between a client and a server on loopback: passes bytes on until its script says what
// goes wrong with this connection. With no server behind it, it is one that answers by script.
#include "base/guarded.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace gazette::testing {

// What is wrong with one connection.
struct Fault {
    // It breaks when so many bytes came from the client.
    std::size_t cut_after_bytes = std::numeric_limits<std::size_t>::max();
    // It breaks instead of giving the answer to a request that holds this text.
    std::string lose_answer_to = {};
    // A request that holds this text is not passed on: it gets `answer`, and the connection ends.
    std::string answer_to = {};
    std::string answer = {};
    // Takes all and passes nothing on.
    bool stalls = false;
};

class LossyProxy {
public:
    // Connections are counted from 0; the script is called from several threads.
    using Script = std::function<Fault(std::size_t connection)>;

    // `server`: a port on loopback; 0: nobody is behind it.
    LossyProxy(std::uint16_t server, Script script);
    ~LossyProxy();
    LossyProxy(const LossyProxy&) = delete;
    LossyProxy& operator=(const LossyProxy&) = delete;
    LossyProxy(LossyProxy&&) = delete;
    LossyProxy& operator=(LossyProxy&&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    [[nodiscard]] std::size_t connections();
    // All that clients have sent, of all connections.
    [[nodiscard]] std::string received();

private:
    struct Seen {
        std::size_t connections = 0;
        std::string received;
        std::vector<std::thread> threads;
    };

    void accept_all();
    void serve(int client, const Fault& fault);
    // False: the connection is over.
    bool take(int client, int server, const Fault& fault, std::size_t& taken_bytes,
              std::string& request);

    std::uint16_t server_;
    Script script_;
    int listener_ = -1;
    int stop_ = -1;
    std::uint16_t port_ = 0;
    Guarded<Seen> seen_;
    std::thread acceptor_;
};

}  // namespace gazette::testing
