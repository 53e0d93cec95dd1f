#pragma once
// Brings wide elements into an order that was found by sorting numbers: each is moved once, and no
// second set of them is needed. Pure; any thread.
#include <cstdint>
#include <vector>

namespace gazette {

// items[i] becomes what items[order[i]] was; `order` holds each index once, and is used up.
template <typename T>
void permute(std::vector<T>& items, std::vector<std::uint32_t>& order) {
    // Along each cycle; a place that is done points to itself.
    for (std::uint32_t begin = 0; begin < items.size(); ++begin) {
        if (order[begin] == begin) continue;
        const T first = items[begin];
        std::uint32_t to = begin;
        for (std::uint32_t from = order[to]; from != begin; from = order[to]) {
            items[to] = items[from];
            order[to] = to;
            to = from;
        }
        items[to] = first;
        order[to] = to;
    }
}

}  // namespace gazette
