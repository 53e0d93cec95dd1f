#include "base/large_block.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace gazette {

void LargeBlockDeleter::operator()(char* memory) const {
    ::operator delete[](memory, std::align_val_t{alignment});
}

void advise_huge_pages(void* memory, std::size_t size) {
    const std::size_t into_page = reinterpret_cast<std::uintptr_t>(memory) % kHugePageBytes;
    const std::size_t to_page = (kHugePageBytes - into_page) % kHugePageBytes;
    if (size < to_page + kHugePageBytes) return;
    const std::size_t whole = (size - to_page) / kHugePageBytes * kHugePageBytes;
    // Only advice: where there are no huge pages, ordinary ones do.
    static_cast<void>(::madvise(static_cast<char*>(memory) + to_page, whole, MADV_HUGEPAGE));
}

LargeBlock make_large_block(std::size_t size) {
    const bool is_huge = size % kHugePageBytes == 0;
    const std::size_t alignment = is_huge ? kHugePageBytes : alignof(std::max_align_t);
    void* const memory = ::operator new[](size, std::align_val_t{alignment});
    advise_huge_pages(memory, size);
    return {static_cast<char*>(memory), LargeBlockDeleter{alignment}};
}

}  // namespace gazette
