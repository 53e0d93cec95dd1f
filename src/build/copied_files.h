#pragma once
// The files of a site that are no pages: the theme's, the newsroom's static/ as it is, renditions
// of pictures, attachments and media. Only what visible articles show is published.
#include "build/output.h"
#include "build/site_parts.h"
#include "build/theme.h"
#include "pages/site_plan.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gazette {

class CopiedFiles {
public:
    // All arguments are borrowed.
    CopiedFiles(Files& files, const SiteParts& site, const std::string& newsroom);

    // Adds the paths that write() will write.
    void add_paths(std::vector<std::string>& paths) const;

    // Writes all and adds their manifest lines.
    Result<void> write(Output& output, ManifestLines& lines,
                       const std::function<void(Written, std::size_t)>& count) const;

private:
    struct Copy {
        std::string path;  // in the output
        std::string own;   // the one article that shows it
        enum class From : std::uint8_t { Theme, Newsroom, Rendition } from = From::Theme;
        std::size_t index = 0;  // theme file, or picture
        std::size_t rendition = 0;
        std::string source;  // within the newsroom
    };

    void plan_pictures();
    void plan_files();
    void own_by_articles(const std::string& source, Copy& copy) const;
    [[nodiscard]] Result<std::string> bytes_of(const Copy& copy) const;

    Files& files_;
    Loaded& loaded_;  // its store may make a rendition again
    const Theme& theme_;
    const std::string& newsroom_;
    std::vector<Copy> copies_;
    std::unordered_map<std::string, std::vector<std::string>> users_;  // article ids, by source
    std::unordered_set<std::string> used_by_site_;  // shown by guides: they belong to no article
};

}  // namespace gazette
