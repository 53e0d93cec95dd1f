#include "base/large_block.h"

#include "base/string_pool.h"
#include "support/catch.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace gazette;

TEST_CASE("a block of huge pages is whole, aligned and ours to write", "[memory]") {
    for (const std::size_t size : {std::size_t{1}, std::size_t{5000}, kHugePageBytes,
                                   3 * kHugePageBytes, kHugePageBytes + 1}) {
        const LargeBlock block = make_large_block(size);
        REQUIRE(block);
        std::fill_n(block.get(), size, 'x');
        CHECK(block[size - 1] == 'x');
        if (size % kHugePageBytes == 0) {
            CHECK(reinterpret_cast<std::uintptr_t>(block.get()) % kHugePageBytes == 0);
        }
    }
}

TEST_CASE("advice on memory that holds no whole huge page changes nothing", "[memory]") {
    std::vector<char> small(4096, 'a');
    advise_huge_pages(small.data(), small.size());
    advise_huge_pages(small.data(), 0);
    CHECK(std::count(small.begin(), small.end(), 'a') == 4096);
}

TEST_CASE("a pool keeps small and large texts where they are", "[memory]") {
    StringPool pool;
    std::vector<std::string> texts;
    std::vector<std::string_view> kept;
    for (std::size_t i = 0; i < 3000; ++i) {
        const std::size_t size = i % 500 == 499 ? kHugePageBytes + i : i;
        texts.emplace_back(size, static_cast<char>('a' + i % 26));
        kept.push_back(pool.keep(texts.back()));
    }
    CHECK(std::equal(kept.begin(), kept.end(), texts.begin(), texts.end()));
}
