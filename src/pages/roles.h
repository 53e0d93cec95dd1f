#pragma once
// What the records shown by a page are to it: the meaning of ShownRecord::role and PageLink::role,
// one enumeration a kind of page. Planning writes them, views read them.
#include <cstdint>

namespace gazette {

enum class HomeRole : std::uint8_t {
    Lead,
    Rail,
    Section,
    IssueHeadline
};  // group: section or page
enum class ArticleRole : std::uint8_t { Self, Previous, Next, Related, Linked, SeriesPart };
enum class IssueRole : std::uint8_t { Item };  // group: page of the issue
enum class IssueLink : std::uint8_t { Newer, Older };

}  // namespace gazette
