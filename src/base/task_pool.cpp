#include "base/task_pool.h"

#include "base/assert.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace gazette {
namespace {

// One call of parallel_for, on its caller's stack.
struct Call {
    std::size_t count;
    std::size_t run_length;
    const std::function<void(std::size_t index, std::size_t worker)>& work;
    std::size_t most_helpers;

    std::atomic<std::size_t> next{0};
    // Under the lock of the pool.
    std::size_t joined = 0;  // helpers that took part, so far
    std::size_t busy = 0;    // those that still do

    void take_part(std::size_t worker) {
        while (true) {
            const std::size_t begin = next.fetch_add(run_length, std::memory_order_relaxed);
            if (begin >= count) return;
            const std::size_t end = std::min(count, begin + run_length);
            for (std::size_t index = begin; index < end; ++index) work(index, worker);
        }
    }
};

}  // namespace

class TaskPool::Helpers {
public:
    explicit Helpers(std::size_t count) : count_(count) {}

    ~Helpers() {
        {
            const std::scoped_lock lock(mutex_);
            is_over_ = true;
        }
        wake_.notify_all();
    }

    Helpers(const Helpers&) = delete;
    Helpers& operator=(const Helpers&) = delete;

    void run(Call& call) {
        {
            const std::scoped_lock lock(mutex_);
            start();
            open_.push_back(&call);
        }
        wake_.notify_all();
        call.take_part(0);
        std::unique_lock lock(mutex_);
        close(call);
        done_.wait(lock, [&] { return call.busy == 0; });
    }

private:
    // Where the system has no more threads, there are fewer helpers: the callers do the work.
    void start() {
        try {
            while (threads_.size() < count_) threads_.emplace_back([this] { help(); });
        } catch (const std::system_error&) {
            count_ = threads_.size();
        }
    }

    void help() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [&] { return is_over_ || !open_.empty(); });
            if (is_over_) return;
            Call& call = *open_.back();  // the innermost: somebody waits for it within another
            const std::size_t worker = ++call.joined;
            ++call.busy;
            if (call.joined == call.most_helpers) close(call);
            lock.unlock();
            call.take_part(worker);
            lock.lock();
            if (call.next.load(std::memory_order_relaxed) >= call.count) close(call);
            if (--call.busy == 0) done_.notify_all();
        }
    }

    // To further helpers.
    void close(const Call& call) { std::erase(open_, &call); }

    std::mutex mutex_;
    std::condition_variable wake_;  // there is a call to help with
    std::condition_variable done_;  // the last helper has left a call
    std::vector<Call*> open_;
    bool is_over_ = false;
    std::size_t count_;
    std::vector<std::jthread> threads_;  // last: they use all above
};

TaskPool::TaskPool(std::size_t threads)
    : threads_(threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())),
      helpers_(std::make_unique<Helpers>(threads_ - 1)) {}

TaskPool::~TaskPool() = default;

void TaskPool::parallel_for(
    std::size_t count, std::size_t run_length,
    const std::function<void(std::size_t index, std::size_t worker)>& work) const {
    GAZETTE_ASSERT(run_length > 0, "a run holds at least one index");
    const std::size_t wanted = std::min(threads_, (count + run_length - 1) / run_length);
    Call call{count, run_length, work, wanted <= 1 ? 0 : wanted - 1};
    if (call.most_helpers == 0) {
        call.take_part(0);
    } else {
        helpers_->run(call);
    }
}

}  // namespace gazette
