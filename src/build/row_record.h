#pragma once
// An article's row as bytes in the catalog. What depends on other files (whom a link leads to,
// which picture a name means, digests with their facts) is not in it: loading finds that anew each
// time.
#include "base/string_pool.h"
#include "build/record_log.h"
#include "content/article_row.h"

namespace gazette {

void write_row(const ArticleRow& row, RecordWriter& out);

// Texts of the row point into the record's bytes, lists lie in the pool. False when the record is
// not what write_row writes; `sections` and so on are how many the settings have.
struct RowLimits {
    std::size_t sections = 0;
    std::size_t channels = 0;
    std::size_t organisations = 0;
    std::size_t columns = 0;
};

bool read_row(RecordReader& in, const RowLimits& limits, StringPool& pool, ArticleRow& row);

}  // namespace gazette
