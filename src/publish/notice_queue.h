#pragma once
// The notices that still have to be delivered: one small file each, so that they survive restarts
// and power cuts. Delivery tries each one that is due; what does not get through waits, longer each
// time, and is given up after three days. Nothing here ever fails a publish.
//
// Several processes may add at once; one delivers (a lock). A file that cannot be read is set
// aside under another name. One thread an object.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "publish/notices.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

struct NoticeDelivery {
    struct Setback {
        std::string url;
        std::string why;  // in English
        bool is_given_up = false;
    };

    std::size_t delivered = 0;
    std::size_t waiting = 0;  // still there
    std::vector<Setback> setbacks;
    std::optional<Instant> next_try;  // of what waits
};

class NoticeQueue {
public:
    // `folder` is made when something is added; `files` must outlive this.
    NoticeQueue(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

    // Durable when it returns.
    Result<void> add(const Notice& notice);

    struct DeliveryOptions {
        std::string secrets_from;  // relative secret files lie below this folder
        unsigned connect_seconds = 5;
        unsigned stall_seconds = 10;
        std::function<bool()> is_stopped = {};
    };

    // Tries what is due at `now`; nothing where another process is at it.
    Result<NoticeDelivery> deliver(Instant now, const DeliveryOptions& options);

private:
    Files& files_;
    std::string folder_;
};

}  // namespace gazette
