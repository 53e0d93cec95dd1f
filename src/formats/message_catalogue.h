#pragma once
// The words of the program in one language: templates/messages/<language>.yml, built in.
//   labels: {key: text}                        the theme's words ({{t.key}})
//   diagnostics: {code: {text:, hint:}}        {0} {1} … stand for the diagnostic's arguments
//   words: {word: text}                        what an argument "@word" is called
// Immutable after parse; const from any thread. Missing texts show the code itself, never nothing.
#include "base/diagnostic.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct DiagnosticTexts {
    std::string text;
    std::string hint;
};

class MessageCatalogue {
public:
    // Nothing, and what is wrong in `problem`, when the text is no such YAML.
    static std::optional<MessageCatalogue> parse(std::string_view yaml, std::string& problem);

    [[nodiscard]] std::string text(const Diagnostic& diagnostic) const;
    // How to mend it.
    [[nodiscard]] std::string hint(const Diagnostic& diagnostic) const;
    // Null when there is none.
    [[nodiscard]] const std::string* label(std::string_view key) const;
    [[nodiscard]] const DiagnosticTexts* find(std::string_view code) const;

    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& labels() const {
        return labels_;
    }

    [[nodiscard]] const std::map<std::string, DiagnosticTexts, std::less<>>& diagnostics() const {
        return diagnostics_;
    }

    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& words() const {
        return words_;
    }

private:
    [[nodiscard]] std::string fill(std::string_view text,
                                   const std::vector<std::string>& arguments) const;
    [[nodiscard]] std::string_view word(std::string_view argument) const;

    std::map<std::string, std::string, std::less<>> labels_;
    std::map<std::string, DiagnosticTexts, std::less<>> diagnostics_;
    std::map<std::string, std::string, std::less<>> words_;
};

// "2022/07/06/x.md:4:7: error[byline-missing]: …", then `source_line` (when not empty; without its
// end) with a caret below the place, then the hint. Columns of wide characters count two; a long
// line is cut around the place; control characters are shown as U+FFFD, so that a file cannot
// speak to the terminal.
std::string print_diagnostic(const Diagnostic& diagnostic, const MessageCatalogue& catalogue,
                             std::string_view source_line);

}  // namespace gazette
