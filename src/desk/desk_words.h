#pragma once
// What the desk's pages say, in Chinese or English: templates/desk/messages/<language>.yml, built
// in; and times as people say them. A text that is missing shows its key; a test demands every key
// in both languages. Immutable; const from any thread.
#include "base/time_zone.h"
#include "desk/accounts.h"
#include "desk/story.h"
#include "formats/message_catalogue.h"

#include <string>
#include <string_view>

namespace gazette {

class DeskWords {
public:
    // Of "zh-CN" or any other Chinese; everything else is English.
    static const DeskWords& in(std::string_view language);

    // {0} becomes the argument.
    [[nodiscard]] std::string text(std::string_view key, std::string_view argument = {}) const;
    // "今天 14:05", "11月28日 14:05", "2025年11月28日 14:05": never "n hours ago".
    [[nodiscard]] std::string time(Instant at, Instant now, const TimeZone& zone) const;

    [[nodiscard]] std::string role(DeskRole role) const;
    [[nodiscard]] std::string stage(int stage) const;
    [[nodiscard]] std::string title(const Story& story) const;

    // How a finding is worded and how it is mended.
    [[nodiscard]] const MessageCatalogue& diagnostics() const { return diagnostics_; }

    [[nodiscard]] const MessageCatalogue& labels() const { return labels_; }

    [[nodiscard]] std::string_view language() const { return language_; }

private:
    explicit DeskWords(std::string_view language);

    std::string_view language_;  // "zh-CN" or "en"
    MessageCatalogue labels_;
    MessageCatalogue diagnostics_;
};

}  // namespace gazette
