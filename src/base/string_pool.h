#pragma once
// Keeps many small strings and arrays in a few large blocks: a row of the archive costs its bytes
// and nothing more. What it hands out lives as long as the pool and never moves. One thread a pool.
#include "base/large_block.h"

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gazette {

class StringPool {
public:
    StringPool() = default;
    ~StringPool() = default;
    StringPool(const StringPool&) = delete;
    StringPool& operator=(const StringPool&) = delete;
    StringPool(StringPool&&) noexcept = default;
    StringPool& operator=(StringPool&&) noexcept = default;

    // A copy of the text; equal texts are kept twice.
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        char* const copy = reserve(text.size(), 1);
        std::memcpy(copy, text.data(), text.size());
        return {copy, text.size()};
    }

    // A copy of the array; its elements may themselves point into this pool.
    template <typename T>
    std::span<T> keep(const std::vector<T>& items) {
        return keep(std::span<const T>(items));
    }

    template <typename T>
    std::span<T> keep(std::span<const T> items) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
        if (items.empty()) return {};
        char* const copy = reserve(items.size() * sizeof(T), alignof(T));
        std::memcpy(copy, items.data(), items.size() * sizeof(T));
        return {reinterpret_cast<T*>(copy), items.size()};
    }

    template <typename T>
    T* keep_one(const T& item) {
        return keep(std::span<const T>(&item, 1)).data();
    }

    // Bytes taken from the system.
    [[nodiscard]] std::size_t size_bytes() const { return total_; }

private:
    static constexpr std::size_t kFirstBlockBytes = std::size_t{64} * 1024;

    char* reserve(std::size_t size, std::size_t alignment) {
        std::size_t at = (used_ + alignment - 1) / alignment * alignment;
        if (blocks_.empty() || at + size > capacity_) {
            const std::size_t usual = blocks_.empty() ? kFirstBlockBytes : kHugePageBytes;
            capacity_ = size > usual ? size : usual;
            blocks_.push_back(make_large_block(capacity_));
            total_ += capacity_;
            at = 0;
        }
        used_ = at + size;
        return blocks_.back().get() + at;
    }

    std::vector<LargeBlock> blocks_;
    std::size_t capacity_ = 0;
    std::size_t used_ = 0;
    std::size_t total_ = 0;
};

}  // namespace gazette
