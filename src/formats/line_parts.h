#pragma once
// Where a line of a headline may end, given its words: rules of Chinese setting, without ICU. A
// dictionary leaves single characters over (公|办, 机器|人); those go with a neighbour, so that no
// line begins or ends inside what a reader sees as one word. Pure; any thread.
#include <string_view>
#include <vector>

namespace gazette {

// Joins neighbouring pieces that must stay in one line. `pieces` are all of `text`, in order; so
// are the parts that come back, views into `text`.
std::vector<std::string_view> unbreakable_parts(std::string_view text,
                                                const std::vector<std::string_view>& pieces);

// Whether <wbr> is wanted between two parts: not beside blanks and punctuation, where lines break
// by themselves or never.
bool wants_break_between(std::string_view before, std::string_view after);

}  // namespace gazette
