#pragma once
// The views of all kinds of pages: one function and one schema a template, in the files
// <kind>_view.cpp. templates/README.md documents them; a test compares it with the schemas.
#include "formats/view.h"
#include "formats/view_schema.h"
#include "pages/page_input.h"

namespace gazette {

void home_view(const PageInput& input, View& view);
void list_view(const PageInput& input, View& view);
void archive_view(const PageInput& input, View& view);
void article_view(const PageInput& input, View& view);
void issues_view(const PageInput& input, View& view);
void issue_view(const PageInput& input, View& view);
void issue_page_view(const PageInput& input, View& view);
void guides_view(const PageInput& input, View& view);
void guide_view(const PageInput& input, View& view);
void not_found_view(const PageInput& input, View& view);
void notice_view(const PageInput& input, View& view);
void redirect_view(const PageInput& input, View& view);

const ViewSchema& home_schema();
const ViewSchema& list_schema();
const ViewSchema& archive_schema();
const ViewSchema& article_schema();
const ViewSchema& issues_schema();
const ViewSchema& issue_schema();
const ViewSchema& issue_page_schema();
const ViewSchema& guides_schema();
const ViewSchema& guide_schema();
const ViewSchema& not_found_schema();
const ViewSchema& notice_schema();
const ViewSchema& redirect_schema();

}  // namespace gazette
