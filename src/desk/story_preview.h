#pragma once
// A story as the site renders it: the build's own code, over a newsroom of its own in the desk's
// folder that has the real one's settings, templates and style and this one story. What depends on
// other stories (neighbours, related ones) is not there; what is wrong with the story does not stop
// it from being shown, unless there is no page to make of it.
//
// Thread-safe: one preview at a time. Errors: Invalid (no page can be made of the story), those of
// files.
#include "base/files.h"
#include "content/site_config.h"
#include "desk/story.h"

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

class StoryPreview {
public:
    // `folder` is emptied: it is nobody else's. `media`: where uploaded pictures lie; empty: there
    // are none. `files` must outlive this.
    static Result<std::unique_ptr<StoryPreview>> open(Files& files, std::string source,
                                                      const std::string& folder,
                                                      std::string media = {});

    // The page's HTML.
    Result<std::string> page(const Story& story, const StoryVersion& version,
                             const SiteConfig& site, Instant now);
    // A file of the theme as previews name it: "paper.0123abcd.css"; nothing where there is none.
    std::optional<std::string> asset(std::string_view name);
    // A picture as previews name it: "1f0c…-960.webp". By its name alone, which nobody knows who
    // has not seen the picture: a sandboxed page sends no cookie for it.
    std::optional<std::string> picture(std::string_view name);

private:
    StoryPreview(Files& files, std::string source, const std::string& folder, std::string media);
    Result<void> empty_newsroom();
    Result<void> copy_settings();
    Result<void> copy_pictures(std::string_view body, std::string_view article);

    Files& files_;
    std::string source_;    // the real newsroom
    std::string newsroom_;  // the preview's
    std::string output_;
    std::string media_;
    std::mutex mutex_;
};

}  // namespace gazette
