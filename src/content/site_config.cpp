#include "content/site_config.h"

#include "base/percent.h"
#include "base/text.h"
#include "content/diagnostic_codes.h"
#include "content/file_text.h"
#include "content/urls.h"
#include "content/yaml_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace gazette {
namespace {

constexpr std::string_view kUsualTimeZone = "Asia/Shanghai";

// Reports a slug or id that cannot stand in an address.
void check_slug(const Reading& reading, std::string_view slug, Position position) {
    if (slug_problem(slug) != SlugProblem::None) {
        reading.report(codes::kSlugInvalid, position, {std::string(slug)});
    }
}

// Reports the second of two that have the same name, id or slug.
class Uniqueness {
public:
    Uniqueness(const Reading& reading, std::string_view key) : reading_(reading), key_(key) {}

    void check(const std::string& word, Position position) {
        if (!word.empty() && !seen_.insert(word).second) {
            reading_.report(codes::kNameDuplicate, position, {std::string(key_), word});
        }
    }

private:
    const Reading& reading_;
    std::string_view key_;
    std::set<std::string> seen_;
};

void read_url(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    std::string url = reading.url("url", node);
    if (url.empty()) return;
    if (url.find_first_of("?#") != std::string::npos) {
        reading.report(codes::kUrlInvalid, node.position, {"url", url});
        return;
    }
    while (url.ends_with('/')) url.pop_back();
    const std::size_t path = url.find('/', url.find("://") + 3);
    site.origin = url.substr(0, path);
    if (path != std::string::npos) {
        const auto decoded = percent_decode(url.substr(path));
        if (!decoded || !is_valid_address(*decoded)) {
            reading.report(codes::kUrlInvalid, node.position, {"url", url});
            return;
        }
        site.base_path = *decoded;
    }
}

void read_sections(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!node.is_list()) return reading.report_wrong_type("sections", node, "@list");
    Uniqueness names(reading, "sections");
    Uniqueness slugs(reading, "slug");
    for (const YamlNode& item : node.items()) {
        Section section;
        if (item.is_map()) {
            const Fields fields(reading, item, {"name", "slug"});
            section = {fields.required_line("name"), fields.line("slug")};
        } else {
            section.name = reading.line("sections", item);
        }
        if (section.name.empty()) continue;
        if (section.slug.empty()) section.slug = address_word(section.name);
        check_slug(reading, section.slug, item.position);
        names.check(section.name, item.position);
        slugs.check(section.slug, item.position);
        site.sections.push_back(std::move(section));
    }
}

void read_channels(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    Uniqueness ids(reading, "channels");
    for (const YamlNode* item : reading.maps("channels", node)) {
        const Fields fields(reading, *item, {"id", "name", "description"});
        Channel channel{fields.required_line("id"), fields.required_line("name"),
                        fields.text("description")};
        if (channel.id.empty()) continue;
        check_slug(reading, channel.id, fields.position("id"));
        ids.check(channel.id, fields.position("id"));
        site.channels.push_back(std::move(channel));
    }
}

void read_organisations(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    Uniqueness ids(reading, "organisations");
    for (const YamlNode* item : reading.maps("organisations", node)) {
        const Fields fields(reading, *item, {"id", "name", "channel", "description"});
        Organisation organisation{fields.required_line("id"), fields.required_line("name"),
                                  fields.line("channel"), fields.text("description")};
        if (organisation.id.empty()) continue;
        check_slug(reading, organisation.id, fields.position("id"));
        ids.check(organisation.id, fields.position("id"));
        if (!organisation.channel.empty() && site.channel(organisation.channel) == nullptr) {
            reading.report(codes::kChannelUnknown, fields.position("channel"),
                           {organisation.channel});
        }
        site.organisations.push_back(std::move(organisation));
    }
}

void read_columns(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    Uniqueness ids(reading, "columns");
    for (const YamlNode* item : reading.maps("columns", node)) {
        const Fields fields(reading, *item,
                            {"id", "name", "description", "editors_note", "from", "to"});
        Column column;
        column.id = fields.required_line("id");
        column.name = fields.required_line("name");
        column.description = fields.text("description");
        column.editors_note = fields.text("editors_note");
        if (const auto* from = fields.find("from")) column.from = reading.day("from", *from);
        if (const auto* to = fields.find("to")) column.to = reading.day("to", *to);
        if (column.from && column.to && *column.to < *column.from) {
            reading.report(codes::kDateImpossible, fields.position("to"),
                           {"to", iso_date(*column.to)});
        }
        if (column.id.empty()) continue;
        check_slug(reading, column.id, fields.position("id"));
        ids.check(column.id, fields.position("id"));
        site.columns.push_back(std::move(column));
    }
}

// Names, or {name, aliases}. They come before the usual ones, so that they win.
void read_roles(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!node.is_list()) return reading.report_wrong_type("roles", node, "@list");
    Uniqueness words(reading, "roles");
    std::vector<Role> roles;
    for (const YamlNode& item : node.items()) {
        Role role;
        if (item.is_map()) {
            const Fields fields(reading, item, {"name", "aliases"});
            role = {fields.required_line("name"), fields.lines("aliases")};
        } else {
            role.name = reading.line("roles", item);
        }
        if (role.name.empty()) continue;
        words.check(role.name, item.position);
        for (const std::string& alias : role.aliases) words.check(alias, item.position);
        roles.push_back(std::move(role));
    }
    site.roles.insert(site.roles.begin(), std::make_move_iterator(roles.begin()),
                      std::make_move_iterator(roles.end()));
}

void read_masthead(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("masthead", node)) return;
    const Fields fields(reading, node,
                        {"kind", "cn", "permit", "sponsor", "publisher", "address", "phone",
                         "email", "printer", "total_issue"});
    Masthead& masthead = site.masthead;
    if (const auto* kind = fields.find("kind")) {
        const std::string word = reading.one_of("kind", *kind, {"newspaper", "internal", "online"});
        if (word == "newspaper") masthead.kind = MastheadKind::Newspaper;
        if (word == "internal") masthead.kind = MastheadKind::Internal;
    }
    masthead.cn = fields.line("cn");
    masthead.permit = fields.line("permit");
    masthead.sponsor = fields.line("sponsor");
    masthead.publisher = fields.line("publisher");
    masthead.address = fields.line("address");
    masthead.phone = fields.line("phone");
    masthead.email = fields.line("email");
    masthead.printer = fields.line("printer");
    masthead.total_issue = fields.line("total_issue");
    // Their pages would be printed without what has to stand on them.
    if (masthead.kind == MastheadKind::Newspaper && masthead.cn.empty()) {
        reading.report(codes::kMastheadIncomplete, node.position, {"newspaper", "cn"});
    }
    if (masthead.kind == MastheadKind::Internal && masthead.permit.empty()) {
        reading.report(codes::kMastheadIncomplete, node.position, {"internal", "permit"});
    }
}

void read_licences(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    for (const YamlNode* item : reading.maps("licences", node)) {
        const Fields fields(reading, *item, {"name", "number", "url"});
        site.licences.push_back(
            {fields.required_line("name"), fields.required_line("number"), fields.url("url")});
    }
}

void read_contacts(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("contacts", node)) return;
    const Fields contacts(reading, node, {"report"});
    if (const YamlNode* report = contacts.find("report");
        report != nullptr && reading.is_map("report", *report)) {
        const Fields fields(reading, *report, {"phone", "email", "url", "text"});
        site.report = {fields.line("phone"), fields.line("email"), fields.url("url"),
                       fields.line("text")};
    }
    if (site.report.phone.empty() && site.report.email.empty() && site.report.url.empty()) {
        reading.report(codes::kReportContactMissing, node.position);
    }
}

void read_credits(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("credits", node)) return;
    const Fields fields(reading, node, {"shown"});
    if (const auto* shown = fields.find("shown")) {
        site.credits_shown = reading.truth("shown", *shown).value_or(false);
    }
}

void read_review(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("review", node)) return;
    const Fields fields(reading, node, {"stages", "resign"});
    site.review.stages = fields.lines("stages");
    site.review.resign = fields.lines("resign");
    if (fields.find("stages") != nullptr) site.review.position = fields.position("stages");
    for (const std::string& stage : site.review.resign) {
        if (std::ranges::find(site.review.stages, stage) != site.review.stages.end()) continue;
        reading.report(codes::kReviewStageUnknown, fields.position("resign"), {stage});
    }
}

void read_desk(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("desk", node)) return;
    const Fields fields(reading, node, {"second_factor"});
    if (const auto* factor = fields.find("second_factor")) {
        site.desk.second_factor_required =
            reading.one_of("second_factor", *factor, {"optional", "required"}) == "required";
    }
}

void read_publish(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("publish", node)) return;
    for (const auto& [name, value] : node.pairs()) {
        if (!reading.is_map(name.text, value)) continue;
        const Fields fields(
            reading, value,
            {"type", "url", "endpoint", "bucket", "region", "prefix", "token_file"});
        PublishTarget target;
        target.name = name.text;
        if (const auto* type = fields.find("type")) {
            target.type = reading.one_of("type", *type, {"endpoint", "s3"});
        } else {
            reading.report(codes::kKeyMissing, value.position, {"type"});
        }
        target.url = fields.url("url");
        target.endpoint = fields.url("endpoint");
        target.bucket = fields.line("bucket");
        target.region = fields.line("region");
        target.prefix = fields.line("prefix");
        target.token_file = fields.line("token_file");
        if (target.type == "endpoint" && fields.find("url") == nullptr) {
            reading.report(codes::kKeyMissing, value.position, {"url"});
        }
        if (target.type == "s3" && (target.endpoint.empty() || target.bucket.empty())) {
            reading.report(codes::kKeyMissing, value.position, {"endpoint, bucket"});
        }
        site.publish.push_back(std::move(target));
    }
}

void read_notices(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("notices", node)) return;
    const Fields fields(reading, node, {"websub", "webhooks"});
    if (const YamlNode* hubs = fields.find("websub")) {
        if (!hubs->is_list() && !hubs->is_scalar()) {
            return reading.report_wrong_type("websub", *hubs, "@list");
        }
        const auto add = [&](const YamlNode& item) {
            std::string hub = reading.url("websub", item);
            if (!hub.empty()) site.notices.websub.push_back(std::move(hub));
        };
        if (hubs->is_scalar()) add(*hubs);
        for (const YamlNode& item : hubs->items()) add(item);
    }
    const YamlNode* webhooks = fields.find("webhooks");
    if (webhooks == nullptr) return;
    for (const YamlNode* item : reading.maps("webhooks", *webhooks)) {
        const Fields hook(reading, *item, {"url", "secret_file"});
        if (hook.find("url") == nullptr) {
            reading.report(codes::kKeyMissing, item->position, {"url"});
        }
        Webhook webhook{hook.url("url"), hook.line("secret_file")};
        if (!webhook.url.empty()) site.notices.webhooks.push_back(std::move(webhook));
    }
}

std::optional<Severity> severity_of(std::string_view word) {
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
        if (name_of(severity) == word) return severity;
    }
    return std::nullopt;
}

CheckSetting read_check(const Reading& reading, std::string_view code, const YamlNode& value) {
    const YamlNode* word = &value;
    if (value.is_map()) {
        const Fields fields(reading, value, {"severity"});
        word = fields.find("severity");
        if (word == nullptr) {
            reading.report(codes::kKeyMissing, value.position, {"severity"});
            return {};
        }
    }
    const std::string written = reading.one_of(code, *word, {"error", "warning", "note", "off"});
    return {written == "off", severity_of(written)};
}

const DiagnosticCode* find_code(std::string_view id) {
    const auto all = all_diagnostic_codes();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const DiagnosticCode& code) { return code.id == id; });
    return found == all.end() ? nullptr : &*found;
}

void read_checks(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("checks", node)) return;
    for (const auto& [name, value] : node.pairs()) {
        const DiagnosticCode* const code = find_code(name.text);
        if (code == nullptr) {
            std::vector<std::string_view> known;
            for (const DiagnosticCode& one : all_diagnostic_codes()) known.push_back(one.id);
            reading.report_unknown_key(name, known);
            continue;
        }
        const CheckSetting setting = read_check(reading, code->id, value);
        const bool is_as_ever =
            !setting.off && setting.severity.value_or(code->severity) == code->severity;
        if (!is_as_ever && !may_be_changed(code->id)) {
            reading.report(codes::kCheckFixed, name.position,
                           {std::string(code->id), std::string(name_of(code->severity))});
            continue;
        }
        site.checks[std::string(code->id)] = setting;
    }
}

void read_feeds(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("feeds", node)) return;
    const Fields fields(reading, node, {"items"});
    if (const auto* items = fields.find("items")) {
        if (const auto number = reading.number("items", *items, 1, 200)) {
            site.feed_items = static_cast<std::size_t>(*number);
        }
    }
}

void read_pictures(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    if (!reading.is_map("pictures", node)) return;
    const Fields fields(reading, node, {"widths", "quality"});
    if (const auto* widths = fields.find("widths")) {
        if (!widths->is_list() || widths->count == 0 || widths->count > 8) {
            reading.report_wrong_type("widths", *widths, "@list-of-widths");
        } else {
            std::set<int> read;
            for (const YamlNode& item : widths->items()) {
                if (const auto width = reading.number("widths", item, 16, 8'192)) {
                    read.insert(*width);
                }
            }
            site.pictures.widths.assign(read.begin(), read.end());
        }
    }
    if (const auto* quality = fields.find("quality")) {
        if (const auto number = reading.number("quality", *quality, 1, 100)) {
            site.pictures.webp_quality = *number;
            site.pictures.jpeg_quality = *number;
        }
    }
}

void read_time_zone(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    const std::string name = reading.line("timezone", node);
    auto zone = TimeZone::load(name);
    if (zone.has_value()) {
        site.time_zone = std::move(zone).value();
    } else {
        reading.report(codes::kTimeZoneUnknown, node.position, {name});
    }
}

void read_language(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    const std::string language = reading.line("language", node);
    const bool is_tag = !language.empty() && language.size() <= 35 &&
                        language.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                            "VWXYZ0123456789-") == std::string::npos;
    if (is_tag) {
        site.language = language;
    } else {
        reading.report_wrong_type("language", node, "@language-tag");
    }
}

// It stands in manifests, signed records and file names.
void read_site_id(const Reading& reading, const YamlNode& node, SiteConfig& site) {
    constexpr std::size_t kMostBytes = 64;
    std::string id = reading.line("id", node);
    const bool is_right = !id.empty() && id.size() <= kMostBytes &&
                          std::all_of(id.begin(), id.end(), [](char letter) {
                              return (letter >= 'a' && letter <= 'z') ||
                                     (letter >= 'A' && letter <= 'Z') ||
                                     (letter >= '0' && letter <= '9') || letter == '-' ||
                                     letter == '_' || letter == '.';
                          });
    if (!is_right) return reading.report(codes::kIdInvalid, node.position, {id});
    site.id = std::move(id);
}

struct SiteKey {
    std::string_view name;
    void (*read)(const Reading&, const YamlNode&, SiteConfig&);
};

// In the order in which they are read: organisations look up channels.
const std::array<SiteKey, 24>& site_keys() {
    static constexpr std::array<SiteKey, 24> kKeys = {{
        {"id", read_site_id},
        {"title",
         [](const Reading& r, const YamlNode& n, SiteConfig& s) { s.title = r.line("title", n); }},
        {"subtitle", [](const Reading& r, const YamlNode& n,
                        SiteConfig& s) { s.subtitle = r.line("subtitle", n); }},
        {"description", [](const Reading& r, const YamlNode& n,
                           SiteConfig& s) { s.description = r.line("description", n); }},
        {"url", read_url},
        {"language", read_language},
        {"timezone", read_time_zone},
        {"sections", read_sections},
        {"channels", read_channels},
        {"organisations", read_organisations},
        {"columns", read_columns},
        {"roles", read_roles},
        {"own_names", [](const Reading& r, const YamlNode& n,
                         SiteConfig& s) { s.own_names = r.lines("own_names", n); }},
        {"masthead", read_masthead},
        {"licences", read_licences},
        {"contacts", read_contacts},
        {"credits", read_credits},
        {"review", read_review},
        {"desk", read_desk},
        {"publish", read_publish},
        {"notices", read_notices},
        {"checks", read_checks},
        {"feeds", read_feeds},
        {"pictures", read_pictures},
    }};
    return kKeys;
}

void report_unknown_keys(const Reading& reading, const YamlNode& root) {
    std::vector<std::string_view> known;
    for (const SiteKey& key : site_keys()) known.push_back(key.name);
    for (const auto& [key, value] : root.pairs()) {
        if (std::find(known.begin(), known.end(), key.text) == known.end()) {
            reading.report_unknown_key(key, known);
        }
    }
}

template <typename Items, typename Member>
auto* find_by(Items& items, Member member, std::string_view word) {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const auto& item) { return item.*member == word; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Section* SiteConfig::section(std::string_view name) const {
    return find_by(sections, &Section::name, name);
}

const Channel* SiteConfig::channel(std::string_view wanted_id) const {
    return find_by(channels, &Channel::id, wanted_id);
}

const Organisation* SiteConfig::organisation(std::string_view wanted_id) const {
    return find_by(organisations, &Organisation::id, wanted_id);
}

const Column* SiteConfig::column(std::string_view wanted_id) const {
    return find_by(columns, &Column::id, wanted_id);
}

bool SiteConfig::is_own_name(std::string_view name) const {
    return std::find(own_names.begin(), own_names.end(), name) != own_names.end();
}

std::string_view SiteConfig::role(std::string_view word) const {
    const auto found = role_words.find(word);
    return found == role_words.end() ? std::string_view() : std::string_view(found->second);
}

void SiteConfig::index_roles() {
    role_words.clear();
    for (const Role& role : roles) {  // the first to claim a word has it
        role_words.emplace(role.name, role.name);
        for (const std::string& alias : role.aliases) role_words.emplace(alias, role.name);
    }
}

std::optional<SiteConfig> read_site_config(std::string_view bytes, Diagnostics& diagnostics,
                                           const std::string& path) {
    const Reading reading{path, diagnostics};
    const std::size_t errors_before = diagnostics.count(Severity::Error);
    const auto tree = read_yaml_file(reading, bytes, kMaxSiteBytes);
    if (!tree) return std::nullopt;
    SiteConfig site;
    site.roles = usual_roles();
    if (auto zone = TimeZone::load(kUsualTimeZone); zone.has_value()) {
        site.time_zone = std::move(zone).value();
    }
    const YamlNode& root = *tree->root();
    report_unknown_keys(reading, root);
    for (const SiteKey& key : site_keys()) {
        const YamlNode* node = root.find(key.name);
        if (node != nullptr && !node->is_null()) key.read(reading, *node, site);
    }
    for (const std::string_view key : {"title", "url"}) {
        const YamlNode* node = root.find(key);
        if (node == nullptr || node->is_null()) {
            reading.report(codes::kKeyMissing, {1, 1}, {std::string(key)});
        }
    }
    if (diagnostics.count(Severity::Error) > errors_before) return std::nullopt;
    site.index_roles();
    return site;
}

}  // namespace gazette
