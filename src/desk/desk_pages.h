#pragma once
// The desk's pages: templates/desk/pages/*.mustache, compiled once against the views declared here,
// in both languages. Thread-safe once loaded.
#include "formats/view.h"
#include "formats/view_schema.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gazette {

enum class DeskPage : std::uint8_t {
    Login,
    Message,
    Stories,
    Story,
    Editor,
    Queue,
    Review,
    Organisation,
    People,
    Account,
    Code,
    Factor,
    Versions,
    Records,
    Organisations,
    Invitation,
};

inline constexpr std::array kDeskPages = {
    DeskPage::Login,    DeskPage::Message, DeskPage::Stories,       DeskPage::Story,
    DeskPage::Editor,   DeskPage::Queue,   DeskPage::Review,        DeskPage::Organisation,
    DeskPage::People,   DeskPage::Account, DeskPage::Code,          DeskPage::Factor,
    DeskPage::Versions, DeskPage::Records, DeskPage::Organisations, DeskPage::Invitation,
};

// Of its template: "login" …
std::string_view name_of(DeskPage page);
const ViewSchema& schema_of(DeskPage page);

class DeskPages {
public:
    // A template that does not fit its view is a mistake of ours: an assertion, seen by each test.
    DeskPages();
    ~DeskPages();
    DeskPages(const DeskPages&) = delete;
    DeskPages& operator=(const DeskPages&) = delete;
    DeskPages(DeskPages&&) = delete;
    DeskPages& operator=(DeskPages&&) = delete;

    // `language`: "zh-CN" or "en".
    [[nodiscard]] std::string render(DeskPage page, std::string_view language, const View& view);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gazette
