#include "base/text.h"
#include "content/byline.h"
#include "content/byline_words.h"
#include "content/source_line.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

struct Parentheses {
    std::string_view open;
    std::string_view close;
};

constexpr std::array<Parentheses, 2> kParentheses = {{{"（", "）"}, {"(", ")"}}};

// The text between the parentheses that enclose the whole line; empty when none do.
std::string_view inside_parentheses(std::string_view line) {
    for (const Parentheses& open : kParentheses) {
        if (!line.starts_with(open.open)) continue;
        // Half-width and full-width ones are mixed by people who type in a hurry.
        for (const Parentheses& close : kParentheses) {
            if (!line.ends_with(close.close)) continue;
            const std::string_view inner =
                line.substr(open.open.size(), line.size() - open.open.size() - close.close.size());
            const bool has_more = inner.find_first_of("()") != std::string_view::npos ||
                                  inner.find("（") != std::string_view::npos ||
                                  inner.find("）") != std::string_view::npos;
            return has_more ? std::string_view() : trim(inner);
        }
    }
    return {};
}

bool is_mark(std::string_view text) {
    static constexpr std::array<std::string_view, 12> kMarks = {
        "完",   "全文完",   "略",   "有删节", "有删改",     "节选",
        "待续", "未完待续", "续完", "有改动", "本报有删节", "下同"};
    return std::find(kMarks.begin(), kMarks.end(), text) != kMarks.end();
}

bool is_jump(std::string_view text) {
    const bool begins = text.starts_with("下转") || text.starts_with("上接") ||
                        text.starts_with("紧接") || text.starts_with("转") ||
                        text.starts_with("接");
    return begins && text.ends_with("版");
}

// 2022年7月6日县第十届人民代表大会通过
bool is_title_note(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kEndings = {
        "通过", "发布", "施行", "批准", "修订", "修正", "公布", "讲话", "报告"};
    return text.find("年") != std::string_view::npos && text.find("日") != std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos &&
           std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return text.ends_with(ending); });
}

bool is_author_note(std::string_view text) {
    for (const std::string_view begin : {"作者系", "作者为", "作者是", "作者单位", "本文作者"}) {
        if (text.starts_with(begin) && text.size() > begin.size()) return true;
    }
    return false;
}

// 图片由县文化馆提供 · 除署名外，图片均由县文旅局提供
std::optional<PictureCredit> read_provided(std::string_view text) {
    constexpr std::string_view kVerb = "提供";
    if (!text.ends_with(kVerb)) return std::nullopt;
    const bool is_all = text.starts_with("除署名");
    std::size_t by = std::string_view::npos;
    for (const std::string_view begin : {"图片由", "图片均由", "照片由", "照片均由", "图由"}) {
        if (const std::size_t found = text.find(begin); found != std::string_view::npos) {
            by = found + begin.size();
        }
    }
    if (by == std::string_view::npos || by >= text.size() - kVerb.size()) return std::nullopt;
    PictureCredit credit;
    credit.unit = trim(text.substr(by, text.size() - kVerb.size() - by));
    credit.verb = kVerb;
    credit.all_pictures = is_all;
    return credit;
}

// 许知禾 摄 · 许知禾／摄 · 本报记者 许知禾 摄 · 县文化馆供图
std::optional<PictureCredit> read_taken(std::string_view text, const SiteConfig& site) {
    for (const std::string_view verb : {"供图", "摄影", "摄"}) {
        if (!text.ends_with(verb) || text.size() == verb.size()) continue;
        std::string_view who = trim(text.substr(0, text.size() - verb.size()));
        for (const std::string_view slash : {"/", "／"}) {
            if (who.ends_with(slash)) who = trim(who.substr(0, who.size() - slash.size()));
        }
        PictureCredit credit;
        credit.verb = verb;
        if (looks_like_unit(who)) {
            credit.unit = who;
            return credit;
        }
        const BylineReading read = read_byline(who, site);
        if (read.byline.size() != 1 || !read.credits.empty()) return std::nullopt;
        credit.names = read.byline.front().names;
        credit.unit = read.byline.front().unit;
        if (credit.names.empty() && credit.unit.empty()) return std::nullopt;
        return credit;
    }
    return std::nullopt;
}

std::optional<PictureCredit> read_picture_credit(std::string_view text, const SiteConfig& site) {
    if (auto provided = read_provided(text)) return provided;
    return read_taken(text, site);
}

// May a byline hold this at all? Sentences have stops and quotation marks; glosses say what they
// are.
bool looks_like_sentence(std::string_view text) {
    for (const std::string_view sign :
         {"。", "！", "？", "“", "”", "《", "》", "……", "以下", "简称", "化名", "图为"}) {
        if (text.find(sign) != std::string_view::npos) return true;
    }
    return false;
}

// 一审：… 二审：… · 策划：林砚　文字：许知禾: every word before a colon, at least two of them or
// one that is known.
bool is_colon_list(std::string_view text) {
    std::size_t colons = 0;
    for (std::size_t at = text.find("："); at != std::string_view::npos;
         at = text.find("：", at + 3)) {
        ++colons;
    }
    colons += static_cast<std::size_t>(std::count(text.begin(), text.end(), ':'));
    const std::size_t end = std::min(text.find("："), text.find(':'));
    if (colons == 0 || end == std::string_view::npos) return false;
    const std::string_view first = trim(text.substr(0, end));
    const bool is_known = !credit_role(first).empty() || first == "策划" || first == "文字" ||
                          first == "监制" || first == "统筹" || first == "作者";
    return is_known && (colons >= 2 || !credit_role(first).empty() || first == "作者");
}

TailLine read_enclosed(std::string_view text, const SiteConfig& site) {
    TailLine tail;
    if (is_mark(text)) {
        tail.kind = TailKind::Mark;
    } else if (is_jump(text)) {
        tail.kind = TailKind::Jump;
    } else if (is_title_note(text)) {
        tail.kind = TailKind::TitleNote;
    } else if (is_author_note(text)) {
        tail.kind = TailKind::AuthorNote;
        tail.author_note = text;
    } else if (auto credit = read_picture_credit(text, site)) {
        tail.kind = TailKind::PictureCredit;
        tail.picture_credit = std::move(*credit);
    } else if (auto source = read_source_line(text)) {
        tail.kind = TailKind::Source;
        tail.source = std::move(*source);
    } else if (!looks_like_sentence(text)) {
        tail.reading = read_byline(text, site);
        if (!tail.reading.empty()) tail.kind = TailKind::Byline;
    }
    return tail;
}

}  // namespace

std::string PictureCredit::text() const {
    std::string who = join(names, " ");
    if (!unit.empty()) who = who.empty() ? unit : unit + " " + who;
    if (verb == "摄" || verb == "摄影") return who + " 摄";
    return verb.empty() ? who : who + "供图";
}

TailLine read_tail_line(std::string_view line, const SiteConfig& site) {
    line = trim(line);
    if (line.empty() || line.size() > kMaxBylineBytes) return {};
    if (const std::string_view inner = inside_parentheses(line); !inner.empty()) {
        return read_enclosed(inner, site);
    }
    TailLine tail;
    if (looks_like_sentence(line) && !line.starts_with("《")) return tail;
    if (auto credit = read_picture_credit(line, site)) {
        tail.kind = TailKind::PictureCredit;
        tail.picture_credit = std::move(*credit);
    } else if (line.starts_with("《") || line.starts_with("来源：") || line.starts_with("来源:")) {
        if (auto source = read_source_line(line)) {
            tail.kind = TailKind::Source;
            tail.source = std::move(*source);
        }
    } else if (is_colon_list(line)) {
        tail.reading = read_byline(line, site);
        if (!tail.reading.empty()) tail.kind = TailKind::Byline;
    } else if (site.is_own_name(line) || looks_like_unit(line)) {
        constexpr std::size_t kLongestBareUnit = 12;
        if (count_code_points(line) <= kLongestBareUnit) {
            tail.kind = TailKind::PictureCredit;
            tail.picture_credit.unit = line;
            tail.unsure = true;
        }
    }
    return tail;
}

BylineReading read_lead_byline(std::string_view line, const SiteConfig& site) {
    line = trim(line);
    for (const std::string_view mark : {"□", "■", "●", "○", "◎", "◆", "◇", "▲", "△"}) {
        if (!line.starts_with(mark)) continue;
        const std::string_view rest = trim(line.substr(mark.size()));
        if (rest.size() > kMaxBylineBytes || looks_like_sentence(rest)) return {};
        BylineReading reading = read_byline(rest, site);
        // The mark says that it is the author: there is nothing unsure about a name alone.
        const bool are_authors =
            std::all_of(reading.byline.begin(), reading.byline.end(),
                        [](const Byline& entry) { return entry.role == "作者"; });
        if (are_authors) reading.other_reading.clear();
        return reading;
    }
    return {};
}

std::size_t find_inline_byline(std::string_view paragraph, const SiteConfig& site) {
    std::string_view text = trim(paragraph);
    if (!text.ends_with("）") && !text.ends_with(")")) return std::string_view::npos;
    const std::size_t wide = text.rfind("（");
    const std::size_t narrow = text.rfind('(');
    std::size_t at = wide;
    if (at == std::string_view::npos || (narrow != std::string_view::npos && narrow > at)) {
        at = narrow;
    }
    if (at == std::string_view::npos || at == 0) return std::string_view::npos;
    const std::string_view before = trim(text.substr(0, at));
    const bool ends_sentence = before.ends_with("。") || before.ends_with("！") ||
                               before.ends_with("？") || before.ends_with("”") ||
                               before.ends_with("…");
    if (!ends_sentence) return std::string_view::npos;
    const TailLine tail = read_tail_line(text.substr(at), site);
    const bool is_sure = (tail.kind == TailKind::Byline && !tail.reading.is_unsure()) ||
                         tail.kind == TailKind::Source || tail.kind == TailKind::PictureCredit;
    if (!is_sure) return std::string_view::npos;
    return static_cast<std::size_t>(text.data() - paragraph.data()) + at;
}

}  // namespace gazette
