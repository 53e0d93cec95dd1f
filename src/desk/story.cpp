#include "desk/story.h"

#include "base/text.h"
#include "formats/unicode.h"

#include <algorithm>

namespace gazette {

namespace {

bool is_unwanted(char c) { return is_control(c) && c != '\n' && c != '\t'; }

// Blanks at the ends of lines stand for nothing, save two in Markdown, which stay.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : trim(text)) line += c == '\n' || c == '\t' ? ' ' : c;
    return line;
}

std::string lines(std::string_view text) {
    const std::size_t begin = text.find_first_not_of('\n');
    if (begin == std::string_view::npos) return {};
    const std::size_t end = text.find_last_not_of(" \t\n");
    return end == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, end + 1 - begin));
}

}  // namespace

std::optional<StoryFields> cleaned(const StoryFields& sent, std::string_view& wrong) {
    StoryFields kept;
    for (const StoryField& field : kStoryFields) {
        const std::string& raw = sent.*field.text;
        wrong = field.name;
        if (raw.size() > field.most_bytes || first_invalid_utf8(raw).has_value())
            return std::nullopt;
        std::string text = replace_all(replace_all(raw, "\r\n", "\n"), "\r", "\n");
        if (std::ranges::any_of(text, is_unwanted)) return std::nullopt;
        if (first_hidden_control(text).has_value()) return std::nullopt;
        text = nfc(text);
        kept.*field.text = field.name == "body" ? lines(text) : one_line(text);
    }
    wrong = {};
    return kept;
}

StoryStanding standing_of(const Account& account, const Story& story, bool has_signed) {
    StoryStanding standing;
    const bool is_of_newsroom = !is_of_organisation(account.role);
    const bool is_private =
        story.state == StoryStatus::Draft || story.state == StoryStatus::Discarded;
    standing.is_author = story.author == account.id;
    standing.is_of_organisation = !is_of_newsroom && !story.organisation.empty() &&
                                  story.organisation == account.organisation && !is_private;
    // While an author mends what the newsroom sent back, the newsroom may look at it.
    standing.is_in_newsroom =
        is_of_newsroom &&
        (is_in_newsroom(story.state) || (story.state == StoryStatus::Returned && story.round > 0));
    if (standing.is_author) return standing;
    const bool is_reviewers_turn = story.state == StoryStatus::InReview && account.may_sign() &&
                                   stage_of(account.role) == story.stage && !has_signed;
    const bool is_managers_turn = story.state == StoryStatus::AtOrganisation &&
                                  account.role == DeskRole::Manager && standing.is_of_organisation;
    standing.is_turn = is_reviewers_turn || is_managers_turn;
    return standing;
}

}  // namespace gazette
