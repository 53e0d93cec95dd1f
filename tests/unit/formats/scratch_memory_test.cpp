#include "formats/scratch_memory.h"

#include "support/catch.h"

#include <cstdint>
#include <cstring>
#include <string_view>
#include <thread>

using namespace gazette;

TEST_CASE("scratch memory is zeroed, aligned and kept when it grows", "[scratch]") {
    const scratch::Scope scope;
    auto* piece = static_cast<char*>(scratch::take_zeroed(3, 5));
    CHECK(std::string_view(piece, 15) == std::string_view("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15));
    CHECK(reinterpret_cast<std::uintptr_t>(piece) % alignof(std::max_align_t) == 0);
    std::memcpy(piece, "abc", 4);
    auto* larger = static_cast<char*>(scratch::take_larger(piece, 1'000'000));
    CHECK(std::string_view(larger) == "abc");
    CHECK(scratch::take_larger(larger, 10) == larger);
    std::memset(larger, 'x', 1'000'000);
    CHECK(scratch::take_larger(nullptr, 8) != nullptr);
}

TEST_CASE("scratch memory of an inner scope is taken again, that of the outer one stays",
          "[scratch]") {
    const scratch::Scope outer;
    auto* kept = static_cast<char*>(scratch::take_zeroed(1, 100));
    std::memset(kept, 'k', 100);
    const void* first = nullptr;
    for (int i = 0; i < 3; ++i) {
        const scratch::Scope inner;
        void* piece = scratch::take_zeroed(1, 100'000);
        std::memset(piece, 'i', 100'000);
        if (i == 0) first = piece;
        CHECK(piece == first);
    }
    CHECK(std::string_view(kept, 100).find_first_not_of('k') == std::string_view::npos);
}

TEST_CASE("each thread has its own scratch memory", "[scratch]") {
    const scratch::Scope scope;
    void* ours = scratch::take_zeroed(1, 64);
    void* theirs = nullptr;
    std::jthread([&] {
        const scratch::Scope other;
        theirs = scratch::take_zeroed(1, 64);
    }).join();
    CHECK(ours != theirs);
}
