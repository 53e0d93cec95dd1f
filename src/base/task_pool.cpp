#include "base/task_pool.h"

#include "base/assert.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace gazette {

TaskPool::TaskPool(std::size_t threads)
    : threads_(threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())) {}

void TaskPool::parallel_for(
    std::size_t count, std::size_t run_length,
    const std::function<void(std::size_t index, std::size_t worker)>& work) const {
    GAZETTE_ASSERT(run_length > 0, "a run holds at least one index");
    std::atomic<std::size_t> next{0};
    const auto run = [&](std::size_t worker) {
        while (true) {
            const std::size_t begin = next.fetch_add(run_length, std::memory_order_relaxed);
            if (begin >= count) return;
            const std::size_t end = std::min(count, begin + run_length);
            for (std::size_t index = begin; index < end; ++index) work(index, worker);
        }
    };
    const std::size_t wanted = std::min(threads_, (count + run_length - 1) / run_length);
    std::vector<std::jthread> others;
    for (std::size_t worker = 1; worker < wanted; ++worker) others.emplace_back(run, worker);
    run(0);
}

}  // namespace gazette
