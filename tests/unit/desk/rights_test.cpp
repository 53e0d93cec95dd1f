#include "desk/rights.h"

#include "support/catch.h"

#include <set>
#include <string>

using namespace gazette;

namespace {

std::optional<Route> route_of(std::string_view method, std::string_view path) {
    bool is_other_method = false;
    const auto matched = match_route(method, path, is_other_method);
    if (!matched.has_value()) return std::nullopt;
    return matched->route;
}

}  // namespace

TEST_CASE("every route is found by its own address and by no other", "[desk][rights]") {
    std::set<std::string> seen;
    for (const RouteInfo& info : all_routes()) {
        std::string path(info.pattern);
        if (const auto hole = path.find("{}"); hole != std::string::npos)
            path.replace(hole, 2, "abc");
        CHECK(seen.insert(std::string(info.method) + " " + path).second);
        CHECK(route_of(info.method, path) == info.route);
        CHECK_FALSE(route_of(info.method, path + "/x/y/z/w").has_value());
        CHECK_FALSE(route_of("DELETE", path).has_value());
    }
}

TEST_CASE("a path's id is one segment and not empty", "[desk][rights]") {
    bool is_other_method = false;
    const auto matched = match_route("GET", "/stories/abc/edit", is_other_method);
    REQUIRE(matched.has_value());
    CHECK(matched->id == "abc");
    CHECK_FALSE(route_of("GET", "/stories/").has_value());
    CHECK_FALSE(route_of("GET", "/stories//edit").has_value());
    CHECK_FALSE(route_of("GET", "/stories/a/b/edit").has_value());
    CHECK(route_of("HEAD", "/stories/abc") == Route::StoryPage);
    CHECK_FALSE(match_route("PUT", "/stories/abc", is_other_method).has_value());
    CHECK(is_other_method);
    CHECK_FALSE(match_route("PUT", "/nowhere", is_other_method).has_value());
    CHECK_FALSE(is_other_method);
}

TEST_CASE("nobody may do anything with a story that they have nothing to do with",
          "[desk][rights]") {
    for (const RouteInfo& info : all_routes()) {
        if (!names_story(info.route)) continue;
        for (const DeskRole role : kRoles) CHECK_FALSE(may_use(info.route, role, StoryStanding{}));
    }
}

TEST_CASE("each route but the open ones is somebody's", "[desk][rights]") {
    for (const RouteInfo& info : all_routes()) {
        bool is_somebodys = false;
        for (const DeskRole role : kRoles) {
            is_somebodys = is_somebodys || may_use(info.route, role, {true, true, true, true});
        }
        CHECK(is_somebodys != is_open(info.route));
    }
}

TEST_CASE("an author never signs, an administrator neither writes nor signs", "[desk][rights]") {
    for (const DeskRole role : kRoles) {
        CHECK_FALSE(may_use(Route::Sign, role, {.is_author = true, .is_in_newsroom = true}));
    }
    const StoryStanding anything{true, true, true, true};
    for (const Route route : {Route::Sign, Route::Save, Route::NewStory, Route::Approve,
                              Route::Submit, Route::StoryPage, Route::Queue}) {
        CHECK_FALSE(may_use(route, DeskRole::Administrator, anything));
    }
    for (const DeskRole role : kRoles) {
        if (role == DeskRole::Administrator) continue;
        CHECK_FALSE(may_use(Route::AddPerson, role));
        CHECK_FALSE(may_use(Route::ResetPassword, role));
        CHECK_FALSE(may_use(Route::Dismiss, role));
    }
}

TEST_CASE("an organisation's people reach nothing of the newsroom", "[desk][rights]") {
    for (const DeskRole role : {DeskRole::Member, DeskRole::Manager}) {
        CHECK_FALSE(may_use(Route::Queue, role));
        CHECK_FALSE(may_use(Route::PeoplePage, role));
        CHECK_FALSE(may_use(Route::StoryPage, role, {.is_in_newsroom = true}));
        CHECK_FALSE(may_use(Route::Sign, role, {.is_turn = true}));
    }
    CHECK(may_use(Route::StoryPage, DeskRole::Manager, {.is_of_organisation = true}));
    CHECK_FALSE(may_use(Route::StoryPage, DeskRole::Member, {.is_of_organisation = true}));
    CHECK_FALSE(may_use(Route::Save, DeskRole::Manager, {.is_of_organisation = true}));
}

TEST_CASE("a reviewer signs only in turn", "[desk][rights]") {
    for (const DeskRole role :
         {DeskRole::FirstReviewer, DeskRole::SecondReviewer, DeskRole::FinalReviewer}) {
        CHECK(may_use(Route::Sign, role, {.is_turn = true}));
        CHECK_FALSE(may_use(Route::Sign, role, {.is_in_newsroom = true}));
        CHECK_FALSE(may_use(Route::Save, role, {.is_in_newsroom = true}));
    }
    CHECK_FALSE(may_use(Route::Sign, DeskRole::Editor, {.is_in_newsroom = true, .is_turn = true}));
}

TEST_CASE("names of roles come back as the same roles", "[desk][rights]") {
    for (const DeskRole role : kRoles) CHECK(role_named(name_of(role)) == role);
    CHECK_FALSE(role_named("chief").has_value());
    CHECK_FALSE(role_named("").has_value());
}
