#pragma once
// The keys of an article's front matter, one reader each. Pure; any thread.
#include "content/article.h"
#include "content/front_matter.h"
#include "content/site_config.h"
#include "content/yaml_fields.h"

namespace gazette {

// Reads every key of the map into `article`; reports unknown ones and wrong values.
void read_article_fields(const Reading& reading, const YamlNode& root, const SiteConfig& site,
                         const ReadOptions& options, Article& article);

// The name of a key: "title_shown".
std::string_view name_of(ArticleKey key);

}  // namespace gazette
