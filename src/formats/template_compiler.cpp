// The second half of compiling a template: every tag's name is resolved against the declared view,
// and the tokens become the steps that mustache.cpp walks.
#include "base/text.h"
#include "formats/mustache.h"
#include "formats/template_program.h"
#include "formats/template_tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace gazette {
namespace {

// A section that is open, or the whole view: what names inside it are looked up in.
struct Frame {
    const ViewSchema* members = nullptr;  // null: a text or a flag
    ViewField::Kind kind = ViewField::Kind::Object;
    std::string prefix;      // of its members' whole names: "", "nav[]."
    std::size_t step = 0;    // that opened it
    bool is_pushed = false;  // an inverted section adds no context
    std::size_t number = 0;  // among those that are pushed; the whole view is 0
    bool is_closed = true;   // no name in it was found further out
    // What may make it a step of the run around it.
    std::size_t engine_text_size = 0;  // before it
    std::size_t engine_sections = 0;   // before it
    bool was_in_run = false;
    bool only_asks = false;  // no value of its own is named in it
};

// A name, found.
struct Resolved {
    std::size_t frame = 0;
    std::vector<ViewName> path;
    std::string whole_name;
    ViewField::Kind kind = ViewField::Kind::Text;
    const ViewSchema* members = nullptr;
};

class Compiler {
public:
    Compiler(const ViewSchema& schema, std::vector<TemplateError>& errors) : errors_(errors) {
        frames_.push_back({&schema, ViewField::Kind::Object, "", 0, true});
    }

    void add(const TemplateToken& token) {
        switch (token.kind) {
            case TemplateToken::Kind::Text:
                add_text(token);
                return;
            case TemplateToken::Kind::Escaped:
            case TemplateToken::Kind::Raw:
                add_variable(token);
                return;
            case TemplateToken::Kind::Open:
            case TemplateToken::Kind::OpenInverted:
                open(token);
                return;
            case TemplateToken::Kind::Close:
                close();
                return;
        }
    }

    TemplateProgram finish() {
        std::sort(program_.names.begin(), program_.names.end());
        program_.names.erase(std::unique(program_.names.begin(), program_.names.end()),
                             program_.names.end());
        FingerprintBuilder key;
        key.add(program_.engine_text);
        for (const TemplateStep& step : program_.steps) {
            key.add(static_cast<std::int64_t>(step.kind)).add(step.text);
            key.add(static_cast<std::int64_t>(step.frame));
            key.add(static_cast<std::int64_t>(step.path.size()));
            for (const ViewName name : step.path) key.add(name.text());
            key.add(static_cast<std::int64_t>(step.end));
        }
        program_.fingerprint = key.finish();
        return std::move(program_);
    }

private:
    // Before a step of text or of a variable.
    void begin_or_continue_run() { begin_or_continue_run_at(program_.steps.size()); }

    // A run is one tag for the engine.
    void begin_or_continue_run_at(std::size_t step) {
        if (is_in_run_) {
            program_.steps[step - 1].goes_on = true;
        } else {
            program_.engine_text += fmt::format("{{{{{}}}}}", step);
        }
        is_in_run_ = true;
    }

    void add_text(const TemplateToken& token) {
        begin_or_continue_run();
        TemplateStep step;
        step.text = token.text;
        program_.steps.push_back(std::move(step));
    }

    void add_variable(const TemplateToken& token) {
        Resolved found;
        if (!resolve(token, found)) return;
        const bool is_raw = token.kind == TemplateToken::Kind::Raw;
        if (found.kind == ViewField::Kind::Html && !is_raw) {
            fail(TemplateProblem::EscapedHtml, token, {token.text});
        } else if (found.kind == ViewField::Kind::Text && is_raw) {
            fail(TemplateProblem::RawText, token, {token.text});
        } else if (found.kind != ViewField::Kind::Html && found.kind != ViewField::Kind::Text) {
            fail(TemplateProblem::NotText, token, {token.text, std::string(name_of(found.kind))});
        }
        begin_or_continue_run();
        add_step(is_raw ? TemplateStep::Kind::Raw : TemplateStep::Kind::Escaped, found);
    }

    void open(const TemplateToken& token) {
        const bool is_inverted = token.kind == TemplateToken::Kind::OpenInverted;
        Resolved found;
        // An unknown section's content is still checked, with the names around it.
        const bool is_known = resolve(token, found);
        const std::size_t step = program_.steps.size();
        const std::size_t engine_text_size = program_.engine_text.size();
        program_.engine_text += fmt::format("{{{{{}{}}}}}", is_inverted ? '^' : '#', step);
        add_step(is_inverted ? TemplateStep::Kind::Inverted : TemplateStep::Kind::Section, found);
        Frame frame{found.members, found.kind, found.whole_name, step, is_known && !is_inverted};
        if (found.kind == ViewField::Kind::List) {
            frame.prefix += "[]";
            frame.kind = found.members != nullptr ? ViewField::Kind::Object : ViewField::Kind::Text;
        }
        frame.prefix += ".";
        frame.engine_text_size = engine_text_size;
        frame.engine_sections = engine_sections_;
        frame.was_in_run = std::exchange(is_in_run_, false);
        frame.only_asks = is_inverted || found.kind == ViewField::Kind::Flag ||
                          found.kind == ViewField::Kind::Text ||
                          found.kind == ViewField::Kind::Html;
        if (frame.is_pushed) frame.number = ++pushed_;
        program_.deepest_section = std::max(program_.deepest_section, pushed_);
        frames_.push_back(std::move(frame));
    }

    void close() {
        const Frame& frame = frames_.back();
        if (frame.is_pushed) {
            program_.steps[frame.step].is_closed = frame.is_closed;
            --pushed_;
        }
        if (frame.only_asks && frame.engine_sections == engine_sections_) {
            put_into_run(frame);
        } else {
            is_in_run_ = false;
            program_.engine_text += fmt::format("{{{{/{}}}}}", frame.step);
            ++engine_sections_;
        }
        frames_.pop_back();
    }

    // OPTIMIZATION: most sections ask for one text and print it; the engine need not know of them.
    void put_into_run(const Frame& frame) {
        TemplateStep& step = program_.steps[frame.step];
        const bool is_inverted = step.kind == TemplateStep::Kind::Inverted;
        step.kind = is_inverted ? TemplateStep::Kind::Unless : TemplateStep::Kind::If;
        step.end = program_.steps.size();
        for (std::size_t i = frame.step; i + 1 < step.end; ++i) program_.steps[i].goes_on = true;
        program_.engine_text.resize(frame.engine_text_size);
        is_in_run_ = frame.was_in_run;
        begin_or_continue_run_at(frame.step);
    }

    void add_step(TemplateStep::Kind kind, const Resolved& found) {
        TemplateStep step;
        step.kind = kind;
        step.frame = found.frame;
        step.path = found.path;
        step.first_name = program_.name_count;
        program_.name_count += step.path.size();
        program_.steps.push_back(std::move(step));
        for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
            if (frame->is_pushed && frame->number > found.frame) frame->is_closed = false;
        }
        if (!found.whole_name.empty()) program_.names.push_back(found.whole_name);
    }

    // From the innermost frame outwards to the first that declares the name's first part.
    bool resolve(const TemplateToken& token, Resolved& found) {
        std::size_t frame_number = pushed_;
        if (token.text == ".") return resolve_itself(found);
        const std::vector<std::string_view> parts = split(token.text, '.');
        for (std::size_t i = frames_.size(); i-- > 0;) {
            const Frame& frame = frames_[i];
            if (!frame.is_pushed) continue;
            const ViewField* field =
                frame.members != nullptr ? frame.members->find(parts[0]) : nullptr;
            if (field == nullptr) {
                if (frame_number > 0) --frame_number;
                continue;
            }
            found.frame = frame_number;
            return resolve_path(token, frame, parts, found);
        }
        fail(TemplateProblem::UnknownName, token, {token.text, nearest_name(token.text)});
        return false;
    }

    bool resolve_itself(Resolved& found) {
        const auto innermost = std::find_if(frames_.rbegin(), frames_.rend(),
                                            [](const Frame& frame) { return frame.is_pushed; });
        innermost->only_asks = false;
        found.frame = pushed_;
        found.kind = innermost->kind;
        found.members = innermost->members;
        found.whole_name = innermost->prefix.substr(0, innermost->prefix.size() - 1);
        return true;
    }

    bool resolve_path(const TemplateToken& token, const Frame& frame,
                      const std::vector<std::string_view>& parts, Resolved& found) {
        const ViewSchema* members = frame.members;
        found.whole_name = frame.prefix + token.text;
        for (const std::string_view part : parts) {
            const ViewField* field = members != nullptr ? members->find(part) : nullptr;
            if (field == nullptr) {
                const std::string near = members != nullptr ? nearest_in(part, *members) : "";
                fail(TemplateProblem::UnknownName, token, {token.text, near});
                return false;
            }
            found.path.emplace_back(field->name);
            found.kind = field->kind;
            found.members = field->members;
            // Only an object's members are reached by a dot, a list's by a section.
            members = field->kind == ViewField::Kind::Object ? field->members : nullptr;
        }
        return true;
    }

    static std::string nearest_in(std::string_view name, const ViewSchema& schema) {
        std::vector<std::string_view> candidates;
        for (const ViewField& field : schema.fields()) candidates.push_back(field.name);
        return std::string(nearest(name, candidates));
    }

    [[nodiscard]] std::string nearest_name(std::string_view name) const {
        for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
            if (!frame->is_pushed || frame->members == nullptr) continue;
            std::string near = nearest_in(name, *frame->members);
            if (!near.empty()) return near;
        }
        return {};
    }

    void fail(TemplateProblem problem, const TemplateToken& token,
              std::vector<std::string> arguments) {
        errors_.push_back({problem, token.file, token.position, std::move(arguments)});
    }

    std::vector<TemplateError>& errors_;
    std::vector<Frame> frames_;
    std::size_t pushed_ = 0;           // frames besides the whole view that add a context
    std::size_t engine_sections_ = 0;  // closed ones that the engine is told of
    bool is_in_run_ = false;
    TemplateProgram program_;
};

// A partial that is used ten times says what is wrong with it once.
void keep_each_once(std::vector<TemplateError>& errors) {
    const auto key = [](const TemplateError& error) {
        return std::tie(error.file, error.position, error.problem, error.arguments);
    };
    std::sort(errors.begin(), errors.end(),
              [&](const TemplateError& a, const TemplateError& b) { return key(a) < key(b); });
    errors.erase(std::unique(errors.begin(), errors.end(),
                             [&](const TemplateError& a, const TemplateError& b) {
                                 return key(a) == key(b);
                             }),
                 errors.end());
}

std::string sentence(const TemplateError& error) {
    const auto argument = [&](std::size_t i) {
        return i < error.arguments.size() ? error.arguments[i] : std::string();
    };
    switch (error.problem) {
        case TemplateProblem::UnknownName:
            return fmt::format(
                "unknown name '{}'{}", argument(0),
                argument(1).empty() ? std::string() : ", did you mean '" + argument(1) + "'?");
        case TemplateProblem::UnknownPartial:
            return fmt::format("there is no partial '{}'", argument(0));
        case TemplateProblem::UnknownLabel:
            return fmt::format("there is no label '{}'", argument(0));
        case TemplateProblem::RecursivePartial:
            return fmt::format("the partial '{}' includes itself", argument(0));
        case TemplateProblem::NotText:
            return fmt::format("'{}' is no text but a {}", argument(0), argument(1));
        case TemplateProblem::RawText:
            return fmt::format("'{}' is text, write it in two braces", argument(0));
        case TemplateProblem::EscapedHtml:
            return fmt::format("'{}' is markup, write it in three braces", argument(0));
        case TemplateProblem::UnclosedTag:
            return "a tag is not closed";
        case TemplateProblem::UnclosedSection:
            return fmt::format("the section '{}' is not closed", argument(0));
        case TemplateProblem::UnopenedSection:
            return fmt::format("the section '{}' is closed but not open", argument(0));
        case TemplateProblem::UnsupportedTag:
            return fmt::format("{}: such tags are not supported", argument(0));
        case TemplateProblem::MalformedTag:
            return fmt::format("{}: no such tag", argument(0));
        case TemplateProblem::TooDeep:
            return "too many sections or partials in one another";
        case TemplateProblem::TooLarge:
            return "the template with its partials is too large";
    }
    return {};
}

}  // namespace

std::string_view id_of(TemplateProblem problem) {
    switch (problem) {
        case TemplateProblem::UnknownName:
            return "template-unknown-name";
        case TemplateProblem::UnknownPartial:
            return "template-unknown-partial";
        case TemplateProblem::UnknownLabel:
            return "template-unknown-label";
        case TemplateProblem::RecursivePartial:
            return "template-recursive-partial";
        case TemplateProblem::NotText:
            return "template-not-text";
        case TemplateProblem::RawText:
            return "template-raw-text";
        case TemplateProblem::EscapedHtml:
            return "template-escaped-html";
        case TemplateProblem::UnclosedTag:
            return "template-unclosed-tag";
        case TemplateProblem::UnclosedSection:
            return "template-unclosed-section";
        case TemplateProblem::UnopenedSection:
            return "template-unopened-section";
        case TemplateProblem::UnsupportedTag:
            return "template-unsupported-tag";
        case TemplateProblem::MalformedTag:
            return "template-malformed-tag";
        case TemplateProblem::TooDeep:
            return "template-too-deep";
        case TemplateProblem::TooLarge:
            return "template-too-large";
    }
    return {};
}

std::string describe(const TemplateError& error) {
    return fmt::format("{}:{}:{}: {}", error.file, error.position.line, error.position.column,
                       sentence(error));
}

std::optional<Template> Template::compile(const TemplateSource& source, const ViewSchema& schema,
                                          std::vector<TemplateError>& errors) {
    std::vector<TemplateError> found;
    const std::vector<TemplateToken> tokens = tokenize(source, found);
    // Names mean nothing while sections are not balanced.
    if (found.empty()) {
        Compiler compiler(schema, found);
        for (const TemplateToken& token : tokens) compiler.add(token);
        if (found.empty())
            return Template(std::make_unique<const TemplateProgram>(compiler.finish()));
    }
    keep_each_once(found);
    errors.insert(errors.end(), found.begin(), found.end());
    return std::nullopt;
}

Template::Template(std::unique_ptr<const TemplateProgram> program) : program_(std::move(program)) {}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

const Fingerprint& Template::fingerprint() const { return program_->fingerprint; }

std::span<const std::string> Template::names() const { return program_->names; }

}  // namespace gazette
