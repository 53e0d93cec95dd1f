#pragma once
// Dates and numbers as readers see them, in the site's language (zh-CN, else English). Pure.
#include "base/time_zone.h"

#include <string>
#include <string_view>

namespace gazette {

enum class DateStyle {
    Full,         // 2022年7月6日
    FullWeekday,  // 2022年7月6日 星期三
    Day,          // 7月6日
    DayWeekday,   // 7月6日 星期三
    Month,        // 2022年7月
    MonthAlone,   // 7月
    Year,         // 2022年
};

std::string date_text(const CivilDate& date, DateStyle style, std::string_view language);

std::string time_text(const CivilTime& time);  // 08:30

// "1.2 MB": decimal units, as file managers show them.
std::string size_text(std::uint64_t size_bytes);

}  // namespace gazette
