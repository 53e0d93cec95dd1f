#pragma once
// Bylines 署名 in the paper's own form: NEWSROOM §8, P1–P20 and P31–P41. "（融媒体 许知禾 通讯员
// 林砚）" becomes roles with names. The forms are not a grammar: where a text can be read in two
// ways the first reading is used and the second one kept for the diagnostic.
//
// Pure; any thread. Works on valid UTF-8 of at most kMaxBylineBytes; longer text is no byline.
#include "content/article.h"
#include "content/site_config.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxBylineBytes = 1'500;

struct PictureCredit {
    std::vector<std::string> names;
    std::string unit;
    std::string verb;           // 摄, 供图, 提供
    bool all_pictures = false;  // 除署名外，图片均由…提供

    // "许知禾 摄", "县文化馆供图"
    [[nodiscard]] std::string text() const;
};

struct BylineReading {
    std::vector<Byline> byline;
    std::vector<Credit> credits;
    std::vector<std::string> roles_without_name;
    // Not empty: the reading is unsure, and this is the other one, printed by print_byline.
    std::string other_reading;
    // Not empty: the text could not be read, and this is the word where reading ended. All else is
    // empty then.
    std::string unread_word;

    [[nodiscard]] bool is_unsure() const { return !other_reading.empty(); }

    [[nodiscard]] bool empty() const {
        return byline.empty() && credits.empty() && roles_without_name.empty();
    }
};

// A byline without its parentheses, as it stands in `byline:` of the front matter or between the
// parentheses of a text: "融媒体 许知禾 通讯员 林砚", "县教体局", "策划：林砚　文字：许知禾".
BylineReading read_byline(std::string_view text, const SiteConfig& site);

enum class TailKind {
    NotOne,         // belongs to the body
    Byline,         // reading
    PictureCredit,  // picture_credit (P18–P20, P40)
    Source,         // source (P27–P30)
    AuthorNote,     // author_note (P32)
    Jump,           // 下转 / 上接 (P38): stays in the body
    Mark,           // （完）（有删节）（略） (P37): stays in the body
    TitleNote,      // 题注 (P39): stays in the body
};

struct TailLine {
    TailKind kind = TailKind::NotOne;
    BylineReading reading;
    PictureCredit picture_credit;
    Source source;
    std::string author_note;
    bool unsure = false;  // of a picture credit (P20)
};

// What a line by itself at the end of a text is. Without parentheses only the forms of P18–P20,
// P30 (《某某网》), P34 and P35 are taken.
TailLine read_tail_line(std::string_view line, const SiteConfig& site);

// "□许知禾", "●本报评论员", "■ 本报记者 许知禾" under the title (P31); empty when it is none.
BylineReading read_lead_byline(std::string_view line, const SiteConfig& site);

// The parenthesised byline at the end of a paragraph ("…好评。（记者 许知禾）"): where it begins,
// or npos. Only what is surely one.
std::size_t find_inline_byline(std::string_view paragraph, const SiteConfig& site);

// "融媒体 许知禾 通讯员 林砚", "县教体局": as it is printed between the parentheses.
std::string print_byline(const std::vector<Byline>& byline);

// 责任编辑, 校对, 一审…: roles that go to `credits`; aliases resolved, empty when it is none.
std::string_view credit_role(std::string_view word);

// Does it look like a unit (县教体局), not a person?
bool looks_like_unit(std::string_view word);
// Does it look like a person's name?
bool looks_like_name(std::string_view word);

}  // namespace gazette
