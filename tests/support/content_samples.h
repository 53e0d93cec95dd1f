#pragma once
// What tests of the content layer need: a site, an article read from text, diagnostics as words.
#include "base/diagnostic.h"
#include "content/front_matter.h"
#include "content/site_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

// A county paper: sections, one channel, one organisation, one column, own name 临溪融媒.
SiteConfig sample_site();

struct ReadArticle {
    std::optional<Article> article;
    Diagnostics diagnostics;
};

ReadArticle read(std::string_view text, const std::string& path = "2022/07/06/x.md",
                 const ReadOptions& options = {});

// "4:7 byline-missing", in the order in which they were found; without id-missing.
std::vector<std::string> codes_of(const Diagnostics& diagnostics);
// "融媒体[许知禾 林砚] 通讯员<县水务局>[沈青禾]{文,图}"
std::string shown(const std::vector<Byline>& byline);
std::string shown(const std::vector<Credit>& credits);

}  // namespace gazette::testing
