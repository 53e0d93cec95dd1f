#pragma once
// Headline sets 引题 / 主题 / 副题 from the lines above a plain text: NEWSROOM §8, P42–P47. Pure;
// any thread.
#include "content/article.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct Headline {
    std::string kicker;
    std::string title;
    std::string subtitle;
    std::string genre;  // 【短评】, 图片新闻｜
    std::optional<Series> series;
    std::string other_reading;  // not empty: unsure (P44)
};

// `above`: the one to five lines above the text.
Headline read_headline(const std::vector<std::string_view>& above);

}  // namespace gazette
