#pragma once
// Makes single pages of a plan: what one thread needs for that, made once and used for all its
// pages.
#include "build/article_bodies.h"
#include "build/site_parts.h"
#include "build/theme.h"
#include "pages/frame_parts.h"

#include <string>
#include <string_view>

namespace gazette {

// One thread.
class PagePress {
public:
    // All are borrowed.
    PagePress(const BodySources& sources, const SiteParts& site);

    // The file of a page; valid until the next call. Conflict when an article's file is not what
    // was loaded.
    Result<std::string_view> print(const PlannedPage& page);

    // Lets the articles of the pages before go: memory holds those of one run of pages.
    void forget() { bodies_.forget(); }

private:
    SiteParts site_;
    ArticleBodies bodies_;
    FrameParts frame_;
    ThemeRenderer renderer_;
    std::string page_;
};

}  // namespace gazette
