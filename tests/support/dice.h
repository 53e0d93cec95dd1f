#pragma once
// Dice for random tests that fall the same for the same seed on every machine: the standard's
// distributions do not promise that.
#include <cstddef>
#include <cstdint>
#include <random>

namespace gazette::testing {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    // `count` is not 0.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

    bool chance(std::size_t percent) { return below(100) < percent; }

    template <typename List>
    auto& pick(List& list) {
        return list[below(list.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace gazette::testing
