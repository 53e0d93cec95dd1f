#include "formats/markdown_writer.h"

#include "formats/html.h"

#include <optional>

namespace gazette {

void BodyWriter::open_line(std::string_view markup) {
    if (out_.size() > begin_ && out_.back() != '\n') out_ += '\n';
    out_ += markup;
}

void BodyWriter::open_ordered_list(int start) {
    open_line("<ol");
    if (start != 1) out_ += " start=\"" + std::to_string(start) + "\"";
    out_ += ">\n";
}

void BodyWriter::open_heading(int level, std::string_view words) {
    open_line("<h");
    out_ += static_cast<char>('0' + level);
    if (options_.shape == BodyShape::Page) {
        out_ += " id=\"";
        append_html_escaped(out_, anchors_.make(words));
        out_ += '"';
    }
    out_ += '>';
}

void BodyWriter::close_heading(int level) {
    out_ += "</h";
    out_ += static_cast<char>('0' + level);
    out_ += ">\n";
}

void BodyWriter::close_paragraph() {
    constexpr std::string_view kOpen = "<p>";
    if (out_.ends_with(kOpen)) {
        out_.resize(out_.size() - kOpen.size());
    } else {
        out_ += "</p>\n";
    }
}

void BodyWriter::code_block(std::string_view info, std::string_view text) {
    if (const auto table = parse_table(info, text)) {
        open_line("");
        append_table(*table, options_, out_);
        return;
    }
    open_line("<pre><code");
    if (!info.empty()) {
        out_ += " class=\"language-";
        append_html_text(out_, info.substr(0, info.find_first_of(" \t")));
        out_ += '"';
    }
    out_ += '>';
    append_html_text(out_, text);
    out_ += "</code></pre>\n";
}

void BodyWriter::html_block(std::string_view html) {
    open_line("");
    hooks_.unsafe_raw_html(html, out_);
}

bool BodyWriter::figures(std::span<const BodyImage> images) {
    bool is_first = true;
    for (const BodyImage& image : images) {
        const std::size_t before = out_.size();
        open_line("");
        if (!hooks_.image(image, out_)) {
            if (is_first) {
                out_.resize(before);
                return false;
            }
            out_ += "<p>";
            plain_image(image);
            out_ += "</p>";
        }
        open_line("");
        is_first = false;
    }
    return true;
}

std::size_t BodyWriter::dateline(std::string_view text) {
    const bool is_page = options_.shape == BodyShape::Page;
    if (is_page) out_ += "<span class=\"dateline\">";
    append_html_text(out_, options_.dateline);
    if (is_page) out_ += "</span>";
    if (text.starts_with(options_.dateline)) return options_.dateline.size();
    out_ += "\u3000";
    return 0;
}

void BodyWriter::text(std::string_view text) { append_html_text(out_, text); }

void BodyWriter::code(std::string_view text) {
    out_ += "<code>";
    append_html_text(out_, text);
    out_ += "</code>";
}

void BodyWriter::open_link(std::string_view target, std::string_view title_text) {
    if (!is_allowed_target(target)) return;
    const std::optional<BodyHooks::Link> link = hooks_.link(target);
    if (!link.has_value()) return;
    is_link_open_ = true;
    out_ += "<a href=\"";
    append_html_href(out_, link->href);
    title(title_text);
    if (link->is_external) out_ += "\" rel=\"noopener";
    out_ += "\">";
}

void BodyWriter::close_link() {
    if (is_link_open_) out_ += "</a>";
    is_link_open_ = false;
}

void BodyWriter::image(const BodyImage& image) {
    if (!hooks_.image(image, out_)) plain_image(image);
}

void BodyWriter::plain_image(const BodyImage& image) {
    if (!is_allowed_target(image.target)) {
        append_html_text(out_, image.alt);
        return;
    }
    out_ += "<img src=\"";
    append_html_href(out_, image.target);
    out_ += "\" alt=\"";
    append_html_text(out_, image.alt);
    title(image.title);
    out_ += "\">";
}

// Within a tag whose last attribute's value is still open.
void BodyWriter::title(std::string_view title) {
    if (title.empty()) return;
    out_ += "\" title=\"";
    append_html_text(out_, title);
}

}  // namespace gazette
