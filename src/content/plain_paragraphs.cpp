#include "content/plain_paragraphs.h"

#include "base/text.h"
#include "content/byline.h"

namespace gazette {
namespace {

bool ends_sentence(std::string_view line) {
    for (const std::string_view stop : {"。", "！", "？", "；", "：", "…", "”", "’", "」", "』",
                                        "）", ")",  "》", "】", "—",  ".", "!", "?", ":",  ";"}) {
        if (line.ends_with(stop)) return true;
    }
    return false;
}

// Was a paragraph broken in the middle of a sentence, at the end of a column of the page?
bool continues(std::string_view before, std::string_view line, const SiteConfig& site) {
    constexpr std::size_t kShortestBroken = 20;
    constexpr std::size_t kShortestAtAll = 10;
    constexpr std::size_t kLongestRest = 6;
    if (ends_sentence(before) || line.starts_with("（") || line.starts_with("(")) return false;
    if (read_tail_line(line, site).kind != TailKind::NotOne) return false;
    const std::size_t length = count_code_points(before);
    if (length >= kShortestBroken) return true;
    const std::size_t stop = line.find("。");
    return length >= kShortestAtAll && stop != std::string_view::npos &&
           count_code_points(line.substr(0, stop)) <= kLongestRest;
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

void fill_body(const std::vector<TextLine>& lines, std::size_t first, const SiteConfig& site,
               Article& article) {
    std::string_view before;
    for (std::size_t i = first; i < lines.size(); ++i) {
        const TextLine& line = lines[i];
        if (!before.empty() && continues(before, line.text, site)) {
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
        before = line.text;
    }
    if (!article.body_lines.empty()) article.body_line = article.body_lines.front();
}

}  // namespace gazette
