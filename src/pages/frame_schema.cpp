// The schemas of the parts that many views share; their meanings stand in templates/README.md too.
#include "pages/parts.h"

namespace gazette {

using view::flag;
using view::html;
using view::list;
using view::object;
using view::optional;
using view::text;

const ViewSchema& frame_schema() {
    static const ViewSchema site{
        text("title", "the paper's name"), optional(text("subtitle", "line below the name")),
        text("home", "path of the front page"), text("language", "as lang")};
    static const ViewSchema nameplate{
        optional(text("date_text", "of the newest issue or story, never today's")),
        optional(text("number_text", "总第1286期")),
        optional(text("number_href", "path of that issue")),
        flag("is_home", "this page is the front page")};
    static const ViewSchema nav{text("name", ""), text("href", ""),
                                flag("current", "the reader is in this section")};
    static const ViewSchema feed{text("title", ""), text("href", ""), text("type", "media type")};
    static const ViewSchema share{text("type", "article or website"), text("title", ""),
                                  text("url", "whole URL"), optional(text("image", "whole URL"))};
    static const ViewSchema line{text("text", "")};
    static const ViewSchema licence{text("text", ""), optional(text("href", ""))};
    static const ViewSchema report{text("text", "phone, address"), optional(text("href", ""))};
    static const ViewSchema link{text("name", ""), text("href", "")};
    static const ViewSchema foot{
        list("lines", line, "masthead: sponsor, address, number of the permit …"),
        list("licences", licence, ""), flag("has_licences", ""),
        optional(object("report", report, "where to report unlawful content")),
        list("links", link, "archive, issues, guides …")};
    static const ViewSchema schema{
        text("lang", "language of the site, zh-CN"),
        text("title", "the whole text of <title>, the site's name included"),
        optional(text("description", "one or two sentences for search engines")),
        optional(text("canonical", "whole URL of this page; absent on 404 and notice")),
        text("kind", "the template's name; the class of <body>"),
        text("css", "path of the style sheet"),
        text("js", "path of the script"),
        text("icon", "path of the icon (SVG)"),
        flag("noindex", "search engines shall leave this page out"),
        object("site", site, ""),
        object("nameplate", nameplate, ""),
        list("nav", nav, "the bar below the nameplate"),
        list("feeds", feed, "feeds of this page, or else of the site"),
        optional(object("share", share, "Open Graph")),
        optional(html("json_ld", "JSON-LD in which < is written as an escape")),
        object("foot", foot, "")};
    return schema;
}

const ViewSchema& picture_schema() {
    static const ViewSchema schema{
        text("src", "JPEG of middle width"),
        text("width", "of the largest rendition, so that the browser keeps the room"),
        text("height", ""),
        text("alt", "may be empty, is always there"),
        optional(text("webp_srcset", "")),
        optional(text("jpeg_srcset", "")),
        optional(text("sizes", "always there where one of the srcsets is")),
        flag("captioned", "there is a caption, origin or credit"),
        optional(text("caption", "")),
        optional(text("origin", "资料图片, AI生成 … without parentheses")),
        optional(text("credit", "许知禾 摄")),
        optional(text("full_href", "the largest rendition"))};
    return schema;
}

const ViewSchema& card_schema() {
    static const ViewSchema section{text("name", ""), text("href", "")};
    static const ViewSchema schema{
        text("href", ""),
        text("title", ""),
        html("title_html", "the title with <wbr> between words"),
        optional(text("kicker", "引题")),
        optional(text("subtitle", "副题")),
        optional(text("summary", "")),
        text("date_text", "7月6日"),
        text("date_iso", "for datetime"),
        optional(object("section", section, "")),
        optional(text("byline_text", "in one line")),
        optional(text("genre", "only where readers need it: 评论, 图片新闻, 广告 …")),
        flag("corrected", "has a correction"),
        flag("has_video", ""),
        optional(object("picture", picture_schema(), ""))};
    return schema;
}

}  // namespace gazette
