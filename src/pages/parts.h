#pragma once
// The parts that many pages share: the frame around every page, a story as a card, a picture.
#include "formats/view.h"
#include "formats/view_schema.h"
#include "pages/page_input.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

const ViewSchema& frame_schema();
const ViewSchema& card_schema();
const ViewSchema& picture_schema();

// What differs in the frames of pages.
struct Frame {
    std::string_view kind;    // the template's name
    std::string title;        // the page's own; the site's name is added
    std::string share_title;  // where it is shared, empty: the title
    std::string description;  // may be empty
    bool canonical = true;    // has an address that search engines shall know
    bool noindex = false;
    std::string_view share_type = "website";  // Open Graph
    const Picture* share_picture = nullptr;
    std::string json_ld;        // may be empty
    std::int16_t section = -1;  // which entry of the menu is current: a section
    std::int16_t channel = -1;  // … or a channel
    bool in_issues = false;     // … or the issues
    bool in_guides = false;
    std::optional<CivilDate> date;          // in the nameplate
    const NewspaperIssue* issue = nullptr;  // its number stands in the nameplate
};

void set_frame(const PageInput& input, Frame frame, View& view);

// How large a picture is shown, for the attribute `sizes`.
enum class PictureRoom { Wide, Column, Small };

struct PictureText {
    std::string_view alt;
    std::string_view caption;
    std::string_view credit;
    std::string_view origin;
};

void set_picture(const PageInput& input, const Picture& picture, const PictureText& text,
                 PictureRoom room, View& view);

// The section is left out on its own pages.
void set_card(const PageInput& input, const ArticleRow& row, PictureRoom room, View& view);

// What stands for a story where it is shared: its cover, else the first picture that it shows; null
// without. The story is shown as a body.
const Picture* picture_to_share(const PageInput& input, const ArticleRow& row);

// Whether the body shows the cover's picture itself, so that it is not to be seen twice.
bool is_cover_in_body(const ArticleRow& row);

// Whether readers must be told the genre; 消息 and the like go without saying.
bool is_told(std::string_view genre);

// The story's own title, whatever lists call it, with <wbr> between words. A function of the title
// alone, so that Shape::Title is enough.
std::string title_html(const PageInput& input, const ArticleRow& row);
// `title`, `title_html` and `href` of a story that stands somewhere with its title only.
void set_title_link(const PageInput& input, const ArticleRow& row, View& view);

void set_link(View& view, ViewName name, std::string text, std::string href);

// The folder of what the page is a list of, "" for the site: "/sections/yaowen/".
std::string scope_folder(const PageInput& input);
// Its name: 民生, a tag, a channel's name; the site's title for Scope::Site.
std::string scope_name(const PageInput& input);

// The title of the scope's feeds: "民生 - 东昌府融媒".
std::string feed_title(const PageInput& input);

// "总第1286期", "2022年第78期 总第1286期"; empty where the issue has no number.
std::string issue_total_text(const PageInput& input, const Issue& issue);
std::string issue_number_text(const PageInput& input, const Issue& issue);

}  // namespace gazette
