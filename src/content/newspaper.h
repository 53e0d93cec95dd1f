#pragma once
// A newsroom as loaded: its settings, the rows of its articles, its issues and guides. Made by
// build/load, read by planning and by views; immutable from then on, so any thread may read.
#include "base/string_pool.h"
#include "content/article_row.h"
#include "content/guide.h"
#include "content/home_choice.h"
#include "content/issue.h"
#include "content/picture.h"
#include "content/redirects.h"
#include "content/row_index.h"
#include "content/site_config.h"
#include "content/urls.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gazette {

struct NewspaperIssue {
    Issue issue;
    std::string address;  // "/issues/2022-07-06/"
    Instant visible_from;
    std::vector<std::vector<std::uint32_t>> items;  // rows, by page of the issue
    Fingerprint digest;
};

struct NewspaperGuide {
    Guide guide;
    std::string address;
    std::string path;  // source within the newsroom
    Fingerprint digest;
    std::vector<std::uint32_t> linked;  // rows that its text leads to
};

// A picture, sound, video or attachment of an article that is published as it is.
struct NewspaperFile {
    std::string source;   // within the newsroom
    std::string address;  // "/files/<hash>/name.csv"
    Sha256 digest;
    std::uint64_t size_bytes = 0;
};

struct Newspaper {
    SiteConfig site;
    Fingerprint reading;  // see settings_digests.h
    Fingerprint frame;

    std::vector<ArticleRow> rows;  // newest first: by date, then by address
    RowIndex by_path;
    RowIndex by_id;
    RowIndex by_address;  // old addresses, too

    std::vector<NewspaperIssue> issues;  // newest first
    std::vector<NewspaperGuide> guides;  // by address
    HomeChoice home;
    std::vector<Redirect> redirects;                       // from redirects.tsv, all aliases beside
    std::unordered_map<std::string, Picture> pictures;     // by source
    std::unordered_map<std::string, NewspaperFile> files;  // by source

    std::vector<StringPool> pools;  // what the rows point into

    // The row named by an issue or home.yml: a source path or an id.
    [[nodiscard]] const std::uint32_t* find_row(std::string_view path_or_id) const {
        const std::uint32_t* const found = by_path.find(path_or_id);
        return found != nullptr ? found : by_id.find(path_or_id);
    }
};

}  // namespace gazette
