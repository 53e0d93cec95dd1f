#include "content/source_line.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::size_t kMaxSourceBytes = 600;
constexpr std::size_t kMaxNameCharacters = 30;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stands before the first blank, stop or digit.
std::string_view take_word(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size()) {
        std::size_t next = end;
        const char32_t c = next_code_point(text, next);
        if (c == U' ' || c == U'\u3000' || c == U'，' || c == U',' || c == U'。' || c == U'；' ||
            (c < 0x80 && is_digit(static_cast<char>(c)))) {
            break;
        }
        end = next;
    }
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

// 《某某日报》 or a word.
std::string take_name(std::string_view& text) {
    constexpr std::string_view kOpen = "《";
    constexpr std::string_view kClose = "》";
    text = trim(text);
    if (text.starts_with(kOpen)) {
        const std::size_t end = text.find(kClose);
        if (end == std::string_view::npos) return {};
        std::string name(trim(text.substr(kOpen.size(), end - kOpen.size())));
        text.remove_prefix(end + kClose.size());
        return name;
    }
    return std::string(take_word(text));
}

// 2022年7月5日, 2022-07-05: as it is written.
std::string take_date(std::string_view& text) {
    text = trim(text);
    std::size_t end = text.find("日");
    if (end != std::string_view::npos && end <= 20 && !text.empty() && is_digit(text.front()) &&
        text.substr(0, end).find("月") != std::string_view::npos) {
        end += std::string_view("日").size();
    } else {
        end = std::min(text.find_first_not_of("0123456789-"), text.size());
        if (end != 10) return {};
    }
    std::string date(text.substr(0, end));
    text.remove_prefix(end);
    return date;
}

// 2版, 第2版, A2版: as it is written.
std::string take_page(std::string_view& text) {
    text = trim(text);
    const std::size_t end = text.find("版");
    constexpr std::size_t kLongestPage = 12;
    if (end == std::string_view::npos || end > kLongestPage) return {};
    std::string_view page = text.substr(0, end);
    if (page.starts_with("第")) page.remove_prefix(std::string_view("第").size());
    text.remove_prefix(end + std::string_view("版").size());
    return std::string(trim(page));
}

// After "来源：".
std::optional<Source> read_cited(std::string_view text) {
    Source source;
    source.name = take_name(text);
    if (source.name.empty() || count_code_points(source.name) > kMaxNameCharacters) return {};
    source.date = take_date(text);
    source.page = take_page(text);
    while (!(text = trim(text)).empty()) {
        while (text.starts_with("，") || text.starts_with("；") || text.starts_with("、")) {
            text = trim(text.substr(3));
        }
        std::string* field = nullptr;
        for (const auto& [key, member] :
             {std::pair("作者", &Source::author), std::pair("编辑", &Source::editor),
              std::pair("责编", &Source::editor), std::pair("标题", &Source::title)}) {
            for (const std::string_view colon : {"：", ":"}) {
                const std::string begin = std::string(key).append(colon);
                if (field == nullptr && text.starts_with(begin)) {
                    field = &(source.*member);
                    text.remove_prefix(begin.size());
                }
            }
        }
        if (field == nullptr) return text.empty() ? std::optional(source) : std::nullopt;
        *field = take_name(text);
    }
    return source;
}

// After 综合: 新华社、某某新闻(报道)
std::optional<Source> read_compiled(std::string_view text) {
    for (const std::string_view ending : {"综合报道", "报道", "消息", "整理"}) {
        if (text.ends_with(ending)) text.remove_suffix(ending.size());
    }
    Source source;
    source.use = SourceUse::Compiled;
    text = trim(text);
    if (text.starts_with("：")) text = trim(text.substr(3));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("、"), text.size());
        std::string_view name = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + std::string_view("、").size(), text.size()));
        if (name.starts_with("《") && name.ends_with("》")) {
            name = name.substr(3, name.size() - 6);
        }
        const std::size_t length = count_code_points(name);
        if (length < 2 || length > kMaxNameCharacters) return std::nullopt;
        if (name.find("，") != std::string_view::npos) return std::nullopt;
        (source.name.empty() ? source.name : source.other_names.emplace_back()) = name;
    }
    return source.name.empty() ? std::nullopt : std::optional(source);
}

// After 据.
std::optional<Source> read_according_to(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kNoSource = {
        "了解", "悉", "介绍", "统计", "报道", "此", "说", "称", "查"};
    for (const std::string_view ending : {"消息", "报道", "通报", "通告", "发布"}) {
        if (text.ends_with(ending)) text.remove_suffix(ending.size());
    }
    text = trim(text);
    if (text.starts_with("《") && text.ends_with("》")) text = text.substr(3, text.size() - 6);
    const std::size_t length = count_code_points(text);
    constexpr std::size_t kLongestUnit = 20;
    if (length < 2 || length > kLongestUnit) return std::nullopt;
    if (std::find(kNoSource.begin(), kNoSource.end(), text) != kNoSource.end()) return std::nullopt;
    for (const std::string_view sign : {"，", "。", "：", " ", "、"}) {
        if (text.find(sign) != std::string_view::npos) return std::nullopt;
    }
    Source source;
    source.name = text;
    source.use = SourceUse::Edited;
    return source;
}

// 《某某网》 alone.
std::optional<Source> read_bare_title(std::string_view line) {
    if (!line.starts_with("《") || !line.ends_with("》")) return std::nullopt;
    const std::string_view name = trim(line.substr(3, line.size() - 6));
    static constexpr std::array<std::string_view, 10> kMedia = {
        "网", "报", "社", "台", "刊", "杂志", "新闻", "客户端", "周刊", "在线"};
    const bool is_medium = std::any_of(kMedia.begin(), kMedia.end(), [&](std::string_view ending) {
        return name.ends_with(ending) && name.size() > ending.size();
    });
    if (!is_medium || count_code_points(name) > 15 || name.find("《") != std::string_view::npos) {
        return std::nullopt;
    }
    Source source;
    source.name = name;
    return source;
}

}  // namespace

std::optional<Source> read_source_line(std::string_view line) {
    line = trim(line);
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>("（", "）"),
                                      std::pair<std::string_view, std::string_view>("(", ")")}) {
        if (line.size() > open.size() + close.size() && line.starts_with(open) &&
            line.ends_with(close)) {
            line = trim(line.substr(open.size(), line.size() - open.size() - close.size()));
        }
    }
    if (line.empty() || line.size() > kMaxSourceBytes) return std::nullopt;
    for (const std::string_view key :
         {"来源", "稿源", "稿件来源", "信息来源", "转载自", "转自", "摘自", "原载"}) {
        if (!line.starts_with(key)) continue;
        std::string_view rest = trim(line.substr(key.size()));
        const bool needs_colon = key.ends_with("源");
        if (rest.starts_with("：")) {
            rest.remove_prefix(3);
        } else if (rest.starts_with(':')) {
            rest.remove_prefix(1);
        } else if (needs_colon) {
            continue;
        }
        return read_cited(rest);
    }
    if (line.starts_with("综合")) return read_compiled(line.substr(6));
    if (line.starts_with("据")) return read_according_to(line.substr(3));
    return read_bare_title(line);
}

}  // namespace gazette
