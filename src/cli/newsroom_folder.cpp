#include "cli/newsroom_folder.h"

#include "base/text.h"
#include "content/dates.h"
#include "content/diagnostic_codes.h"
#include "formats/yaml.h"

#include <algorithm>
#include <utility>

namespace gazette {

std::string newsroom_folder(Files& files, const std::string& given) {
    if (!given.empty()) return given;
    const Result<std::string> here = files.resolve(".");
    if (!here.has_value()) return ".";
    std::string relative = ".";
    for (std::string_view folder = *here;; folder = parent_path(folder)) {
        if (files.info(join_path(folder.empty() ? "/" : folder, "site.yml")).has_value()) {
            return relative;
        }
        if (folder.empty() || folder == "/") return ".";
        relative = relative == "." ? ".." : join_path(relative, "..");
    }
}

NewsroomFacts newsroom_facts(Files& files, const std::string& newsroom,
                             std::string_view fallback_language) {
    NewsroomFacts facts{std::nullopt, std::string(fallback_language), TimeZone::utc()};
    const Result<std::string> bytes = files.read(join_path(newsroom, "site.yml"), kMaxSiteBytes);
    if (!bytes.has_value()) return facts;
    Diagnostics unused;
    facts.site = read_site_config(*bytes, unused);
    if (facts.site.has_value()) {
        facts.language = facts.site->language;
        facts.time_zone = facts.site->time_zone;
        return facts;
    }
    facts.language = SiteConfig().language;
    if (first_invalid_utf8(*bytes).has_value()) return facts;
    const YamlTree tree = parse_yaml(*bytes);
    const YamlNode* language = tree.root() == nullptr ? nullptr : tree.root()->find("language");
    if (language != nullptr && language->is_scalar()) facts.language = language->text;
    return facts;
}

bool refuses_configuration(const Diagnostics& diagnostics) {
    return std::any_of(diagnostics.all().begin(), diagnostics.all().end(),
                       [](const Diagnostic& diagnostic) {
                           if (diagnostic.severity != Severity::Error) return false;
                           return diagnostic.code == codes::kReviewNotPinned.id ||
                                  diagnostic.code == codes::kReviewDiffers.id ||
                                  diagnostic.code == codes::kSiteMissing.id;
                       });
}

std::optional<Instant> read_now(std::string_view text, const TimeZone& zone) {
    const DateReading reading = read_date(text, zone);
    if (reading.problem != DateProblem::None) return std::nullopt;
    return reading.moment.instant;
}

}  // namespace gazette
