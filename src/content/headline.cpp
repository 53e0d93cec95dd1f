#include "content/headline.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

// What stands in 【】 or before ｜ and is a genre, not a title.
std::string_view genre_of(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kGenres = {{
        {"短评", "评论"},       {"时评", "评论"},         {"快评", "评论"},
        {"评论", "评论"},       {"社评", "评论"},         {"社论", "评论"},
        {"本报评论员", "评论"}, {"图片新闻", "图片新闻"}, {"图片报道", "图片新闻"},
        {"简讯", "简讯"},       {"短讯", "简讯"},         {"快讯", "简讯"},
        {"要闻简报", "简讯"},   {"通讯", "通讯"},         {"人物通讯", "通讯"},
        {"特写", "特写"},       {"公告", "公告"},         {"通告", "公告"},
        {"公示", "公示"},       {"广告", "广告"},         {"公益广告", "公益广告"},
        {"专版", "专版"},       {"转载", "转载"},         {"消息", "消息"},
    }};
    for (const auto& [written, genre] : kGenres) {
        if (written == word) return genre;
    }
    return {};
}

// 【短评】… · 图片新闻｜…: takes the genre off the front of a line.
std::string take_genre(std::string_view& line) {
    constexpr std::string_view kOpen = "【";
    constexpr std::string_view kClose = "】";
    if (line.starts_with(kOpen)) {
        const std::size_t end = line.find(kClose);
        if (end == std::string_view::npos) return {};
        const std::string_view genre =
            genre_of(trim(line.substr(kOpen.size(), end - kOpen.size())));
        if (genre.empty()) return {};
        line = trim(line.substr(end + kClose.size()));
        return std::string(genre);
    }
    for (const std::string_view bar : {"｜", "|", "丨"}) {
        const std::size_t at = line.find(bar);
        if (at == std::string_view::npos) continue;
        const std::string_view genre = genre_of(trim(line.substr(0, at)));
        if (genre.empty()) return {};
        line = trim(line.substr(at + bar.size()));
        return std::string(genre);
    }
    return {};
}

bool is_series_number(std::string_view text) {
    static constexpr std::string_view kNumbers = "上中下一二三四五六七八九十";
    if (text.empty() || text.size() > 9) return false;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        next_code_point(text, i);
        if (kNumbers.find(text.substr(begin, i - begin)) == std::string_view::npos) return false;
    }
    return true;
}

// （上） · 之三 · ① at the end of a title.
std::string take_series_part(std::string_view& title) {
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>("（", "）"),
                                      std::pair<std::string_view, std::string_view>("(", ")")}) {
        const std::size_t at = title.rfind(open);
        if (!title.ends_with(close) || at == std::string_view::npos || at == 0) continue;
        const std::string_view part =
            title.substr(at + open.size(), title.size() - at - open.size() - close.size());
        if (!is_series_number(part)) continue;
        title = trim(title.substr(0, at));
        return std::string(part);
    }
    constexpr std::string_view kOf = "之";
    if (const std::size_t at = title.rfind(kOf);
        at != std::string_view::npos && at > 0 && is_series_number(title.substr(at + kOf.size()))) {
        std::string part(title.substr(at));
        title = trim(title.substr(0, at));
        return part;
    }
    constexpr std::size_t kCircledBytes = 3;
    if (title.size() > kCircledBytes) {
        std::size_t at = title.size() - kCircledBytes;
        const std::string_view last = title.substr(at);
        if (first_invalid_utf8(last)) return {};
        const char32_t c = next_code_point(title, at);
        if (c >= 0x2460 && c <= 0x2473) {  // ① … ⑳
            std::string part(last);
            title = trim(title.substr(0, title.size() - kCircledBytes));
            return part;
        }
    }
    return {};
}

// "——记…" · "— —记…": the dashes of a subtitle, if it begins with them.
bool is_subtitle(std::string_view line) {
    return line.starts_with("——") || line.starts_with("──") || line.starts_with("--") ||
           line.starts_with("―");
}

bool is_final_stop(std::string_view line) {
    return line.ends_with("。") || line.ends_with("！") || line.ends_with("？") ||
           line.ends_with("：") || line.ends_with("…");
}

void set_title(Headline& headline, std::string_view title) {
    const std::string part = take_series_part(title);
    headline.title = title;
    if (!part.empty()) headline.series = Series{{}, part};
}

// Kicker, title and what is left, from three lines or more.
void set_three(Headline& headline, const std::vector<std::string_view>& lines) {
    headline.kicker = lines[0];
    set_title(headline, lines[1]);
    std::string rest;
    for (std::size_t i = 2; i < lines.size(); ++i) {
        rest.append(rest.empty() ? "" : " ").append(lines[i]);
    }
    headline.subtitle = headline.subtitle.empty() ? rest : rest + " " + headline.subtitle;
    // Without sizes of type the title may also begin on the second line and go on.
    headline.other_reading = std::string(lines[0]) + " / " + std::string(lines[1]) + " " + rest;
}

// Two halves over two lines. A line that ends in a stop is a sentence, not a half.
void set_two(Headline& headline, std::string_view first, std::string_view second) {
    if (is_final_stop(first)) {
        headline.kicker = first;
        set_title(headline, second);
    } else {
        set_title(headline, std::string(first).append(" ").append(second));
    }
}

}  // namespace

Headline read_headline(const std::vector<std::string_view>& above) {
    Headline headline;
    std::vector<std::string_view> lines;
    for (std::string_view line : above) {
        line = trim(line);
        if (lines.empty() && headline.genre.empty()) headline.genre = take_genre(line);
        if (line.empty()) continue;
        if (is_subtitle(line) && !lines.empty()) {
            headline.subtitle.append(headline.subtitle.empty() ? "" : " ").append(line);
        } else {
            lines.push_back(line);
        }
    }
    if (lines.size() == 1) set_title(headline, lines[0]);
    if (lines.size() == 2) set_two(headline, lines[0], lines[1]);
    if (lines.size() > 2) set_three(headline, lines);
    return headline;
}

}  // namespace gazette
