#pragma once
// Digests of site.yml by what depends on them, so that a changed setting concerns what shows it and
// nothing else: what a file is read with, what the frame of every page shows, and each member that
// has pages of its own. What only planning reads (feed_items) shows in what pages list; where and
// how a site is published shows nowhere, but for the hubs that feeds name. Pure.
#include "base/hash.h"
#include "content/site_config.h"

namespace gazette {

// What makes the same file another article: zone, roles, names of sections and the like.
Fingerprint reading_digest(const SiteConfig& site);

// What nearly every page shows: titles, addresses, menus, masthead, licences.
Fingerprint frame_digest(const SiteConfig& site);

Fingerprint digest_of(const Section& section);
Fingerprint digest_of(const Channel& channel);
Fingerprint digest_of(const Organisation& organisation);
Fingerprint digest_of(const Column& column);

}  // namespace gazette
