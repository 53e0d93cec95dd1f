#include "desk/desk_words.h"

#include "base/assert.h"
#include "base/text.h"
#include "pages/builtin_files.h"

#include <fmt/format.h>

#include <array>

namespace gazette {

namespace {

MessageCatalogue catalogue_of(const std::string& path) {
    std::string problem;
    std::optional<MessageCatalogue> catalogue =
        MessageCatalogue::parse(builtin_file(path), problem);
    GAZETTE_ASSERT(catalogue.has_value(), "a test parses every catalogue that is built in");
    return *std::move(catalogue);
}

}  // namespace

DeskWords::DeskWords(std::string_view language)
    : language_(language),
      labels_(catalogue_of(fmt::format("desk/messages/{}.yml", language))),
      diagnostics_(catalogue_of(fmt::format("messages/{}.yml", language))) {}

const DeskWords& DeskWords::in(std::string_view language) {
    static const DeskWords kChinese("zh-CN");
    static const DeskWords kEnglish("en");
    return language.starts_with("zh") ? kChinese : kEnglish;
}

std::string DeskWords::text(std::string_view key, std::string_view argument) const {
    const std::string* const words = labels_.label(key);
    if (words == nullptr) return std::string(key);
    return replace_all(*words, "{0}", argument);
}

std::string DeskWords::time(Instant at, Instant now, const TimeZone& zone) const {
    const CivilTime then = zone.local(at).time;
    const CivilDate today = zone.local(now).time.date;
    const std::string clock = fmt::format("{:02}:{:02}", then.hour, then.minute);
    if (then.date == today) return text("today", clock);
    if (language_ == "zh-CN") {
        const std::string year =
            then.date.year == today.year ? std::string() : fmt::format("{}年", then.date.year);
        return fmt::format("{}{}月{}日 {}", year, then.date.month, then.date.day, clock);
    }
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string year =
        then.date.year == today.year ? std::string() : fmt::format(" {}", then.date.year);
    const auto month = static_cast<std::size_t>(then.date.month - 1);
    return fmt::format("{} {}{} {}", then.date.day, kMonths.at(month), year, clock);
}

std::string DeskWords::role(DeskRole role) const {
    return text(fmt::format("role-{}", name_of(role)));
}

std::string DeskWords::stage(int stage) const { return text(fmt::format("stage-{}", stage)); }

std::string DeskWords::title(const Story& story) const {
    return story.title.empty() ? text("untitled") : story.title;
}

}  // namespace gazette
