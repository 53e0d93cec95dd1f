#pragma once
// Runs the same work over 0…count-1 on some threads. Each index writes to its own slot, and what
// comes out is used in the order of the indices: the number of threads never shows in the result.
//
// The threads are started when they are wanted first, wait for work between the calls and end with
// the pool. Calls may come from several threads and from within work: whoever calls does its own
// part, and those that have nothing to do help.
#include <cstddef>
#include <functional>
#include <memory>

namespace gazette {

class TaskPool {
public:
    // 0: as many as the machine has processors. The caller is one of them.
    explicit TaskPool(std::size_t threads = 0);
    ~TaskPool();
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    [[nodiscard]] std::size_t threads() const { return threads_; }

    // Calls work(index, worker) for every index, `worker` < threads() being stable for a thread
    // within the call (for buffers that are used again). Indices are handed out in runs of
    // `run_length`, in order. Returns when all are done. Work throws nothing.
    void parallel_for(std::size_t count, std::size_t run_length,
                      const std::function<void(std::size_t index, std::size_t worker)>& work) const;

private:
    class Helpers;

    std::size_t threads_;
    std::unique_ptr<Helpers> helpers_;  // all threads but the callers
};

}  // namespace gazette
