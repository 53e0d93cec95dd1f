#include "content/plain_paragraphs.h"

#include "base/text.h"
#include "content/byline.h"
#include "content/diagnostic_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace gazette {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_sentence(std::string_view line) {
    for (const std::string_view stop : {"。", "！", "？", "；", "：", "…", "”", "’", "」", "』",
                                        "）", ")",  "》", "】", "—",  ".", "!", "?", ":",  ";"}) {
        if (line.ends_with(stop)) return true;
    }
    return false;
}

// 一等奖：张三 · 地点：县文化馆: a short label before a colon.
bool has_label(std::string_view line) {
    constexpr std::size_t kLongestLabel = 12;
    const std::size_t colon = std::min(line.find("："), line.find(':'));
    return colon != std::string_view::npos && colon > 0 &&
           count_code_points(line.substr(0, colon)) <= kLongestLabel;
}

// 一、… · 1. … · 2）… · ① … · ● …: an item of a list, which begins a line of its own.
bool begins_item(std::string_view line) {
    constexpr std::string_view kNumbers = "0123456789";
    constexpr std::array<std::string_view, 13> kHanNumbers = {
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "零", "〇"};
    for (const std::string_view mark :
         {"●", "■", "□", "◆", "◇", "○", "▲", "△", "★", "☆", "·", "•", "－", "——", "- ", "* "}) {
        if (line.starts_with(mark)) return true;
    }
    std::size_t first = 0;
    const char32_t begins = next_code_point(line, first);
    if (begins >= 0x2460 && begins <= 0x2473) return true;  // ① … ⑳
    std::string_view rest = line.substr(std::min(line.find_first_not_of(kNumbers), line.size()));
    if (rest.size() == line.size()) {
        const auto takes_number = [&](std::string_view number) {
            if (!rest.starts_with(number)) return false;
            rest.remove_prefix(number.size());
            return true;
        };
        while (std::any_of(kHanNumbers.begin(), kHanNumbers.end(), takes_number)) {
        }
    }
    if (rest.size() == line.size()) return false;
    // 2.5 is a number, 2. is not.
    if (rest.starts_with('.')) return rest.size() > 1 && !is_digit(rest[1]);
    return rest.starts_with("、") || rest.starts_with("．") || rest.starts_with("）") ||
           rest.starts_with(')');
}

// More of `open` than of `close`, behind the last `close`.
bool leaves_open(std::string_view line, std::string_view open, std::string_view close) {
    const std::size_t opened = line.rfind(open);
    if (opened == std::string_view::npos) return false;
    const std::size_t closed = line.rfind(close);
    return closed == std::string_view::npos || closed < opened;
}

// No sentence, no title and no line of a list ends so, or goes on so: 提高百分之十并 / 及时发放。
bool is_cut(std::string_view before, std::string_view line) {
    constexpr std::size_t kShortest = 10;
    constexpr std::size_t kLongestTitle = 45;
    constexpr std::size_t kLongestRest = 6;
    for (const std::string_view sign : {"，", "、", "（", "“", "《", ","}) {
        if (before.ends_with(sign)) return true;
    }
    for (const std::string_view sign :
         {"，", "。", "、", "；", "：", "！", "？", "）", "”", "》"}) {
        if (line.starts_with(sign)) return true;
    }
    if (leaves_open(before, "“", "”") || leaves_open(before, "《", "》") ||
        leaves_open(before, "（", "）")) {
        return true;
    }
    const std::size_t length = count_code_points(before);
    if (length < kShortest) return false;
    for (const std::string_view word :
         {"的", "并", "和", "或", "将", "把", "被", "是", "而", "且", "但", "让", "于", "至"}) {
        if (before.ends_with(word)) return true;
    }
    // Prose whose last sentence does not end.
    const bool is_prose =
        before.find("。") != std::string_view::npos || before.find("；") != std::string_view::npos;
    const bool has_comma = before.find("，") != std::string_view::npos;
    if (is_prose || (has_comma && length > kLongestTitle)) return true;
    // 推动社会救助提 / 质增效。
    const std::size_t stop = line.find("。");
    return has_comma && stop != std::string_view::npos &&
           count_code_points(line.substr(0, stop)) <= kLongestRest;
}

// In half characters: a figure takes half the place of a Chinese character.
std::size_t width_of(std::string_view line) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size();) width += next_code_point(line, i) < 0x80 ? 1U : 2U;
    return width;
}

constexpr std::size_t kRaggedEnd =
    4;  // what a line of a column may be short of, in half characters

bool fills_column(std::string_view line, std::size_t column) {
    return column > 0 && width_of(line) + kRaggedEnd >= column;
}

// The width at which all lines of the text were broken, by an editor or a column; 0 when they were
// not: then lines are paragraphs, and the longest ends where its sentence does.
std::size_t column_width(std::span<const TextLine> lines) {
    constexpr std::size_t kNarrowest = 40;
    constexpr int kFewestBroken = 2;
    std::size_t widest = 0;
    for (const TextLine& line : lines) widest = std::max(widest, width_of(line.text));
    if (widest < kNarrowest) return 0;
    const auto broken = std::count_if(lines.begin(), lines.end(), [&](const TextLine& line) {
        return fills_column(line.text, widest) && !ends_sentence(line.text);
    });
    return broken >= kFewestBroken ? widest : 0;
}

enum class Joint { Apart, Joined, Unsure };

bool is_line_of_its_own(std::string_view line, const SiteConfig& site) {
    return line.starts_with("（") || line.starts_with("(") || begins_item(line) ||
           read_tail_line(line, site).kind != TailKind::NotOne ||
           !read_lead_byline(line, site).empty();
}

Joint joint_between(const TextLine& before, const TextLine& line, std::size_t column,
                    const SiteConfig& site) {
    constexpr std::size_t kLongestSubheading = 19;
    if (ends_sentence(before.text) || !read_lead_byline(before.text, site).empty()) {
        return Joint::Apart;
    }
    if (has_label(before.text) && has_label(line.text)) return Joint::Apart;
    if (is_line_of_its_own(line.text, site)) return Joint::Apart;
    if (is_cut(before.text, line.text)) return Joint::Joined;
    if (!line.is_after_blank && fills_column(before.text, column)) return Joint::Joined;
    return count_code_points(before.text) > kLongestSubheading ? Joint::Unsure : Joint::Apart;
}

// The last characters of a line, the first of the next.
std::string around(std::string_view before, std::string_view between, std::string_view line) {
    constexpr std::size_t kShown = 10;
    std::size_t end = 0;
    for (std::size_t i = 0; i < kShown && end < line.size(); ++i) {
        static_cast<void>(next_code_point(line, end));
    }
    std::size_t begin = 0;
    for (std::size_t left = count_code_points(before); left > kShown; --left) {
        static_cast<void>(next_code_point(before, begin));
    }
    return std::string(before.substr(begin)).append(between).append(line.substr(0, end));
}

}  // namespace

std::vector<TextLine> text_lines(std::string_view text) {
    std::vector<TextLine> lines;
    int number = 0;
    bool is_after_blank = true;
    for (const std::string_view raw : split_lines(text)) {
        ++number;
        const std::string_view line = trim(raw);
        if (line.empty()) {
            is_after_blank = true;
            continue;
        }
        lines.push_back({line, number, is_after_blank});
        is_after_blank = false;
    }
    return lines;
}

void fill_body(std::span<const TextLine> lines, const SiteConfig& site, Article& article,
               Diagnostics& diagnostics) {
    const std::size_t column = column_width(lines);
    const TextLine* before = nullptr;
    for (const TextLine& line : lines) {
        const Joint joint =
            before == nullptr ? Joint::Apart : joint_between(*before, line, column, site);
        if (joint == Joint::Unsure) {
            diagnostics.add(
                codes::kParagraphUnsure, article.path, {line.number, 1},
                {around(before->text, " / ", line.text), around(before->text, "", line.text)});
        }
        if (joint == Joint::Joined) {
            article.body.pop_back();
            article.body.append(line.text).append("\n");
        } else {
            if (!article.body.empty()) {
                article.body += '\n';
                article.body_lines.push_back(line.number);
            }
            article.body.append(line.text).append("\n");
            article.body_lines.push_back(line.number);
        }
        before = &line;
    }
    if (!article.body_lines.empty()) article.body_line = article.body_lines.front();
}

// CommonMark 0.30: §2.4 backslash escapes, §2.5 references; blocks begin as §4 and §5 say.
std::string markdown_of(std::string_view line) {
    std::string out;
    out.reserve(line.size() + line.size() / 8);
    const std::size_t figures = std::min(line.find_first_not_of("0123456789"), line.size());
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        switch (c) {
            case '*':
            case '_':
            case '`':
            case '[':
            case ']':
            case '<':
                out += fmt::format("&#{};", static_cast<int>(c));
                continue;
            case '\\':
            case '&':
                out += '\\';
                break;
            case '#':
            case '-':
            case '+':
            case '>':
            case '~':
            case '=':
                if (i == 0)
                    out += '\\';  // a heading, a list, a quote, code, a line below a heading
                break;
            case '.':
            case ')':
                if (i == figures && i > 0) out += '\\';  // a numbered list
                break;
            default:
                break;
        }
        out += c;
    }
    return out;
}

}  // namespace gazette
