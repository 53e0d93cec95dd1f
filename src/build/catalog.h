#pragma once
// What the build remembers of the newsroom's articles, in .gazette/catalog/articles: of each source
// the file that it was (size, times, inode), the row that was made of it and what was found wrong.
// A file that is still the same is not read again. May be deleted at any time; whatever is wrong
// with it costs time, never a wrong page: a damaged one is set aside with a warning.
//
// A source that was changed so shortly before it was read that its time could not tell a further
// change (`is_sure` is false) is compared by its content next time, as are all with `paranoid`.
//
// One thread opens, finds and saves; decoding a found record is for any thread.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/string_pool.h"
#include "base/task_pool.h"
#include "build/record_log.h"
#include "build/row_record.h"
#include "build/sources.h"
#include "content/article_row.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gazette {

// A source as it was when its row was made.
struct CatalogEntry {
    std::string_view path;
    FileInfo info;
    bool is_sure = true;
    std::string_view record;  // row and diagnostics
};

class Catalog {
public:
    // `stamp` says what rows depend on beside their files: settings, program, options. Entries of
    // another stamp are forgotten.
    static Result<Catalog> open(Files& files, const std::string& newsroom, const Fingerprint& stamp,
                                Diagnostics& diagnostics);

    // The entry of a source, or null. To be asked in the order of paths.
    const CatalogEntry* find(std::string_view path);

    // The row and what was said of its file; false when the record is not to be understood.
    static bool read(const CatalogEntry& entry, const RowLimits& limits, StringPool& pool,
                     ArticleRow& row, Diagnostics& diagnostics);

    // A source that is to be remembered anew. `diagnostics`: those of this file alone. Borrowed
    // until save().
    struct Change {
        const SourceFile* source = nullptr;
        bool is_sure = true;
        const ArticleRow* row = nullptr;
        const Diagnostics* diagnostics = nullptr;  // null: none
    };

    // Writes down what changed and which sources went. `all` gives every source's change when the
    // file is written anew.
    Result<void> save(const std::vector<Change>& all, const std::vector<std::size_t>& changed,
                      const std::vector<std::string>& gone, const TaskPool& pool);

    // Entries that no find() asked for: their sources went. After the last find().
    [[nodiscard]] std::vector<std::string> unasked() const;

private:
    Catalog(Files& files, std::string path, const Fingerprint& stamp);

    bool read_batch(std::string_view batch);
    void take(CatalogEntry entry, bool is_removed);
    Result<void> write_all(const std::vector<Change>& all, const TaskPool& pool);

    Files* files_;
    std::string path_;
    Fingerprint stamp_;
    std::optional<RecordLog> log_;
    std::vector<CatalogEntry> base_;                                           // by path
    std::unordered_map<std::string_view, std::optional<CatalogEntry>> later_;  // of later batches
    std::vector<bool> asked_;                                                  // of base_
    std::unordered_set<std::string_view> later_asked_;
    std::size_t next_ = 0;  // in base_, for the find() to come
    bool must_rewrite_ = true;
};

}  // namespace gazette
