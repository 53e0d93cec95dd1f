#pragma once
// The last part of loading: which stories are signed (review/chain.h). Where the machine pins
// stages for the newsroom, a story that is not signed through all of them is left out of the site
// until it is, and said so; one that was signed and is another now, or whose log no desk wrote, is
// an error. With drafts both are shown, as drafts are, and only told: no target takes such a site.
//
// docs/formats/reviews.md has the rules, docs/decisions/0050 the reasons.
#include "base/diagnostic.h"
#include "build/load.h"
#include "review/trust.h"

#include <string>
#include <unordered_set>

namespace gazette {

// What the machine demands of this newsroom. Both say the same, or `site` may not be built.
struct ReviewDemand {
    bool may_build = true;             // false: reported
    const SiteTrust* trust = nullptr;  // borrowed; null: there are no stages
};

// A newsroom that asks for stages which are not pinned, or for others than those that are, is an
// error, and so is one that this machine does not know while it pins others: who can write in a
// newsroom could take its stages away there, or give it another id.
//
// Where nothing is published of the build, a machine without pins only says so: a reporter's own.
ReviewDemand review_demand(const SiteConfig& site, const LoadOptions& options,
                           Diagnostics& diagnostics);

// Where a newsroom's reviews are looked for; borrowed.
struct ReviewSources {
    Files& files;
    const Sources& sources;
    const std::unordered_set<std::string>& known;  // assets and statics, by path
};

// Sets the rows' visibility, and the moment from which they are visible by a signed schedule.
Result<void> load_reviews(const ReviewSources& from, const SiteTrust& trust,
                          const LoadOptions& options, const TaskPool& pool, Loaded& loaded,
                          Diagnostics& diagnostics);

}  // namespace gazette
