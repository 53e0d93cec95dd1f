#pragma once
// Finds articles' rows, or whatever has a number, by a text: path, id, address, tag. One block of
// memory without a node an entry, for a newsroom of a million stories has three of these. Texts are
// borrowed. What is const is thread-safe.
#include "base/hash.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

class RowIndex {
public:
    // Makes room for so many texts.
    void reserve(std::size_t count) {
        const std::size_t places = count + count / 3 + 1;
        if (places <= entries_.size()) return;
        std::vector<Entry> before = std::exchange(entries_, std::vector<Entry>(places));
        for (const Entry& entry : before) {
            if (entry.text == nullptr) continue;
            entries_[place({entry.text, entry.size}, entry.hash)] = entry;
        }
    }

    // False when the text is there already; it keeps its row.
    bool add(std::string_view text, std::uint32_t row) { return claim(text, row).second; }

    // The row that the text has, and whether it has it by this call.
    std::pair<std::uint32_t, bool> claim(std::string_view text, std::uint32_t row) {
        if ((count_ + 1) * 4 > entries_.size() * 3) reserve(2 * count_ + 1);
        const std::uint32_t hash = hash_of(text);
        Entry& entry = entries_[place(text, hash)];
        if (entry.text != nullptr) return {entry.row, false};
        entry = {text.data() != nullptr ? text.data() : "", static_cast<std::uint32_t>(text.size()),
                 hash, row};
        ++count_;
        return {row, true};
    }

    // Null where there is none. Valid until the next change.
    [[nodiscard]] const std::uint32_t* find(std::string_view text) const {
        if (entries_.empty()) return nullptr;
        const Entry& entry = entries_[place(text, hash_of(text))];
        return entry.text == nullptr ? nullptr : &entry.row;
    }

private:
    // Open addressing, linear probing (Knuth, volume 3, 6.4); at most three quarters are taken.
    struct Entry {
        const char* text = nullptr;  // null: free
        std::uint32_t size = 0;
        std::uint32_t hash = 0;  // most other texts differ in it: they are not looked into
        std::uint32_t row = 0;
    };

    static std::uint32_t hash_of(std::string_view text) {
        return static_cast<std::uint32_t>(text_hash(text));
    }

    // Where the text is, or is to be put.
    [[nodiscard]] std::size_t place(std::string_view text, std::uint32_t hash) const {
        std::size_t at = (std::uint64_t{hash} * entries_.size()) >> 32U;
        while (entries_[at].text != nullptr &&
               (entries_[at].hash != hash ||
                std::string_view(entries_[at].text, entries_[at].size) != text)) {
            if (++at == entries_.size()) at = 0;
        }
        return at;
    }

    std::vector<Entry> entries_;
    std::size_t count_ = 0;
};

}  // namespace gazette
