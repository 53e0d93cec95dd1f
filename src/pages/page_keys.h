#pragma once
// The keys of a plan's pages: fingerprints of everything that a page is made of, by parts
// (KeyPart). Everything a page depends on but its template's text goes through here, once. Pure; a
// plan's keys may be made by any threads at once, each page by one.
#include "base/hash.h"
#include "content/newspaper.h"
#include "pages/site_plan.h"

#include <vector>

namespace gazette {

class PageKeys {
public:
    // All are borrowed; the plan's pages must stay but may be written to.
    PageKeys(const Newspaper& paper, const SitePlan& plan, const RendererFingerprints& renderers);

    // Of a page of the plan; `part` is a buffer of the caller's thread.
    void set_key(PlannedPage& page, FingerprintBuilder& part) const;

private:
    // OPTIMIZATION: the digests of all rows side by side. A row is some 400 bytes wide, and a
    // page's key asks for digests all over the archive, thirteen an article.
    struct RowDigests {
        Fingerprint title;
        Fingerprint card;
        Fingerprint body;  // with the addresses that the body's links to other articles lead to

        [[nodiscard]] const Fingerprint& of(Shape shape) const;
    };

    void collect_digests();
    Fingerprint subject(const PlannedPage& page, FingerprintBuilder& part) const;
    Fingerprint stories(const PlannedPage& page, FingerprintBuilder& part) const;
    static Fingerprint links(const PlannedPage& page, FingerprintBuilder& part);

    const Newspaper& paper_;
    const SitePlan& plan_;
    const RendererFingerprints& renderers_;
    std::vector<RowDigests> digests_;
    Fingerprint frame_;
};

}  // namespace gazette
