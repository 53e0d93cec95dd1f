#pragma once
// What a person wrote wrongly, and where: kept apart from its wording, which the message catalogue
// (formats/message_catalogue.h) gives in the site's language when it is printed.
//
// The codes themselves are the newspaper's and stand in content/diagnostic_codes.h.
// Diagnostics: one thread; work done in parallel fills one each and `append`s them in input order.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class Severity { Error, Warning, Note };

// "error", "warning", "note".
std::string_view name_of(Severity severity);

// A kind of diagnostic: a constant with static storage. `id` is what people see and switch off in
// site.yml (`checks:`), e.g. "byline-missing".
struct DiagnosticCode {
    std::string_view id;
    Severity severity = Severity::Error;
};

// Both count from 1; columns count characters (code points), as editors show them. 0: unknown.
struct Position {
    int line = 0;
    int column = 0;

    friend auto operator<=>(const Position&, const Position&) = default;
};

struct Diagnostic {
    std::string_view code;  // DiagnosticCode::id: static storage
    Severity severity = Severity::Error;
    std::string file;  // path within the newsroom, "/"-separated
    Position position;
    std::vector<std::string> arguments;  // fill {0}, {1}… of the message
};

class Diagnostics {
public:
    void add(const DiagnosticCode& code, std::string file, Position position,
             std::vector<std::string> arguments = {});
    void append(Diagnostics&& other);

    // By file, then position, then code; equal ones once.
    void sort();

    [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }

    [[nodiscard]] bool empty() const { return all_.empty(); }

    [[nodiscard]] std::size_t count(Severity severity) const;

    [[nodiscard]] bool has_errors() const { return count(Severity::Error) > 0; }

private:
    std::vector<Diagnostic> all_;
};

}  // namespace gazette
