#pragma once
// What the command line says, in Chinese or English: templates/commands/<language>.yml, built in.
// Diagnostics have their own texts (formats/message_catalogue.h). A text that is missing shows its
// key; a test demands every key in both languages. Immutable; const from any thread.
#include "formats/message_catalogue.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class Words {
public:
    // Of "zh-CN" or any other Chinese; everything else is English.
    static Words in(std::string_view language);

    // The text of `key`; {0}, {1}… become the arguments, {0|file|files} the first word where the
    // argument is "1", else the second.
    [[nodiscard]] std::string text(std::string_view key,
                                   const std::vector<std::string>& arguments = {}) const;

    [[nodiscard]] const MessageCatalogue& catalogue() const { return catalogue_; }

private:
    explicit Words(MessageCatalogue catalogue) : catalogue_(std::move(catalogue)) {}

    MessageCatalogue catalogue_;
};

// The program's diagnostics in a language: templates/messages/<language>.yml.
MessageCatalogue diagnostic_texts(std::string_view language);

}  // namespace gazette
