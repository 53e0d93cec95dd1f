#pragma once
// The HTML of a body, piece by piece: what markdown.cpp calls while it walks the tree. Knows the
// hooks and the shape, and nothing of cmark. Not for others. One thread; borrows all it is given.
#include "formats/markdown.h"
#include "formats/markdown_parts.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gazette {

class BodyWriter {
public:
    BodyWriter(const BodyOptions& options, BodyHooks& hooks, std::string& out)
        : options_(options), hooks_(hooks), out_(out), begin_(out.size()) {}

    // ---- blocks

    // `markup` at the beginning of a line.
    void open_line(std::string_view markup);

    void open_bullet_list() { open_line("<ul>\n"); }

    void open_ordered_list(int start);
    void open_heading(int level, std::string_view words);
    void close_heading(int level);

    void open_paragraph() { open_line("<p>"); }

    // Takes the paragraph back where nothing but dropped HTML was in it.
    void close_paragraph();
    void code_block(std::string_view info, std::string_view text);
    void html_block(std::string_view html);
    // Pictures that are alone in their paragraph; false, with nothing written, if the hooks leave
    // the first of them to the paragraph.
    bool figures(std::span<const BodyImage> images);
    // At the head of a paragraph that begins with `text`: how many of its bytes are written now.
    std::size_t dateline(std::string_view text);

    // ---- inlines

    void markup(std::string_view tag) { out_ += tag; }

    void text(std::string_view text);
    void code(std::string_view text);
    void open_link(std::string_view target, std::string_view title);
    void close_link();
    void image(const BodyImage& image);

    void html(std::string_view html) { hooks_.unsafe_raw_html(html, out_); }

private:
    void plain_image(const BodyImage& image);
    void title(std::string_view title);

    const BodyOptions& options_;
    BodyHooks& hooks_;
    std::string& out_;
    std::size_t begin_;
    AnchorMaker anchors_;
    bool is_link_open_ = false;  // links do not nest
};

}  // namespace gazette
