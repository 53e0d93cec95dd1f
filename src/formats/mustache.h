#pragma once
// Templates: Mustache (mustache(5), specification 1.3) as far as a page needs it. Variables,
// sections, inverted sections, comments and partials; no lambdas, no other delimiters, no dynamic
// names, no inheritance: a template cannot call code and cannot reach anything but its view.
//
// Compiling does what can be wrong: partials are expanded, `{{t.some-label}}` becomes that label's
// text, standalone lines go as the specification says, and every name is resolved against the
// declared view (view_schema.h). A name belongs to the innermost object that *declares* it, so that
// an optional name that is absent never shows the one of the same name further out. {{{x}}} takes
// declared markup only, {{x}} declared text only. What is wrong is reported with file and place.
//
// Rendering walks the compiled template with kainjow's engine and reads our View directly; nothing
// can go wrong there. Falsy are what is absent, false, empty text, an empty list.
// Template: const is thread-safe. TemplateRenderer: one thread each (the engine's render is not
// const); it borrows the Template, which must outlive it, and remembers what it made of views that
// are shared (View::share): they must stay, unchanged, as long as it is used.
#include "base/diagnostic.h"
#include "base/hash.h"
#include "formats/view.h"
#include "formats/view_schema.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class TemplateProblem {
    UnknownName,       // {0} the name, {1} the nearest declared one or empty
    UnknownPartial,    // {0} the name
    UnknownLabel,      // {0} the name
    RecursivePartial,  // {0} the name
    NotText,           // {0} the name, {1} what it is declared as
    RawText,           // {0} the name: three braces, but declared as text
    EscapedHtml,       // {0} the name: two braces, but declared as markup
    UnclosedTag,       // a tag without its end
    UnclosedSection,   // {0} the name
    UnopenedSection,   // {0} the name
    UnsupportedTag,    // {0} the tag: delimiters, dynamic names, inheritance
    MalformedTag,      // {0} the tag's content
    TooDeep,           // sections or partials in one another
    TooLarge,          // expanded text
};

std::string_view id_of(TemplateProblem problem);  // "template-unknown-name", …

struct TemplateError {
    TemplateProblem problem = TemplateProblem::UnknownName;
    std::string file;  // the template or partial, as named by the caller
    Position position;
    std::vector<std::string> arguments;
};

// English, for developers: "card:3:7: unknown name 'titel', did you mean 'title'?"
std::string describe(const TemplateError& error);

// Text by name, or nothing. The text need not outlive the call of `compile`.
using TextLookup = std::function<std::optional<std::string_view>(std::string_view name)>;

struct TemplateSource {
    std::string name;
    std::string_view text;
    TextLookup partial;  // may be empty: there are none
    TextLookup label;    // may be empty: `t.` is an ordinary name then
};

struct TemplateProgram;  // formats/template_program.h

class Template {
public:
    // Nothing when `errors` got any. `schema` is read only now.
    static std::optional<Template> compile(const TemplateSource& source, const ViewSchema& schema,
                                           std::vector<TemplateError>& errors);

    ~Template();
    Template(Template&&) noexcept;
    Template& operator=(Template&&) noexcept;
    Template(const Template&) = delete;
    Template& operator=(const Template&) = delete;

    // Of all that rendering depends on besides the view; part of every page's key.
    [[nodiscard]] const Fingerprint& fingerprint() const;

    // Every declared name that the template reads, whole ("nav[].href"), sorted, each once.
    [[nodiscard]] std::span<const std::string> names() const;

    [[nodiscard]] const TemplateProgram& program() const { return *program_; }

private:
    explicit Template(std::unique_ptr<const TemplateProgram> program);

    std::unique_ptr<const TemplateProgram> program_;
};

class TemplateRenderer {
public:
    explicit TemplateRenderer(const Template& compiled);
    ~TemplateRenderer();
    TemplateRenderer(TemplateRenderer&&) noexcept;
    TemplateRenderer& operator=(TemplateRenderer&&) noexcept;
    TemplateRenderer(const TemplateRenderer&) = delete;
    TemplateRenderer& operator=(const TemplateRenderer&) = delete;

    // Appends the page. Keep `out` from page to page: its memory is reused.
    void render(const View& view, std::string& out);

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace gazette
