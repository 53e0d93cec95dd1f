#include "base/task_pool.h"

#include "base/guarded.h"
#include "support/catch.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

using namespace gazette;

TEST_CASE("every index is worked on once, whatever the number of threads", "[task_pool]") {
    for (const std::size_t threads : {1U, 2U, 8U}) {
        std::vector<int> seen(1000, 0);
        TaskPool(threads).parallel_for(seen.size(), 7,
                                       [&](std::size_t index, std::size_t) { ++seen[index]; });
        CHECK(std::accumulate(seen.begin(), seen.end(), 0) == 1000);
        CHECK(seen.front() == 1);
        CHECK(seen.back() == 1);
    }
}

TEST_CASE("guarded data is not lost between threads", "[task_pool]") {
    Guarded<int> sum{0};
    TaskPool(4).parallel_for(
        10000, 1, [&](std::size_t, std::size_t) { sum.with([](int& value) { ++value; }); });
    CHECK(sum.with([](int& value) { return value; }) == 10000);
}

TEST_CASE("no work is no work", "[task_pool]") {
    bool called = false;
    TaskPool(4).parallel_for(0, 10, [&](std::size_t, std::size_t) { called = true; });
    CHECK_FALSE(called);
}

TEST_CASE("one pool serves many calls, each with all its indices", "[task_pool]") {
    const TaskPool pool(4);
    for (int call = 0; call < 2000; ++call) {
        std::vector<int> seen(9, 0);
        pool.parallel_for(seen.size(), 2, [&](std::size_t index, std::size_t) { ++seen[index]; });
        REQUIRE(std::ranges::all_of(seen, [](int times) { return times == 1; }));
    }
}

TEST_CASE("work may itself be cut into pieces by the same pool", "[task_pool]") {
    for (const std::size_t threads : {1U, 2U, 3U}) {
        const TaskPool pool(threads);
        std::atomic<int> done{0};
        pool.parallel_for(3, 1, [&](std::size_t, std::size_t) {
            pool.parallel_for(100, 3, [&](std::size_t, std::size_t) { ++done; });
        });
        CHECK(done == 300);
    }
}

TEST_CASE("threads of a call have numbers of their own, below the pool's", "[task_pool]") {
    const TaskPool pool(3);
    std::vector<std::set<std::thread::id>> threads(pool.threads());
    std::atomic<bool> is_below{true};
    for (int call = 0; call < 100; ++call) {
        for (auto& of_worker : threads) of_worker.clear();
        pool.parallel_for(300, 1, [&](std::size_t, std::size_t worker) {
            if (worker >= threads.size()) {
                is_below = false;
            } else {
                threads[worker].insert(std::this_thread::get_id());
            }
        });
        for (const auto& of_worker : threads) REQUIRE(of_worker.size() <= 1);
    }
    CHECK(is_below);
}
