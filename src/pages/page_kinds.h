#pragma once
// The table of all kinds of pages: which template and view, or which printing function, makes each.
#include "formats/view.h"
#include "formats/view_schema.h"
#include "pages/page_input.h"

#include <string>
#include <string_view>

namespace gazette {

struct PageMaker {
    // Either a template with its view and schema …
    std::string_view template_name;  // "home": templates/site/pages/home.mustache
    const ViewSchema& (*schema)() = nullptr;
    void (*make_view)(const PageInput& input, View& view) = nullptr;
    // … or code that prints the whole file.
    void (*print)(const PageInput& input, std::string& out) = nullptr;
};

const PageMaker& maker_of(PageKind kind);

}  // namespace gazette
