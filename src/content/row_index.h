#pragma once
// Finds articles' rows by a text of theirs: path, id, address. One block of memory without a node
// an entry, for a newsroom of a million stories has three of these. Texts are borrowed. What is
// const is thread-safe.
#include <cstddef>
#include <cstdint>
#include <functional>
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
            if (entry.text != nullptr) place_of({entry.text, entry.size}) = entry;
        }
    }

    // False when the text is there already; it keeps its row.
    bool add(std::string_view text, std::uint32_t row) {
        if ((count_ + 1) * 4 > entries_.size() * 3) reserve(2 * count_ + 1);
        Entry& entry = place_of(text);
        if (entry.text != nullptr) return false;
        entry = {text.data() != nullptr ? text.data() : "", static_cast<std::uint32_t>(text.size()),
                 row};
        ++count_;
        return true;
    }

    // Null where there is none. Valid until the next change.
    [[nodiscard]] const std::uint32_t* find(std::string_view text) const {
        if (entries_.empty()) return nullptr;
        const Entry& entry = entries_[place(text)];
        return entry.text == nullptr ? nullptr : &entry.row;
    }

private:
    // Open addressing, linear probing (Knuth, volume 3, 6.4); at most three quarters are taken.
    struct Entry {
        const char* text = nullptr;  // null: free
        std::uint32_t size = 0;
        std::uint32_t row = 0;
    };

    // Where the text is, or is to be put.
    [[nodiscard]] std::size_t place(std::string_view text) const {
        std::size_t at = std::hash<std::string_view>()(text) % entries_.size();
        while (entries_[at].text != nullptr &&
               std::string_view(entries_[at].text, entries_[at].size) != text) {
            if (++at == entries_.size()) at = 0;
        }
        return at;
    }

    Entry& place_of(std::string_view text) { return entries_[place(text)]; }

    std::vector<Entry> entries_;
    std::size_t count_ = 0;
};

}  // namespace gazette
