#pragma once
// What a row is in the keys of the pages that show it: a digest for each shape (DESIGN's
// invariant 1: a page's key is made from the digests of the rows that it shows). What the file
// alone decides is digested when it is read and stands in the catalog; the rest is added in every
// build.
#include "content/newspaper.h"

#include <vector>

namespace gazette {

// Of what the file alone decides: `title_digest`, and the words of its card.
void set_own_digests(ArticleRow& row);

// The digests that need what is known only when all files were looked at. Borrows the newspaper's
// settings for no longer than it is made. Thread-safe.
class RowDigester {
public:
    explicit RowDigester(const Newspaper& paper);

    // After set_own_digests(). `files`: the digest of the pictures, attachments and guides that
    // the article shows or leads to.
    void finish(const Fingerprint& files, ArticleRow& row) const;

private:
    Fingerprint reading_;
    std::vector<Fingerprint> sections_;  // by index
    std::vector<Fingerprint> channels_;
    std::vector<Fingerprint> organisations_;
    std::vector<Fingerprint> columns_;
};

}  // namespace gazette
