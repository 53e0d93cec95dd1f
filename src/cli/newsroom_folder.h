#pragma once
// What every command needs of a newsroom before it begins: where it is, its language and zone.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "content/site_config.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// `given`, when it is not empty; else the current folder or its nearest parent that holds a
// site.yml; else ".". The commands report what they do not find there.
std::string newsroom_folder(Files& files, const std::string& given);

// What can be said of a newsroom whose site.yml may be wrong; who builds or checks reports that.
struct NewsroomFacts {
    std::optional<SiteConfig> site;  // nothing when it cannot be used
    std::string language;            // of site.yml, else `fallback_language`
    TimeZone time_zone = TimeZone::utc();
};

NewsroomFacts newsroom_facts(Files& files, const std::string& newsroom,
                             std::string_view fallback_language);

// Whether one of the errors is no wrong content but a configuration that the command refuses: no
// newsroom at all, or one that asks for what this version must not do without. Exit 2 then.
bool refuses_configuration(const Diagnostics& diagnostics);

// `--now`: any form of content/dates.h, in the newsroom's zone; nothing when it is no time.
std::optional<Instant> read_now(std::string_view text, const TimeZone& zone);

}  // namespace gazette
