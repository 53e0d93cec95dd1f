#include "base/task_pool.h"

#include "base/guarded.h"
#include "support/catch.h"

#include <numeric>
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
