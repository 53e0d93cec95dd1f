#pragma once
// Answers "why do readers see this?" (release/why.h) from the releases that are kept. Reads their
// manifests one after another, newest first, until the bytes differ: for people, not for readers.
// Any thread. Errors: NotFound when nothing is published.
#include "base/result.h"
#include "endpoint/release_store.h"
#include "release/why.h"

#include <string>

namespace gazette {

struct WhyQuestion {
    std::string path = {};     // of the site, without the first slash: "2022/07/06/x.html", "tags/"
    std::string article = {};  // or an id
};

Result<Why> explain(const ReleaseStore& store, const WhyQuestion& question);

}  // namespace gazette
