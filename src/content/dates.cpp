#include "content/dates.h"

#include "base/text.h"

#include <array>

namespace gazette {
namespace {

constexpr std::size_t kMaxDateBytes = 100;
constexpr int kFirstYear = 1800;  // earlier ones are slips of the keyboard
constexpr int kMaxOffsetSeconds = 14 * 3600;

// Full-width digits, colon, hyphen, slash, plus and space as ASCII.
std::string half_width(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = next_code_point(text, i);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            append_utf8(out, c - 0xFEE0);
        } else {
            append_utf8(out, c == 0x3000 ? U' ' : c == 0x2212 ? U'-' : c);
        }
    }
    return out;
}

// Takes what it can from the front of a text.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    [[nodiscard]] std::string_view rest() const { return rest_; }

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    // `least` to `most` digits.
    std::optional<int> number(std::size_t least, std::size_t most) {
        std::size_t length = 0;
        int value = 0;
        while (length < rest_.size() && length < most && is_digit(rest_[length])) {
            value = value * 10 + (rest_[length++] - '0');
        }
        if (length < least || (length < rest_.size() && is_digit(rest_[length]))) return {};
        rest_.remove_prefix(length);
        return value;
    }

    void skip_spaces() {
        rest_ = rest_.substr(std::min(rest_.find_first_not_of(' '), rest_.size()));
    }

    void skip_digits() {
        while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
    }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view rest_;
};

// 2022-07-06, 2022/7/6, 2022年7月6日.
std::optional<CivilDate> take_day(Scanner& scanner) {
    const auto year = scanner.number(4, 4);
    if (!year) return std::nullopt;
    const bool in_chinese = scanner.take("年");
    const std::string_view separator = in_chinese                        ? "月"
                                       : scanner.rest().starts_with('/') ? "/"
                                                                         : "-";
    if (!in_chinese && !scanner.take(separator)) return std::nullopt;
    const auto month = scanner.number(1, 2);
    if (!month || !scanner.take(separator)) return std::nullopt;
    const auto day = scanner.number(1, 2);
    if (!day || (in_chinese && !scanner.take("日"))) return std::nullopt;
    return CivilDate{*year, *month, *day};
}

// 8:30, 08:30:00, 08:30:00.25, 8时30分, 8时; true when one was there and could be read.
bool take_time(Scanner& scanner, CivilTime& time) {
    const auto hour = scanner.number(1, 2);
    if (!hour) return false;
    time.hour = *hour;
    if (scanner.take("时") || scanner.take("点")) {
        if (scanner.at_end()) return true;
        const auto minute = scanner.number(1, 2);
        if (!minute || !scanner.take("分")) return false;
        time.minute = *minute;
        return true;
    }
    if (!scanner.take(":")) return false;
    const auto minute = scanner.number(2, 2);
    if (!minute) return false;
    time.minute = *minute;
    if (!scanner.take(":")) return true;
    const auto second = scanner.number(2, 2);
    if (!second) return false;
    time.second = *second;
    if (scanner.take(".")) scanner.skip_digits();
    return true;
}

// Z, +08:00, +0800, +08: seconds east of Greenwich.
std::optional<int> take_offset(Scanner& scanner) {
    if (scanner.take("Z") || scanner.take("z")) return 0;
    const bool west = scanner.take("-");
    if (!west && !scanner.take("+")) return std::nullopt;
    int minutes = 0;
    auto hours = scanner.number(2, 2);
    if (hours) {
        if (scanner.take(":")) {
            const auto written = scanner.number(2, 2);
            if (!written) return std::nullopt;
            minutes = *written;
        }
    } else {
        const auto both = scanner.number(4, 4);
        if (!both) return std::nullopt;
        hours = *both / 100;
        minutes = *both % 100;
    }
    const int offset = *hours * 3600 + minutes * 60;
    if (minutes > 59 || offset > kMaxOffsetSeconds) return std::nullopt;
    return west ? -offset : offset;
}

// A wall-clock time comes twice when clocks are set back over it: the second moment, if it does.
// The offset of the next day is the one that holds after the change.
std::optional<Instant> second_time(Instant first, const CivilTime& time, const TimeZone& zone) {
    constexpr std::int64_t kDay = 86'400;
    const int set_back =
        zone.local(first).offset_seconds - zone.local(Instant{first.seconds + kDay}).offset_seconds;
    if (set_back <= 0) return std::nullopt;
    const Instant second{first.seconds + set_back};
    if (zone.local(second).time != time) return std::nullopt;
    return second;
}

DateReading in_zone(const CivilTime& time, bool has_time, const TimeZone& zone) {
    const auto instant = zone.instant(time);
    if (instant) {
        DateReading reading{{*instant, has_time}, DateProblem::None, {}};
        if (has_time) reading.later = second_time(*instant, time, zone);
        return reading;
    }
    // Some zones skip midnight when summer time begins: the day then starts an hour later.
    if (!has_time) {
        CivilTime later = time;
        later.hour = 1;
        if (const auto first = zone.instant(later)) return {{*first, false}, DateProblem::None, {}};
    }
    return {{}, DateProblem::Skipped, {}};
}

}  // namespace

DateReading read_date(std::string_view text, const TimeZone& zone) {
    if (text.size() > kMaxDateBytes) return {{}, DateProblem::Unclear, {}};
    const std::string plain = half_width(trim(text));
    Scanner scanner(plain);
    const auto day = take_day(scanner);
    if (!day) return {{}, DateProblem::Unclear, {}};
    CivilTime time{*day, 0, 0, 0};
    const bool is_day_real = day->year >= kFirstYear && is_real(*day);
    if (scanner.at_end()) {
        if (!is_day_real) return {{}, DateProblem::Impossible, {}};
        return in_zone(time, false, zone);
    }
    if (!scanner.take("T") && !scanner.take("t")) scanner.skip_spaces();
    if (!take_time(scanner, time)) return {{}, DateProblem::Unclear, {}};
    scanner.skip_spaces();
    std::optional<int> offset;
    if (!scanner.at_end()) {
        offset = take_offset(scanner);
        if (!offset || !scanner.at_end()) return {{}, DateProblem::Zone, {}};
    }
    if (!is_day_real || !is_real(time)) return {{}, DateProblem::Impossible, {}};
    if (offset) return {{instant_at_offset(time, *offset), true}, DateProblem::None, {}};
    return in_zone(time, true, zone);
}

std::optional<CivilDate> read_day(std::string_view text) {
    if (text.size() > kMaxDateBytes) return std::nullopt;
    const std::string plain = half_width(trim(text));
    Scanner scanner(plain);
    const auto day = take_day(scanner);
    if (!day || !scanner.at_end() || day->year < kFirstYear || !is_real(*day)) return std::nullopt;
    return day;
}

std::string print_moment(const Moment& moment, const TimeZone& zone) {
    const TimeZone::Local local = zone.local(moment.instant);
    const CivilTime midnight{local.time.date, 0, 0, 0};
    if (!moment.has_time && zone.instant(midnight) == moment.instant) {
        return iso_date(local.time.date);
    }
    return rfc3339(local);
}

}  // namespace gazette
