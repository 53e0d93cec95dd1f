#pragma once
// One article file → its row. Pure but for the pool it fills.
#include "base/diagnostic.h"
#include "base/string_pool.h"
#include "content/article_row.h"
#include "content/newspaper.h"
#include "formats/unicode.h"

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// How much of the articles may be kept beside their rows, for the pages that are made next.
// Thread-safe.
class KeepingRoom {
public:
    explicit KeepingRoom(std::size_t bytes) : bytes_(bytes) {}

    [[nodiscard]] bool is_full() const { return taken_.load(std::memory_order_relaxed) >= bytes_; }

    // Whether there was room for so many; then it is taken.
    bool take(std::size_t bytes) {
        return taken_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= bytes_;
    }

private:
    std::size_t bytes_;
    std::atomic<std::size_t> taken_{0};
};

// What one thread makes rows with.
struct RowWorkshop {
    StringPool& pool;  // what the rows point into
    KeepingRoom& room;
    WordBreaker words = {};   // of headlines
    std::string html = {};    // memory that is used again
    std::string packed = {};  // this, too
};

struct ArticleSource {
    std::string_view bytes;
    const std::string& path;
    const SiteConfig& site;
    bool allow_unknown = false;
    bool is_for_feeds = false;  // its file is worth keeping even where its page does not need it
    bool is_reviewed = false;   // the row is to have what sign-offs are compared with
};

// Nothing when the file is no article at all (reported). Where there is room, the row has the
// article packed with its body's HTML, or the file's text where only the whole newsroom can tell
// what the body becomes.
std::optional<ArticleRow> load_article(const ArticleSource& source, RowWorkshop& workshop,
                                       Diagnostics& diagnostics);

// Whether these bytes are those that the row was made of.
bool holds(const ArticleRow& row, std::string_view bytes);

}  // namespace gazette
