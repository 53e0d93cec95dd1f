#include "pages/page_keys.h"

#include "pages/plan_home.h"

namespace gazette {

PageKeys::PageKeys(const Newspaper& paper, const SitePlan& plan,
                   const RendererFingerprints& renderers)
    : paper_(paper), plan_(plan), renderers_(renderers) {
    collect_digests();
    // The menu in every frame leads to the guides and the issues if there are any.
    frame_ = FingerprintBuilder()
                 .add(paper.frame)
                 .add(static_cast<std::int64_t>(!paper.guides.empty()))
                 .add(static_cast<std::int64_t>(newest_issue(paper, plan) != nullptr))
                 .finish();
}

const Fingerprint& PageKeys::RowDigests::of(Shape shape) const {
    switch (shape) {
        case Shape::Title:
            return title;
        case Shape::Card:
            return card;
        case Shape::Body:
            return body;
    }
    return body;
}

void PageKeys::collect_digests() {
    digests_.reserve(paper_.rows.size());
    FingerprintBuilder linked;
    for (const ArticleRow& row : paper_.rows) {
        digests_.push_back({row.title_digest, row.card_digest, row.body_digest});
        linked.clear();
        bool has_links = false;
        for (const LinkRow& link : row.links) {
            if (link.row == LinkRow::kElsewhere) continue;
            has_links = true;
            linked.add(plan_.is_visible[link.row] ? paper_.rows[link.row].address : "");
        }
        if (has_links) digests_.back().body = linked.add(row.body_digest).finish();
    }
}

void PageKeys::set_key(PlannedPage& page, FingerprintBuilder& part) const {
    const std::array<Fingerprint, kKeyParts> parts = {
        renderers_.by_kind[static_cast<std::size_t>(page.kind)], frame_, subject(page, part),
        stories(page, part), links(page, part)};
    part.clear();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        part.add(parts[i]);
        page.marks[i] = static_cast<std::uint16_t>(parts[i].low);
    }
    page.key = part.finish();
}

Fingerprint PageKeys::subject(const PlannedPage& page, FingerprintBuilder& part) const {
    part.clear();
    part.add(static_cast<std::int64_t>(page.kind)).add(static_cast<std::int64_t>(page.scope));
    part.add(page.address).add(page.facts).add(static_cast<std::int64_t>(page.part));
    if (page.kind == PageKind::Article) part.add(std::int64_t{paper_.site.credits_shown});
    return part.finish();
}

Fingerprint PageKeys::stories(const PlannedPage& page, FingerprintBuilder& part) const {
    part.clear();
    for (const ShownRecord& shown : page.shows) {
        part.add(digests_[shown.row].of(shown.shape));
        part.add((static_cast<std::int64_t>(shown.role) << 24U) |
                 (static_cast<std::int64_t>(shown.shape) << 16U) | shown.group);
        if (plan_.drafts) {
            part.add(static_cast<std::int64_t>(standing_of(paper_.rows[shown.row], plan_)));
        }
    }
    return part.finish();
}

Fingerprint PageKeys::links(const PlannedPage& page, FingerprintBuilder& part) {
    if (page.links.empty()) return {};
    part.clear();
    for (const PageLink& link : page.links) {
        part.add(static_cast<std::int64_t>(link.role)).add(link.text).add(link.address);
    }
    return part.finish();
}

}  // namespace gazette
