#pragma once
// Runs the same work over 0…count-1 on some threads. Each index writes to its own slot, and what
// comes out is used in the order of the indices: the number of threads never shows in the result.
#include <cstddef>
#include <functional>

namespace gazette {

class TaskPool {
public:
    // 0: as many as the machine has processors.
    explicit TaskPool(std::size_t threads = 0);

    [[nodiscard]] std::size_t threads() const { return threads_; }

    // Calls work(index, worker) for every index, `worker` < threads() being stable for a thread
    // within the call (for buffers that are used again). Indices are handed out in runs of
    // `run_length`, in order. Returns when all are done. Work throws nothing.
    void parallel_for(std::size_t count, std::size_t run_length,
                      const std::function<void(std::size_t index, std::size_t worker)>& work) const;

private:
    std::size_t threads_;
};

}  // namespace gazette
