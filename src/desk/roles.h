#pragma once
// Who works at the desk. One role an account: who has two tasks has two accounts, so that nobody
// signs twice. Pure; any thread.
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace gazette {

enum class DeskRole : std::uint8_t {
    Reporter,        // 记者: writes and submits
    FirstReviewer,   // 初审
    SecondReviewer,  // 复审
    FinalReviewer,   // 终审: signs last (签发)
    Editor,          // 编辑: sees all that is in review, takes up what was kept
    Member,          // of an organisation: posts into its channel
    Manager,         // of an organisation: approves its members' posts first
    Administrator,   // accounts; never signs and never writes
};

inline constexpr std::array kRoles = {
    DeskRole::Reporter, DeskRole::FirstReviewer, DeskRole::SecondReviewer, DeskRole::FinalReviewer,
    DeskRole::Editor,   DeskRole::Member,        DeskRole::Manager,        DeskRole::Administrator};

// As the command line and the database have it: "reporter", "first-reviewer" …
std::string_view name_of(DeskRole role);
std::optional<DeskRole> role_named(std::string_view name);

// Of a reviewer: 1, 2 or 3; 0 of all others.
int stage_of(DeskRole role);
// Belongs to an organisation, and must have one.
bool is_of_organisation(DeskRole role);

class RoleSet {
public:
    constexpr RoleSet(std::initializer_list<DeskRole> roles) {
        for (const DeskRole role : roles) bits_ |= bit(role);
    }

    [[nodiscard]] constexpr bool has(DeskRole role) const { return (bits_ & bit(role)) != 0; }

private:
    static constexpr unsigned bit(DeskRole role) { return 1U << static_cast<unsigned>(role); }

    unsigned bits_ = 0;
};

}  // namespace gazette
