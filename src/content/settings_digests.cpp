#include "content/settings_digests.h"

namespace gazette {
namespace {

void add_date(FingerprintBuilder& digest, const std::optional<CivilDate>& date) {
    digest.add(date ? iso_date(*date) : std::string());
}

}  // namespace

Fingerprint reading_digest(const SiteConfig& site) {
    FingerprintBuilder digest;
    digest.add(site.time_zone.name()).add(site.language);
    // A row names these by their place in the list.
    digest.add(static_cast<std::int64_t>(site.sections.size()));
    for (const Section& section : site.sections) digest.add(section.name);
    digest.add(static_cast<std::int64_t>(site.channels.size()));
    for (const Channel& channel : site.channels) digest.add(channel.id);
    digest.add(static_cast<std::int64_t>(site.organisations.size()));
    for (const Organisation& organisation : site.organisations) {
        digest.add(organisation.id).add(organisation.channel);
    }
    digest.add(static_cast<std::int64_t>(site.columns.size()));
    for (const Column& column : site.columns) digest.add(column.id);
    digest.add(static_cast<std::int64_t>(site.role_words.size()));
    for (const auto& [word, role] : site.role_words) digest.add(word).add(role);
    for (const std::string& name : site.own_names) digest.add(name);
    digest.add(std::int64_t{site.source_list.has_value()});
    if (site.source_list) {
        for (const std::string& name : *site.source_list) digest.add(name);
    }
    return digest.finish();
}

Fingerprint frame_digest(const SiteConfig& site) {
    FingerprintBuilder digest;
    digest.add(site.id).add(site.title).add(site.subtitle).add(site.description);
    digest.add(site.origin).add(site.base_path).add(site.language).add(site.time_zone.name());
    digest.add(static_cast<std::int64_t>(site.sections.size()));
    for (const Section& section : site.sections) digest.add(digest_of(section));
    digest.add(static_cast<std::int64_t>(site.channels.size()));
    for (const Channel& channel : site.channels) digest.add(channel.id).add(channel.name);
    const Masthead& masthead = site.masthead;
    digest.add(static_cast<std::int64_t>(masthead.kind)).add(masthead.cn).add(masthead.permit);
    digest.add(masthead.sponsor).add(masthead.publisher).add(masthead.address);
    digest.add(masthead.phone).add(masthead.email).add(masthead.printer);
    digest.add(masthead.total_issue);
    digest.add(static_cast<std::int64_t>(site.licences.size()));
    for (const Licence& licence : site.licences) {
        digest.add(licence.name).add(licence.number).add(licence.url);
    }
    digest.add(site.report.phone).add(site.report.email).add(site.report.url);
    digest.add(site.report.text);
    digest.add(static_cast<std::int64_t>(site.notices.websub.size()));
    for (const std::string& hub : site.notices.websub) digest.add(hub);  // in feeds
    return digest.finish();
}

Fingerprint digest_of(const Section& section) {
    return FingerprintBuilder().add(section.name).add(section.slug).finish();
}

Fingerprint digest_of(const Channel& channel) {
    return FingerprintBuilder().add(channel.id).add(channel.name).add(channel.description).finish();
}

Fingerprint digest_of(const Organisation& organisation) {
    return FingerprintBuilder()
        .add(organisation.id)
        .add(organisation.name)
        .add(organisation.channel)
        .add(organisation.description)
        .finish();
}

Fingerprint digest_of(const Column& column) {
    FingerprintBuilder digest;
    digest.add(column.id).add(column.name).add(column.description).add(column.editors_note);
    add_date(digest, column.from);
    add_date(digest, column.to);
    return digest.finish();
}

}  // namespace gazette
