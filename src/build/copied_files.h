#pragma once
// The files of a site that are no pages: the theme's, the newsroom's static/ as it is, renditions
// of pictures, attachments and media. Only what visible articles show is published.
#include "build/site_parts.h"
#include "build/theme.h"
#include "pages/site_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gazette {

class CopiedFiles {
public:
    // All arguments are borrowed.
    // `scanned_at_ns`: see LoadOptions.
    CopiedFiles(Files& files, const SiteParts& site, const std::string& newsroom,
                std::int64_t scanned_at_ns);

    [[nodiscard]] std::size_t size() const { return copies_.size(); }

    [[nodiscard]] const std::string& path(std::size_t index) const { return copies_[index].path; }

    // Of what the file and its manifest line are made of, as a page's key; nothing where that is
    // not known before the file is read.
    [[nodiscard]] std::optional<Fingerprint> key(std::size_t index) const;

    [[nodiscard]] Result<std::string> bytes(std::size_t index) const;

    // The one article that shows it, or nothing.
    [[nodiscard]] const std::string& own(std::size_t index) const { return copies_[index].own; }

private:
    struct Copy {
        std::string path;  // in the output
        std::string own;   // the one article that shows it
        enum class From : std::uint8_t { Theme, Newsroom, Rendition } from = From::Theme;
        std::size_t index = 0;  // theme file, or picture
        std::size_t rendition = 0;
        std::optional<Fingerprint> key;  // of the bytes
        std::string source;              // within the newsroom
        std::string xmp;                 // of a rendition that is marked inside
    };

    void plan_pictures();
    // The mark of a picture that a machine made.
    [[nodiscard]] std::string xmp_of(const Picture& picture) const;
    [[nodiscard]] Result<std::string> rendition(const Copy& copy) const;
    void plan_files();
    [[nodiscard]] std::optional<Fingerprint> identity_key(const SourceFile& file) const;
    void own_by_articles(const std::string& source, Copy& copy) const;

    Files& files_;
    Loaded& loaded_;  // its store may make a rendition again
    const Theme& theme_;
    const std::string& newsroom_;
    std::int64_t scanned_at_ns_;
    std::vector<Copy> copies_;
    std::unordered_map<std::string, std::vector<std::string>> users_;  // article ids, by source
    std::unordered_set<std::string> used_by_site_;  // shown by guides: they belong to no article
};

}  // namespace gazette
