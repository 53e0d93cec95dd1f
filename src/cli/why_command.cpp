#include "cli/why_command.h"

#include "base/percent.h"
#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "cli/publish_target.h"
#include "publish/target_connection.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace gazette {
namespace {

std::string as_number(std::uint64_t number) { return fmt::format("{}", number); }

bool is_address(std::string_view what) {
    return what.starts_with('/') || what.starts_with("http://") || what.starts_with("https://");
}

// Below the site's root, decoded; nothing when it cannot be decoded. Of a whole address only the
// path counts: readers know the site by another host than the one that is published to.
std::optional<std::string> path_of(std::string_view what) {
    if (!what.starts_with('/')) {
        const Result<Url> url = parse_url(what);
        if (!url) return std::nullopt;
        return percent_decode(std::string_view(url->path).substr(url->path.empty() ? 0 : 1));
    }
    return percent_decode(what.substr(1, what.find_first_of("?#") - 1));
}

void print_entry(const WhyEntry& why, const TimeZone& zone, const Words& words, std::ostream& out) {
    const ManifestEntry& entry = why.entry;
    out << words.text("why-entry", {"/" + shown_name(entry.path), as_number(entry.size_bytes),
                                    shown_name(entry.type), to_hex(entry.digest)})
        << '\n';
    const auto line = [&](std::string_view key, const std::vector<std::string>& arguments) {
        out << "    " << words.text(key, arguments) << '\n';
    };
    const std::string since = rfc3339(zone.local(why.since_at));
    line(why.may_be_older ? "why-since-older" : "why-since", {as_number(why.since), since});
    if (entry.status == 301) line("why-redirect", {shown_name(entry.location)});
    if (entry.status == 410) line("why-notice", {shown_name(entry.notice)});
    if (!entry.own.empty()) line("why-own", {shown_name(entry.own)});
    constexpr std::size_t kMostShown = 10;
    std::vector<std::string> shown;
    for (const Shows& shows : entry.shows) {
        if (shown.size() == kMostShown) break;
        shown.push_back(shown_name(shows.id));
    }
    if (!shown.empty()) {
        line("why-shows", {as_number(entry.shows.size()), join(shown, " ")});
    }
    if (why.recalled == "gone") line("why-gone", {});
    if (why.recalled == "held") line("why-held", {});
    if (why.is_damaged && why.recalled != "gone") line("why-damaged", {});
}

}  // namespace

ExitStatus run(const WhyCommand& command, const Surroundings& surroundings) {
    auto choice = choose_target(command.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    TargetConnection target(chosen.target);
    Result<Why> answer = Why{};
    if (is_address(command.what)) {
        const std::optional<std::string> path = path_of(command.what);
        if (!path) {
            return refuse(surroundings, ExitStatus::Usage,
                          words.text("why-no-address", {shown_name(command.what)}));
        }
        answer = target.why_path(*path);
    } else {
        answer = target.why_article(command.what);
    }
    if (!answer) return refuse(surroundings, answer.error());
    const Why& why = *answer;
    const ExitStatus status = why.entries.empty() ? ExitStatus::ContentWrong : ExitStatus::Right;
    if (command.json) {
        surroundings.out << print_why(why) << '\n';
        return status;
    }
    const TimeZone& zone = chosen.facts.time_zone;
    surroundings.out << words.text("why-release",
                                   {as_number(why.release), rfc3339(zone.local(why.published_at)),
                                    shown_name(why.by)})
                     << '\n';
    if (why.recall) {
        surroundings.out << words.text("why-recalled", {rfc3339(zone.local(why.recall->at)),
                                                        shown_name(why.recall->by)})
                         << '\n';
    }
    if (why.entries.empty()) {
        surroundings.out << words.text("why-nothing", {shown_name(command.what)}) << '\n';
    }
    for (const WhyEntry& entry : why.entries) print_entry(entry, zone, words, surroundings.out);
    if (why.all_entries > why.entries.size()) {
        surroundings.out << words.text("why-more",
                                       {as_number(why.all_entries - why.entries.size())})
                         << '\n';
    }
    return status;
}

}  // namespace gazette
