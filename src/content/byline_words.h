#pragma once
// The words that bylines are made of: which are roles, units, names. Word lists, no grammar.
// Pure; any thread.
#include "content/site_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// 采访组, 编辑部, 工作室: they sign like a person.
bool looks_like_collective(std::string_view word);

// 摄, 摄影报道, 文/图, 供图: stand behind the names.
bool is_trailing_role(std::string_view word);
// 文, 图, 摄…: what one does beside the role; for "文/图".
bool is_activity(std::string_view word);

// Only Chinese characters (and · inside names).
bool is_all_han(std::string_view word);

// "本报", "本台"… at the front of a role: what is left behind it, or the word itself.
std::string_view without_own_prefix(std::string_view word);

// The longest known role (of the site or of the credits) of two characters or more that the word
// begins with, and that leaves something behind it; its length in bytes, or 0.
std::size_t role_prefix_length(std::string_view word, const SiteConfig& site);

}  // namespace gazette
