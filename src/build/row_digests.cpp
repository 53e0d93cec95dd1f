#include "build/row_digests.h"

#include "content/settings_digests.h"

namespace gazette {
namespace {

template <typename List>
std::vector<Fingerprint> digests_of(const List& list) {
    std::vector<Fingerprint> digests;
    digests.reserve(list.size());
    for (const auto& member : list) digests.push_back(digest_of(member));
    return digests;
}

// What pages say of the section, channel … that an article is in.
void add_place(const std::vector<Fingerprint>& digests, std::int16_t index,
               FingerprintBuilder& digest) {
    if (index != ArticleRow::kNone) digest.add(digests[static_cast<std::size_t>(index)]);
    digest.add(std::int64_t{index});
}

}  // namespace

void set_own_digests(ArticleRow& row) {
    const RareRow& rare = row.if_rare();
    FingerprintBuilder title;
    title.add(row.address).add(row.id).add(row.title).add(rare.part);
    row.title_digest = title.add(row.date.seconds).add(row.updated.seconds).finish();
    FingerprintBuilder card;
    card.add(row.title_digest).add(row.title_html).add(rare.list_title).add(rare.kicker);
    card.add(rare.subtitle).add(rare.deck).add(row.summary).add(row.byline).add(row.genre);
    const CoverRow& cover = rare.cover;
    card.add(cover.alt).add(cover.caption).add(cover.credit).add(cover.origin);
    row.words_digest =
        card.add(std::int64_t{row.corrected}).add(std::int64_t{row.has_video}).finish();
}

RowDigester::RowDigester(const Newspaper& paper)
    : reading_(paper.reading),
      sections_(digests_of(paper.site.sections)),
      channels_(digests_of(paper.site.channels)),
      organisations_(digests_of(paper.site.organisations)),
      columns_(digests_of(paper.site.columns)) {}

void RowDigester::finish(const Fingerprint& files, ArticleRow& row) const {
    FingerprintBuilder digest;
    const CoverRow& cover = row.if_rare().cover;
    digest.add(row.words_digest).add(cover.source).add(cover.digest);
    add_place(sections_, row.section, digest);
    row.card_digest = digest.finish();

    digest.clear();
    digest.add(row.card_digest).add(row.file_digest).add(reading_).add(files);
    add_place(channels_, row.channel, digest);
    add_place(organisations_, row.organisation, digest);
    add_place(columns_, row.column, digest);
    row.body_digest = digest.finish();
}

}  // namespace gazette
