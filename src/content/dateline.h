#pragma once
// Datelines 消息头 at the head of a text: 讯头 (××讯) and 电头 (××电), with the byline that may
// stand behind them. NEWSROOM §8, P21–P26. Pure; any thread.
#include "content/article.h"
#include "content/byline.h"
#include "content/site_config.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

struct MonthDay {
    int month = 0;
    int day = 0;

    friend bool operator==(const MonthDay&, const MonthDay&) = default;
};

struct DatelineReading {
    std::string
        dateline;  // 东昌府讯, 本报7月5日讯, 新华社北京7月5日电; full-width space inside dropped
    std::string place;  // 北京
    std::optional<MonthDay> date;
    BylineReading byline;          // （记者 许知禾） behind it, or 记者许知禾报道：
    std::optional<Source> source;  // of a 电头: 新华社; 据… = edited
    std::size_t length = 0;        // bytes of the text that it takes, separators behind it too
};

// Nothing when the text does not begin with one.
std::optional<DatelineReading> read_dateline(std::string_view text, const SiteConfig& site);

}  // namespace gazette
