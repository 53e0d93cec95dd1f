#include "content/newspaper_form.h"

#include "base/text.h"
#include "content/byline_report.h"
#include "content/dates.h"
#include "content/diagnostic_codes.h"
#include "content/plain_paragraphs.h"
#include "content/yaml_fields.h"

#include <algorithm>
#include <span>

namespace gazette {
namespace {

constexpr std::size_t kMaxHeadlineCharacters = 45;  // of a line
constexpr std::size_t kMaxHeadlineLines = 5;
constexpr std::size_t kMaxTailLines = 6;

bool was_written(const Article& article, ArticleKey key) {
    return article.position_of(key).line > 0;
}

// --- the head ---

// Cuts `length` bytes off the front of the body; they lie in its first line.
void cut_front(Article& article, std::size_t length) {
    article.body_column +=
        static_cast<int>(count_code_points(std::string_view(article.body).substr(0, length)));
    article.body.erase(0, length);
}

// Cuts off the first line and the blank ones behind it.
void cut_first_line(Article& article) {
    std::size_t end = std::min(article.body.find('\n'), article.body.size());
    std::size_t lines = 0;
    while (end < article.body.size() && article.body[end] == '\n') {
        ++end;
        ++lines;
    }
    article.body.erase(0, end);
    article.body_line += static_cast<int>(lines);
    article.body_column = 1;
    if (!article.body_lines.empty()) {
        lines = std::min(lines, article.body_lines.size() - 1);
        article.body_lines.erase(article.body_lines.begin(),
                                 article.body_lines.begin() + static_cast<long>(lines));
    }
}

std::string_view first_line(std::string_view body) { return body.substr(0, body.find('\n')); }

// Blanks at the front of the first line: 　　东昌府讯.
std::size_t indentation(std::string_view line) {
    const std::string_view trimmed = trim(line);
    return trimmed.empty() ? 0 : static_cast<std::size_t>(trimmed.data() - line.data());
}

void take_byline(const Reading& reading, BylineReading&& read, Position position,
                 Article& article) {
    report_byline(reading, read, position);
    for (Byline& entry : read.byline) {
        entry.position = position;
        article.byline.push_back(std::move(entry));
    }
    for (Credit& credit : read.credits) article.credits.push_back(std::move(credit));
}

// □许知禾 under the title (P31).
void take_lead_byline(const Reading& reading, const SiteConfig& site, Article& article) {
    BylineReading lead = read_lead_byline(first_line(article.body), site);
    if (lead.empty() || !article.byline.empty()) return;
    take_byline(reading, std::move(lead), article.position_in_file({1, 1}), article);
    article.byline_above_body = true;
    cut_first_line(article);
}

void take_dateline(const Reading& reading, const SiteConfig& site, Article& article) {
    const std::size_t blanks = indentation(first_line(article.body));
    const std::string_view text = std::string_view(article.body).substr(blanks);
    auto read = read_dateline(text, site);
    if (!read) return;
    if (was_written(article, ArticleKey::dateline)) {
        if (read->dateline != article.dateline) return;  // another one: it is part of the text
    } else {
        article.dateline = read->dateline;
    }
    if (!read->byline.empty()) {
        if (!article.byline.empty() && read->byline.byline != article.byline) return;
        if (article.byline.empty()) {
            take_byline(reading, std::move(read->byline), article.position_in_file({1, 1}),
                        article);
            article.byline_above_body = true;
        }
    }
    if (read->source && !article.source) article.source = std::move(read->source);
    cut_front(article, blanks + read->length);
}

// --- the end ---

// A line of the body, by its offsets.
struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The last line that is not blank, before `end`; an empty one when there is none.
Line last_line(std::string_view body, std::size_t end) {
    const std::string_view text = trim_ascii(body.substr(0, end));
    if (text.empty()) return {};
    const auto text_end = static_cast<std::size_t>(text.data() - body.data()) + text.size();
    const std::size_t before = body.rfind('\n', text_end - 1);
    return {before == std::string_view::npos ? 0 : before + 1, text_end};
}

// The credit goes to the pictures that have none; where there is no picture to hold it, to the
// credits of the story.
void place_picture_credit(const PictureCredit& credit, Article& article) {
    bool is_placed = false;
    const auto place = [&](PictureReference& picture) {
        if (picture.credit.empty()) picture.credit = credit.text();
        is_placed = true;
    };
    if (article.cover) place(*article.cover);
    for (PictureReference& picture : article.pictures) place(picture);
    if (is_placed) return;
    std::vector<std::string> names = credit.names;
    if (!credit.unit.empty()) names.insert(names.begin(), credit.unit);
    article.credits.push_back({credit.names.empty() ? "供图" : "摄影", std::move(names)});
}

// What a line at the end says goes where it belongs; false when it stays in the body.
bool take_tail_line(const Reading& reading, TailLine&& tail, Position position, Article& article) {
    switch (tail.kind) {
        case TailKind::Byline:
            if (!article.byline.empty() && !tail.reading.byline.empty()) {
                return tail.reading.byline == article.byline;  // said twice
            }
            take_byline(reading, std::move(tail.reading), position, article);
            return true;
        case TailKind::PictureCredit:
            if (tail.unsure && article.byline.empty() && !article.title.empty()) {
                // 区文化馆 below a story: it gave the text, or the picture.
                Byline given;
                given.role = "供稿";
                given.unit = tail.picture_credit.unit;
                given.position = position;
                reading.report(codes::kBylineUnsure, position,
                               {given.role + " " + given.unit, tail.picture_credit.unit + "供图"});
                article.byline.push_back(std::move(given));
                return true;
            }
            if (tail.unsure) {
                reading.report(
                    codes::kBylineUnsure, position,
                    {tail.picture_credit.unit + "供图", "供稿 " + tail.picture_credit.unit});
            }
            place_picture_credit(tail.picture_credit, article);
            return true;
        case TailKind::Source:
            if (article.source) return article.source->name == tail.source.name;
            article.source = std::move(tail.source);
            return true;
        case TailKind::AuthorNote:
            if (!article.author_note.empty()) return false;
            article.author_note = std::move(tail.author_note);
            return true;
        case TailKind::NotOne:
        case TailKind::Jump:
        case TailKind::Mark:
        case TailKind::TitleNote:
            return false;
    }
    return false;
}

bool may_stand_behind_byline(TailKind kind) {
    return kind == TailKind::Jump || kind == TailKind::Mark || kind == TailKind::TitleNote;
}

// …好评。（记者 许知禾）
void take_inline_tail(const Reading& reading, const SiteConfig& site, Line line, Article& article) {
    if (!article.byline.empty()) return;
    const std::string_view text =
        std::string_view(article.body).substr(line.begin, line.end - line.begin);
    const std::size_t at = find_inline_byline(text, site);
    if (at == std::string_view::npos) return;
    const auto before = std::count(article.body.begin(),
                                   article.body.begin() + static_cast<long>(line.begin), '\n');
    const Position position =
        article.position_in_file({static_cast<int>(before) + 1,
                                  static_cast<int>(count_code_points(text.substr(0, at))) + 1});
    if (take_tail_line(reading, read_tail_line(text.substr(at), site), position, article)) {
        article.body.erase(line.begin + at, line.end - line.begin - at);
    }
}

void take_tail(const Reading& reading, const SiteConfig& site, Article& article) {
    std::size_t end = article.body.size();
    for (std::size_t taken = 0; taken < kMaxTailLines; ++taken) {
        const Line line = last_line(article.body, end);
        if (line.end == 0) return;
        const std::string_view text =
            std::string_view(article.body).substr(line.begin, line.end - line.begin);
        TailLine tail = read_tail_line(text, site);
        const TailKind kind = tail.kind;
        if (kind == TailKind::NotOne) return take_inline_tail(reading, site, line, article);
        const auto before = std::count(article.body.begin(),
                                       article.body.begin() + static_cast<long>(line.begin), '\n');
        const Position position = article.position_in_file({static_cast<int>(before) + 1, 1});
        if (take_tail_line(reading, std::move(tail), position, article)) {
            article.body.erase(line.begin, line.end - line.begin);
        } else if (!may_stand_behind_byline(kind)) {
            return;
        }
        end = line.begin;
    }
}

void trim_end(std::string& body) {
    while (!body.empty() && (body.back() == '\n' || body.back() == ' ')) body.pop_back();
    if (!body.empty()) body += '\n';
}

// --- plain text ---

// Plain text is text: what would be a mark of Markdown stands for itself.
void escape_body(Article& article) {
    std::string escaped;
    for (const std::string_view line : split_lines(article.body)) {
        escaped.append(markdown_of(line)).append("\n");
    }
    article.body = std::move(escaped);
}

// （下转第2版） and （2022年7月6日县第十届人民代表大会通过） below a headline (P38, P39).
bool is_note(std::string_view line, const SiteConfig& site) {
    const TailKind kind = read_tail_line(line, site).kind;
    return kind == TailKind::Jump || kind == TailKind::TitleNote;
}

bool may_be_headline(std::string_view line, const SiteConfig& site) {
    if (is_note(line, site)) return false;
    return count_code_points(line) <= kMaxHeadlineCharacters && !line.ends_with("。") &&
           !line.ends_with("，") && !line.ends_with("；") && read_lead_byline(line, site).empty() &&
           !read_dateline(line, site);
}

// How many lines at the top are the headline.
std::size_t count_headline_lines(const std::vector<TextLine>& lines, const SiteConfig& site) {
    std::size_t most = 0;
    while (most < lines.size() && most < kMaxHeadlineLines &&
           may_be_headline(lines[most].text, site)) {
        ++most;
    }
    if (most == 0 || most == lines.size()) return std::min<std::size_t>(most, 1);
    // All short lines above the 消息头 or the □ belong to it.
    const std::string_view next = lines[most].text;
    if (read_dateline(next, site) || !read_lead_byline(next, site).empty() || is_note(next, site)) {
        return most;
    }
    // Else the first block, and what begins with a dash.
    std::size_t count = 1;
    while (count < most && (!lines[count].is_after_blank || lines[count].text.starts_with("——"))) {
        ++count;
    }
    // A text without blank lines: only its first line is the title.
    const bool has_blank = std::any_of(lines.begin() + 1, lines.end(),
                                       [](const TextLine& line) { return line.is_after_blank; });
    if (has_blank) return count;
    count = 1;
    while (count < most && lines[count].text.starts_with("——")) ++count;
    return count;
}

// Puts the notes that stand between headline and text back above it. A 消息头 that was taken from
// behind them goes back too: set apart, it would stand above the notes.
void put_above(std::span<const TextLine> notes, Article& article) {
    if (notes.empty()) return;
    if (!article.dateline.empty()) {
        article.body.insert(0, article.dateline + "\u3000");
        article.dateline.clear();
    }
    std::string above;
    std::vector<int> numbers;
    for (const TextLine& note : notes) {
        above.append(note.text).append("\n\n");
        numbers.insert(numbers.end(), 2, note.number);
    }
    article.body.insert(0, above);
    article.body_lines.insert(article.body_lines.begin(), numbers.begin(), numbers.end());
    article.body_line = article.body_lines.front();
    article.body_column = 1;
}

}  // namespace

void take_from_text(Article& article, const SiteConfig& site, Diagnostics& diagnostics) {
    const Reading reading{article.path, diagnostics};
    if (!was_written(article, ArticleKey::byline)) take_lead_byline(reading, site, article);
    take_dateline(reading, site, article);
    take_tail(reading, site, article);
    trim_end(article.body);
}

bool read_newspaper_text(std::string_view text, Article& article, const SiteConfig& site,
                         Diagnostics& diagnostics) {
    const Reading reading{article.path, diagnostics};
    const std::vector<TextLine> lines = text_lines(text);
    const std::size_t headline_lines = count_headline_lines(lines, site);
    std::vector<std::string> above;
    for (std::size_t i = 0; i < headline_lines; ++i) above.push_back(single_line(lines[i].text));
    Headline headline = read_headline({above.begin(), above.end()});
    article.kicker = std::move(headline.kicker);
    article.title = std::move(headline.title);
    article.subtitle = std::move(headline.subtitle);
    article.genre = std::move(headline.genre);
    article.series = std::move(headline.series);
    std::size_t first = headline_lines;
    while (first < lines.size() && is_note(lines[first].text, site)) ++first;
    if (first == lines.size()) first = headline_lines;  // nothing else: they are the text
    Diagnostics found;
    fill_body(std::span(lines).subspan(first), site, article, found);
    take_from_text(article, site, found);
    const bool has_dateline = !article.dateline.empty();
    put_above(std::span(lines).subspan(headline_lines, first - headline_lines), article);
    escape_body(article);
    const bool is_newspaper = has_dateline || !article.byline.empty() || !article.credits.empty() ||
                              article.source || !article.author_note.empty() || found.has_errors();
    if (!is_newspaper) return false;
    if (!headline.other_reading.empty()) {
        reading.report(codes::kHeadlineUnsure, {lines.front().number, 1},
                       {article.kicker + " / " + article.title + " / " + article.subtitle,
                        headline.other_reading});
    }
    diagnostics.append(std::move(found));
    return true;
}

std::optional<CivilDate> full_date_of(const Article& article) {
    constexpr std::string_view kYear = "年";
    constexpr std::string_view kDay = "日";
    constexpr std::size_t kYearBytes = 4;
    constexpr std::size_t kLongestDate = 20;
    const auto day_at = [&](std::string_view text) -> std::optional<CivilDate> {
        const std::size_t end = text.find(kDay);
        if (end == std::string_view::npos || end > kLongestDate) return std::nullopt;
        return read_day(text.substr(0, end + kDay.size()));
    };
    const std::string_view dateline = article.dateline;
    const std::size_t year = dateline.find(kYear);
    // Four bytes that are no figures may begin in the middle of a character.
    if (year != std::string_view::npos && year >= kYearBytes &&
        dateline.find_first_not_of("0123456789", year - kYearBytes) == year) {
        if (const auto day = day_at(dateline.substr(year - kYearBytes))) return day;
    }
    return day_at(trim(first_line(article.body)));
}

}  // namespace gazette
