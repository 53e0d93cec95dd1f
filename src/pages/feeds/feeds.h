#pragma once
// Pages that machines read: their view code prints them. Each function appends the whole file.
#include "pages/page_input.h"

#include <string>

namespace gazette {

void print_json_feed(const PageInput& input, std::string& out);      // JSON Feed 1.1
void print_atom(const PageInput& input, std::string& out);           // RFC 4287
void print_rss(const PageInput& input, std::string& out);            // RSS 2.0, content:encoded
void print_sitemap_index(const PageInput& input, std::string& out);  // sitemaps.org 0.9
void print_sitemap(const PageInput& input, std::string& out);
void print_news_sitemap(const PageInput& input, std::string& out);  // with the news extension 0.9
void print_robots(const PageInput& input, std::string& out);        // RFC 9309
void print_app_manifest(const PageInput& input, std::string& out);  // docs/formats/app-v1.md
void print_app_items(const PageInput& input, std::string& out);     // latest and days: ninjs 3.1

}  // namespace gazette
