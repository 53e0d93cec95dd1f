#include "content/dateline.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::size_t kMaxDatelineCharacters = 24;
constexpr std::size_t kMaxHeadBylineBytes = 400;

// Words that end in 讯 or 电 and are no dateline: what stands before the 讯.
bool makes_a_word(std::string_view before) {
    static constexpr std::array<std::string_view, 18> kBefore = {
        "通", "资", "短", "喜", "简", "音", "问", "审", "腾",
        "快", "传", "视", "咨", "信", "即", "闻", "科", "中"};
    return std::any_of(kBefore.begin(), kBefore.end(),
                       [&](std::string_view word) { return before.ends_with(word); });
}

constexpr std::array<std::string_view, 13> kAgencies = {
    "新华社",   "新华网", "中新社", "中新网", "中国新闻社", "中国新闻网", "人民网",
    "央视新闻", "央视网", "光明网", "中国网", "央广网",     "国际在线"};

std::string_view agency_in(std::string_view name) {
    for (const std::string_view agency : kAgencies) {
        if (name.starts_with(agency)) return agency;
    }
    return {};
}

bool is_own_prefix(std::string_view name) {
    return name.starts_with("本报") || name.starts_with("本台") || name.starts_with("本网") ||
           name.starts_with("本刊") || name.starts_with("本社");
}

// "…7月5日" at the end of the name: the date, and the name without it.
std::optional<MonthDay> take_date(std::string_view& name) {
    if (!name.ends_with("日")) return std::nullopt;
    const std::size_t month_end = name.rfind("月");
    if (month_end == std::string_view::npos) return std::nullopt;
    const auto number = [](std::string_view text) -> int {
        if (text.empty() || text.size() > 2) return 0;
        int value = 0;
        for (const char c : text) {
            if (c < '0' || c > '9') return 0;
            value = value * 10 + (c - '0');
        }
        return value;
    };
    std::size_t begin = month_end;
    while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
    const int month = number(name.substr(begin, month_end - begin));
    const std::size_t day_begin = month_end + std::string_view("月").size();
    const int day =
        number(name.substr(day_begin, name.size() - std::string_view("日").size() - day_begin));
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    name = name.substr(0, begin);
    return MonthDay{month, day};
}

// The name before 讯 or 电, and where that ends.
struct Head {
    std::string_view name;  // may hold one blank before the 讯
    bool is_wire = false;   // 电
    std::size_t end = 0;    // behind 讯 or 电
};

std::optional<Head> find_head(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size() && characters < kMaxDatelineCharacters; ++characters) {
        const std::size_t begin = i;
        const char32_t c = next_code_point(text, i);
        if ((c == U'讯' || c == U'电') && characters >= 2) {
            const std::string_view name = trim(text.substr(0, begin));
            if (makes_a_word(name)) return std::nullopt;
            // 电 stands in many words: 电影, 供电. A wire's is behind a date or an agency.
            const bool is_wire = c == U'电';
            if (is_wire && !name.ends_with("日") && agency_in(name).size() != name.size()) continue;
            return Head{name, is_wire, i};
        }
        const bool is_fit = is_han(c) || (c >= U'0' && c <= U'9');
        // 本报 讯
        const bool is_blank = (c == U' ' || c == U'\u3000') && is_own_prefix(text) && begin == 6;
        if (!is_fit && !is_blank) return std::nullopt;
    }
    return std::nullopt;
}

bool is_separator(char32_t c) {
    return c == U' ' || c == U'\u3000' || c == U'\t' || c == U'：' || c == U':' || c == U'，' ||
           c == U',' || c == U'　' || c == U'\u00A0';
}

std::size_t skip_separators(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        std::size_t next = at;
        if (!is_separator(next_code_point(text, next))) break;
        at = next;
    }
    return at;
}

// （记者 许知禾） at `at`: reads it and moves behind it.
void take_enclosed_byline(std::string_view text, const SiteConfig& site, std::size_t& at,
                          DatelineReading& reading) {
    std::size_t begin = at;
    while (begin < text.size() &&
           (text[begin] == ' ' || text.substr(begin).starts_with("\u3000"))) {
        begin += text[begin] == ' ' ? std::size_t{1} : std::size_t{3};
    }
    const std::string_view rest = text.substr(begin, kMaxHeadBylineBytes);
    const bool is_wide = rest.starts_with("（");
    if (!is_wide && !rest.starts_with('(')) return;
    const std::size_t wide_end = rest.find("）");
    const std::size_t narrow_end = rest.find(')');
    const std::size_t end = std::min(wide_end, narrow_end);
    if (end == std::string_view::npos) return;
    const std::size_t open_size = is_wide ? 3 : 1;
    BylineReading byline = read_byline(rest.substr(open_size, end - open_size), site);
    if (byline.empty()) return;
    reading.byline = std::move(byline);
    at = begin + end + (end == wide_end ? 3 : 1);
}

// 记者许知禾报道： at `at`.
void take_reported_byline(std::string_view text, const SiteConfig& site, std::size_t& at,
                          DatelineReading& reading) {
    const std::size_t begin = skip_separators(text, at);
    const std::string_view rest = text.substr(begin, 150);
    if (rest.find("报道") == std::string_view::npos) return;
    for (const std::string_view verb : {"报道：", "报道:", "摄影报道：", "报道，"}) {
        const std::size_t end = rest.find(verb);
        if (end == std::string_view::npos || end == 0) continue;
        const std::string_view who = trim(rest.substr(0, end));
        if (who.find("，") != std::string_view::npos || who.find("。") != std::string_view::npos) {
            continue;
        }
        BylineReading byline = read_byline(who, site);
        const bool has_role = !byline.byline.empty() && byline.byline.front().role != "作者";
        if (!has_role || !byline.credits.empty()) continue;
        reading.byline = std::move(byline);
        at = begin + end + verb.size();
        return;
    }
}

bool is_delimited(std::string_view text, std::size_t end) {
    if (end >= text.size()) return true;
    std::size_t next = end;
    const char32_t c = next_code_point(text, next);
    return is_separator(c) || c == U'（' || c == U'(' || c == U'\n';
}

// The name as it is printed, without blanks.
std::string without_blanks(std::string_view text) {
    std::string out = replace_all(text, " ", "");
    return replace_all(out, "\u3000", "");
}

}  // namespace

std::optional<DatelineReading> read_dateline(std::string_view text, const SiteConfig& site) {
    const bool is_edited = text.starts_with("据");
    const std::size_t offset = is_edited ? std::string_view("据").size() : 0;
    const auto head = find_head(text.substr(offset));
    if (!head) return std::nullopt;
    std::string_view name = head->name;
    DatelineReading reading;
    reading.date = take_date(name);
    const std::string_view agency = agency_in(name);
    const bool is_own = is_own_prefix(name);
    if (is_edited && agency.empty()) return std::nullopt;  // 据通讯…, 据…讯 of nobody known
    if (head->is_wire && agency.empty() && !is_own && !reading.date) return std::nullopt;
    std::size_t at = offset + head->end;
    const bool needs_delimiter = !is_own && !reading.date && agency.empty();
    if (needs_delimiter && !is_delimited(text, at)) return std::nullopt;
    reading.dateline = without_blanks(text.substr(0, at));
    if (!agency.empty()) {
        Source source;
        source.name = agency;
        source.use = is_edited ? SourceUse::Edited : SourceUse::Reprint;
        reading.source = std::move(source);
        name.remove_prefix(agency.size());
    } else if (is_own) {
        name.remove_prefix(std::string_view("本报").size());
    }
    reading.place = trim(name);
    take_enclosed_byline(text, site, at, reading);
    if (reading.byline.empty()) take_reported_byline(text, site, at, reading);
    reading.length = skip_separators(text, at);
    return reading;
}

}  // namespace gazette
