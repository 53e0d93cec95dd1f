#pragma once
// The name of a value in a View: its letters and a key made of them while the program is compiled,
// so that looking a name up compares numbers. Pure; any thread.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gazette {

class ViewName {
public:
    // A literal, which is where almost all names come from.
    // NOLINTNEXTLINE(google-explicit-constructor): "title" is the name
    consteval ViewName(const char* literal) : ViewName(std::string_view(literal)) {}

    // What is behind `text` must outlive every use of the name.
    constexpr explicit ViewName(std::string_view text)
        : data_(text.data()), key_(std::uint64_t{hash(text)} << 32U | text.size()) {}

    [[nodiscard]] constexpr std::string_view text() const { return {data_, key_ & 0xFFFFFFFFU}; }

    // One of 64 bits, for a set of names that may hold others as well.
    [[nodiscard]] constexpr std::uint64_t bit() const {
        return std::uint64_t{1} << (key_ >> 32U) % 64;
    }

    // By key alone: a test holds that no two names of any view share one.
    friend constexpr bool operator==(const ViewName& a, const ViewName& b) {
        return a.key_ == b.key_;
    }

private:
    // FNV-1a (Fowler, Noll, Vo).
    static constexpr std::uint32_t hash(std::string_view text) {
        std::uint32_t value = 2166136261U;
        for (const char byte : text) {
            value = (value ^ static_cast<unsigned char>(byte)) * 16777619U;
        }
        return value;
    }

    const char* data_;
    std::uint64_t key_;  // the hash above, the number of bytes below
};

}  // namespace gazette
