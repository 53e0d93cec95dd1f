#pragma once
// The parts of frames and cards that are the same on many pages of a build: the menu, the foot, a
// section's name. Each is made when a page first needs it, and shared by all that come after
// (View::share), so that a renderer makes its text once. For the pages of one build and one thread;
// lives as long as its renderer.
#include "formats/unicode.h"
#include "formats/view.h"
#include "pages/page_input.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Which entries of the menu are current.
struct MenuChoice {
    bool home = false;
    bool guides = false;
    bool issues = false;
    std::int16_t section = -1;
    std::int16_t channel = -1;

    friend auto operator<=>(const MenuChoice&, const MenuChoice&) = default;
};

class FrameParts {
public:
    // The values of a view that is any page's: lang, css, js, icon, site, foot, and the site's
    // feeds.
    void set_common(const PageInput& input, View& view);
    // The bar below the nameplate, a list.
    const View& menu(const PageInput& input, const MenuChoice& choice);
    // name and href of a section.
    const View& section(const PageInput& input, std::size_t index);
    // A headline that no row holds, with <wbr> between words.
    std::string headline_html(std::string_view headline);

private:
    std::optional<View> common_;
    std::map<MenuChoice, View> menus_;
    std::map<std::size_t, View> sections_;
    std::optional<WordBreaker> words_;
};

// Feeds of a folder, "/" for those of the site, as the list `feeds` of a view.
void set_feeds(const PageInput& input, const std::string& folder, View& view);

}  // namespace gazette
