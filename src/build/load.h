#pragma once
// The second step: the newsroom as rows. Parses every article once, its body too, so that headings,
// links, pictures and every diagnostic are known; the text is dropped, save that of the first few
// thousand, for their pages. After this step only the
// world can fail.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/task_pool.h"
#include "build/catalog.h"
#include "build/sources.h"
#include "content/newspaper.h"
#include "media/picture_store.h"
#include "review/trust.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct LoadOptions {
    std::string newsroom;
    bool allow_unknown = false;
    bool make_pictures = true;        // `check` only looks whether they are there
    std::size_t most_kept_bytes = 0;  // of files, in rows, for pages that are made next
    Fingerprint program;              // rows made by another one are not taken from the catalog
    bool paranoid = false;            // compare all sources with the catalog by content
    // Of the newsroom's file system, when the sources were looked at. 0: the catalog is not used.
    std::int64_t scanned_at_ns = 0;
    bool remember = true;  // write to the catalog what was read
    // Folder in whose .gazette/ is kept what is remembered; empty: the newsroom.
    std::string memory;
    const Trust* trust = nullptr;  // what this machine pins; null: nothing
    bool is_for_show = false;      // nothing of it is published: drafts are shown, or it is checked
    bool drafts = false;
};

// The folder whose .gazette/ remembers.
const std::string& memory_of(const LoadOptions& options);

struct Loaded {
    Newspaper paper;
    std::vector<PictureFacts> pictures;       // of all pictures that articles show, by source
    std::unique_ptr<PictureStore> store;      // null without make_pictures
    std::optional<Catalog> catalog;           // rows may point into it
    std::size_t articles_read = 0;            // the others' rows come from the catalog
    std::vector<std::string_view> read_anew;  // paths of articles that the catalog did not know
    bool usable = false;          // false: site.yml is missing or wrong, or asks for other reviews
    std::string review = "none";  // the stages that were demanded (print_stages)
};

Result<Loaded> load(Files& files, const Sources& sources, const LoadOptions& options,
                    const TaskPool& pool, Diagnostics& diagnostics);

}  // namespace gazette
