#pragma once
// The one thread that brings what was signed from the outbox into the newsroom, through
// NewsroomWriter: reviews log first, article last, then the rows are marked done and the story is
// published. It begins with what an earlier run left, and goes on when it is woken. What it cannot
// write because a file is not what the desk believes it to be stays in the outbox, with the file's
// path on the story's page, and is tried again each minute; a disk that refuses likewise.
#include "desk/visit.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace gazette {

// Applies all that waits, once. True: something still waits.
Result<bool> deliver_outbox(DeskCore& core);

class Press {
public:
    // `core` must outlive this.
    explicit Press(DeskCore& core);
    ~Press();
    Press(const Press&) = delete;
    Press& operator=(const Press&) = delete;
    Press(Press&&) = delete;
    Press& operator=(Press&&) = delete;

    // There is something to do. Any thread.
    void wake();

private:
    void run(const std::stop_token& stop);

    DeskCore& core_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool is_awake_ = true;  // what was left before is done first
    std::jthread thread_;
};

}  // namespace gazette
