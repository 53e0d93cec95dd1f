#pragma once
// What the preview adds to pages: the script that reloads them, and what is wrong with the
// newsroom. Everything that comes from people is escaped; nothing is inline, so that pages keep
// running under `default-src 'self'`. Pure; any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// The preview's own addresses; no page of a site can lie here, since slugs begin with no dot.
inline constexpr std::string_view kPreviewScript = "/.gazette-preview/preview.js";
inline constexpr std::string_view kPreviewStyle = "/.gazette-preview/preview.css";
// The number of the newest build, as text.
inline constexpr std::string_view kPreviewBuild = "/.gazette-preview/build";

// In the newsroom's language.
struct PreviewWords {
    std::string language = {};  // for <html lang>
    std::string title = {};     // of the page that is shown instead of a broken site
    std::string mark = {};      // "Preview: with drafts"
    std::string stale = {};     // "The last good build is shown"
};

struct Finding {
    bool is_error = false;
    std::string text = {};  // as it is printed, several lines
};

struct PreviewState {
    std::uint64_t build = 0;  // rises with every build
    bool has_site = false;    // some build went well: there are pages to show
    bool is_stale = false;    // …but not this one
    std::vector<Finding> findings = {};
};

// The page with the preview's parts put into its head and before the end of its body.
std::string with_preview_parts(std::string_view html, const PreviewState& state,
                               const PreviewWords& words);

// Shown for every address while there are no pages.
std::string findings_page(const PreviewState& state, const PreviewWords& words);

}  // namespace gazette
