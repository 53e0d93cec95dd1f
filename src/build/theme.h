#pragma once
// The theme a site is built with: the built-in templates and static files, each replaced by the
// file of the same path in the newsroom's templates/ where there is one. Compiled once, against the
// views' schemas; a name that a view does not have stops the build here. Immutable after loading;
// rendering needs a ThemeRenderer a thread.
#include "base/diagnostic.h"
#include "base/files.h"
#include "build/sources.h"
#include "formats/message_catalogue.h"
#include "formats/mustache.h"
#include "pages/page_input.h"
#include "pages/site_plan.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

// A file of site/static/: the style sheet, the script, the icon and whatever else a theme has.
struct ThemeFile {
    std::string address;  // "/assets/paper.1f0c2b3a.css"
    std::string bytes;
};

struct Theme {
    std::array<std::optional<Template>, kPageKinds> templates;
    std::vector<ThemeFile> files;
    ThemeAssets assets;
    MessageCatalogue words;
    RendererFingerprints fingerprints;
};

// Nothing when a template is wrong (reported).
Result<std::optional<Theme>> load_theme(Files& files, const std::string& newsroom,
                                        const Sources& sources, const std::string& language,
                                        Diagnostics& diagnostics);

// The words of a language, zh-CN where there is no catalogue of it. Built in.
MessageCatalogue builtin_words(const std::string& language);

// Renders pages of a theme; one thread.
class ThemeRenderer {
public:
    explicit ThemeRenderer(const Theme& theme);

    // Appends the file of a page.
    void render(const PageInput& input, std::string& out);

private:
    std::array<std::optional<TemplateRenderer>, kPageKinds> renderers_;
    View view_;
};

}  // namespace gazette
