#pragma once
// One article file → its row. Pure but for the pool it fills.
#include "base/diagnostic.h"
#include "base/string_pool.h"
#include "content/article_row.h"
#include "content/newspaper.h"
#include "formats/unicode.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// What one thread makes rows with.
struct RowWorkshop {
    StringPool& pool;   // what the rows point into
    WordBreaker words;  // of headlines
};

struct ArticleSource {
    std::string_view bytes;
    const std::string& path;
    const SiteConfig& site;
    bool allow_unknown = false;
    bool is_reviewed = false;  // the row is to have what sign-offs are compared with
};

// Nothing when the file is no article at all (reported).
std::optional<ArticleRow> load_article(const ArticleSource& source, RowWorkshop& workshop,
                                       Diagnostics& diagnostics);

// Whether these bytes are those that the row was made of.
bool holds(const ArticleRow& row, std::string_view bytes);

// Digests that need what is known only when all files were looked at: `files` is one of the
// pictures, attachments and guides that the article shows or leads to.
void finish_digests(ArticleRow& row, const Fingerprint& files, const Newspaper& paper);

}  // namespace gazette
