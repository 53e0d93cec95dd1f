#include "formats/scratch_memory.h"

#include "base/assert.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace gazette::scratch {
namespace {

constexpr std::size_t kAlignment = alignof(std::max_align_t);
constexpr std::size_t kFirstBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kMostKeptBlocks = 4;  // after a large body the rest is given back

struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
};

struct Memory {
    std::vector<Block> blocks;
    std::size_t block = 0;  // in use
    std::size_t used = 0;   // of it
    std::size_t scopes = 0;
};

Memory& memory() {
    static thread_local Memory instance;
    return instance;
}

// Stands before each piece, so that it can be made larger.
struct Header {
    alignas(kAlignment) std::size_t size;
};

std::byte* take(std::size_t size) {
    Memory& m = memory();
    GAZETTE_ASSERT(m.scopes > 0, "the tree's owner opens the scope");
    const std::size_t needed = sizeof(Header) + (size + kAlignment - 1) / kAlignment * kAlignment;
    while (m.block < m.blocks.size() && m.blocks[m.block].size - m.used < needed) {
        ++m.block;
        m.used = 0;
    }
    if (m.block == m.blocks.size()) {
        const std::size_t last = m.blocks.empty() ? kFirstBlockBytes / 2 : m.blocks.back().size;
        const std::size_t block_size = std::max(last * 2, needed);
        m.blocks.push_back({std::make_unique_for_overwrite<std::byte[]>(block_size), block_size});
    }
    std::byte* begin = m.blocks[m.block].bytes.get() + m.used;
    m.used += needed;
    new (begin) Header{size};
    return begin + sizeof(Header);
}

}  // namespace

Scope::Scope() : block_(memory().block), used_(memory().used) { ++memory().scopes; }

Scope::~Scope() {
    Memory& m = memory();
    m.block = block_;
    m.used = used_;
    --m.scopes;
    if (m.scopes == 0 && m.blocks.size() > kMostKeptBlocks) m.blocks.resize(kMostKeptBlocks);
}

void* take_zeroed(std::size_t count, std::size_t size) {
    GAZETTE_ASSERT(size == 0 || count <= SIZE_MAX / 2 / size, "bodies are limited in size");
    std::byte* piece = take(count * size);
    std::memset(piece, 0, count * size);
    return piece;
}

void* take_larger(void* piece, std::size_t size) {
    if (piece == nullptr) return take(size);
    std::byte* old = static_cast<std::byte*>(piece);
    const std::size_t old_size = reinterpret_cast<const Header*>(old - sizeof(Header))->size;
    if (size <= old_size) return piece;
    std::byte* larger = take(size);
    std::memcpy(larger, old, old_size);
    return larger;
}

}  // namespace gazette::scratch
