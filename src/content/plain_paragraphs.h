#pragma once
// The paragraphs of a plain text (newspaper_form.h): its lines, and which of them belong together.
// A page's columns break paragraphs where they end, and people paste that into the file. What is
// cut in the middle of a sentence is joined, also over a blank line; what may be either stays apart
// and is reported, for two paragraphs too many lose nothing, and two lines run together do.
//
// Pure; any thread.
#include "content/article.h"
#include "content/site_config.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct TextLine {
    std::string_view text;  // trimmed
    int number = 0;         // in the file
    bool is_after_blank = false;
};

// Those that are not blank; they borrow from `text`.
std::vector<TextLine> text_lines(std::string_view text);

// Fills body, body_line and body_lines from the lines after the headline; reports where it is
// unsure.
void fill_body(std::span<const TextLine> lines, const SiteConfig& site, Article& article,
               Diagnostics& diagnostics);

// A line of text as Markdown that shows just this text. Characters that the limits of
// formats/markdown.h count are written as references: a form full of ____ is no hostile input.
std::string markdown_of(std::string_view line);

}  // namespace gazette
