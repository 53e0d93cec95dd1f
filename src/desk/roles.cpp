#include "desk/roles.h"

namespace gazette {

std::string_view name_of(DeskRole role) {
    switch (role) {
        case DeskRole::Reporter:
            return "reporter";
        case DeskRole::FirstReviewer:
            return "first-reviewer";
        case DeskRole::SecondReviewer:
            return "second-reviewer";
        case DeskRole::FinalReviewer:
            return "final-reviewer";
        case DeskRole::Editor:
            return "editor";
        case DeskRole::Member:
            return "member";
        case DeskRole::Manager:
            return "manager";
        case DeskRole::Administrator:
            return "administrator";
    }
    return {};
}

std::optional<DeskRole> role_named(std::string_view name) {
    for (const DeskRole role : kRoles) {
        if (name_of(role) == name) return role;
    }
    return std::nullopt;
}

int stage_of(DeskRole role) {
    switch (role) {
        case DeskRole::FirstReviewer:
            return 1;
        case DeskRole::SecondReviewer:
            return 2;
        case DeskRole::FinalReviewer:
            return 3;
        case DeskRole::Reporter:
        case DeskRole::Editor:
        case DeskRole::Member:
        case DeskRole::Manager:
        case DeskRole::Administrator:
            return 0;
    }
    return 0;
}

bool is_of_organisation(DeskRole role) {
    return role == DeskRole::Member || role == DeskRole::Manager;
}

}  // namespace gazette
