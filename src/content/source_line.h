#pragma once
// Where a reprint comes from, as papers print it: NEWSROOM §8, P27–P30. Pure; any thread.
#include "content/article.h"

#include <optional>
#include <string_view>

namespace gazette {

// "来源：《某某日报》2022年7月5日2版 作者：许知禾" (P27), "综合新华社、某某新闻" (P28),
// "据县气象局" (P29), with or without parentheses, and "《某某网》" alone (P30). Nothing when it is
// none of them.
std::optional<Source> read_source_line(std::string_view line);

}  // namespace gazette
