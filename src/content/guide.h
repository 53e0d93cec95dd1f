#pragma once
// A guide 办事指南: guides/<slug>.md, front matter and Markdown. Pure; any thread.
#include "base/diagnostic.h"
#include "content/article.h"
#include "content/site_config.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct Guide {
    std::string path;
    std::string slug;  // the file's name
    std::string title;
    std::string summary;
    std::string unit;
    std::string phone;
    std::string address;
    std::string hours;
    std::optional<Moment> updated;
    std::vector<std::string> steps;
    std::vector<std::string> materials;
    bool qr = true;
    std::string body;
    int body_line = 1;
};

std::optional<Guide> read_guide(std::string_view bytes, const std::string& path,
                                const SiteConfig& site, Diagnostics& diagnostics);

}  // namespace gazette
