#pragma once
// A desk in a few lines: signs stories that lie in a newsroom's folder as they are, and pins its
// key for builds.
#include "review/chain.h"
#include "review/review_log.h"
#include "review/trust.h"
#include "support/review_samples.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gazette::testing {

// A story of a newsroom that is only in memory, as a build would see it; nothing: it cannot be
// read.
std::optional<gazette::StoryState> state_in(const std::map<std::string, std::string>& files,
                                            const std::string& path);
// A sign-off of the text as it is, with all a record needs but its place in the log.
Record sign_off_of(const gazette::StoryState& story, std::size_t stage, std::string person);

class SigningDesk {
public:
    // `newsroom` is a folder with a site.yml; logs go below its reviews/.
    explicit SigningDesk(std::string newsroom);

    // What a machine pins that trusts this desk.
    static Trust trust(std::string_view more = {});
    static std::string trust_text(std::string_view more = {});

    // As a build sees it.
    [[nodiscard]] gazette::StoryState state_of(const std::string& path) const;
    // A record of the story's, and all that it needs of its text as it is now.
    static Record record(RecordType type, std::string person, const gazette::StoryState& story);
    static Record sign_off(std::size_t stage, std::string person, const gazette::StoryState& story);
    void add(const std::string& article, const Record& record) const;
    // Three persons pass the text on as it is.
    void sign_through(const std::string& path) const;

private:
    std::string newsroom_;
};

// The site.yml line that asks for what trust() pins.
inline constexpr std::string_view kReviewLine = "review: {stages: [初审, 复审, 终审]}\n";
// Of the site.yml that Newsroom writes.
inline constexpr std::string_view kSampleSite = "abcdefghijklmnopqrstuvwxyz";

}  // namespace gazette::testing
