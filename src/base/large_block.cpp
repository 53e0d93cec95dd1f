#include "base/large_block.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace gazette {

void LargeBlockDeleter::operator()(char* memory) const {
    ::operator delete[](memory, std::align_val_t{alignment});
}

void advise_huge_pages(const void* memory, std::size_t size) {
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (begin + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
    const std::uintptr_t end = (begin + size) / kHugePageBytes * kHugePageBytes;
    if (end <= first) return;
    // Only advice: where there are no huge pages, ordinary ones do.
    static_cast<void>(::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE));
}

LargeBlock make_large_block(std::size_t size) {
    const bool is_huge = size % kHugePageBytes == 0;
    const std::size_t alignment = is_huge ? kHugePageBytes : alignof(std::max_align_t);
    void* const memory = ::operator new[](size, std::align_val_t{alignment});
    advise_huge_pages(memory, size);
    return {static_cast<char*>(memory), LargeBlockDeleter{alignment}};
}

}  // namespace gazette
