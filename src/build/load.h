#pragma once
// The second step: the newsroom as rows. Parses every article once, its body too, so that headings,
// links, pictures and every diagnostic are known; the text is dropped. After this step only the
// world can fail.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/task_pool.h"
#include "build/sources.h"
#include "content/newspaper.h"
#include "media/picture_store.h"

#include <memory>
#include <string>

namespace gazette {

struct LoadOptions {
    std::string newsroom;
    bool allow_unknown = false;
    bool make_pictures = true;  // `check` only looks whether they are there
};

struct Loaded {
    Newspaper paper;
    std::vector<PictureFacts> pictures;   // of all pictures that articles show, by source
    std::unique_ptr<PictureStore> store;  // null without make_pictures
    bool usable = false;                  // false: site.yml is missing or wrong
};

Result<Loaded> load(Files& files, const Sources& sources, const LoadOptions& options,
                    const TaskPool& pool, Diagnostics& diagnostics);

}  // namespace gazette
