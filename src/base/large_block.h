#pragma once
// Memory for much that stays. A block of a huge page's size is asked for as one: the kernel then
// gives it at the first touch instead of at 512, which on a virtual machine is a twentieth of a
// build's time. Any thread.
#include <cstddef>
#include <memory>

namespace gazette {

inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20U;

struct LargeBlockDeleter {
    std::size_t alignment = 0;
    void operator()(char* memory) const;
};

using LargeBlock = std::unique_ptr<char[], LargeBlockDeleter>;

// Of any size; its bytes are not set.
LargeBlock make_large_block(std::size_t size);

// Asks for huge pages where memory that was taken elsewhere, and not touched yet, holds whole ones.
void advise_huge_pages(void* memory, std::size_t size);

}  // namespace gazette
