#include "desk/desk_pages.h"

#include "base/assert.h"
#include "base/guarded.h"
#include "desk/desk_words.h"
#include "formats/mustache.h"
#include "pages/builtin_files.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace gazette {

namespace {

Template compiled(DeskPage page, const DeskWords& words) {
    const std::string path = fmt::format("desk/pages/{}.mustache", name_of(page));
    TemplateSource source{path, builtin_file(path), {}, {}};
    source.partial = [](std::string_view name) -> std::optional<std::string_view> {
        const std::string_view text = builtin_file(fmt::format("desk/partials/{}.mustache", name));
        return text.empty() ? std::nullopt : std::optional(text);
    };
    source.label = [&](std::string_view name) -> std::optional<std::string_view> {
        const std::string* const text = words.labels().label(name);
        return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
    };
    std::vector<TemplateError> errors;
    std::optional<Template> made = Template::compile(source, schema_of(page), errors);
    const std::string why = errors.empty() ? path : describe(errors.front());
    GAZETTE_ASSERT(made.has_value(), why.c_str());
    return *std::move(made);
}

}  // namespace

std::string_view name_of(DeskPage page) {
    switch (page) {
        case DeskPage::Login:
            return "login";
        case DeskPage::Message:
            return "message";
        case DeskPage::Stories:
            return "stories";
        case DeskPage::Story:
            return "story";
        case DeskPage::Editor:
            return "editor";
        case DeskPage::Queue:
            return "queue";
        case DeskPage::Review:
            return "review";
        case DeskPage::Organisation:
            return "organisation";
        case DeskPage::People:
            return "people";
        case DeskPage::Account:
            return "account";
        case DeskPage::Code:
            return "code";
        case DeskPage::Factor:
            return "factor";
        case DeskPage::Versions:
            return "versions";
        case DeskPage::Records:
            return "records";
        case DeskPage::Organisations:
            return "organisations";
        case DeskPage::Invitation:
            return "invitation";
    }
    return {};
}

struct DeskPages::State {
    // A template and the renderers that wait for work: each serves one page at a time.
    struct Entry {
        Entry(DeskPage page, const DeskWords& words) : page_template(compiled(page, words)) {}

        Template page_template;
        Guarded<std::vector<TemplateRenderer>> idle;
    };

    std::vector<std::unique_ptr<Entry>> chinese;
    std::vector<std::unique_ptr<Entry>> english;
};

DeskPages::DeskPages() : state_(std::make_unique<State>()) {
    for (const DeskPage page : kDeskPages) {
        state_->chinese.push_back(std::make_unique<State::Entry>(page, DeskWords::in("zh-CN")));
        state_->english.push_back(std::make_unique<State::Entry>(page, DeskWords::in("en")));
    }
}

DeskPages::~DeskPages() = default;

std::string DeskPages::render(DeskPage page, std::string_view language, const View& view) {
#ifndef NDEBUG
    const std::vector<std::string> wrong = check(view, schema_of(page));
    GAZETTE_ASSERT(wrong.empty(), wrong.front().c_str());
#endif
    auto& entries = language == "zh-CN" ? state_->chinese : state_->english;
    State::Entry& entry = *entries.at(static_cast<std::size_t>(page));
    using Idle = std::vector<TemplateRenderer>;
    std::optional<TemplateRenderer> renderer = entry.idle.with([](Idle& idle) {
        std::optional<TemplateRenderer> taken;
        if (idle.empty()) return taken;
        taken.emplace(std::move(idle.back()));
        idle.pop_back();
        return taken;
    });
    if (!renderer.has_value()) renderer.emplace(entry.page_template);
    std::string html;
    renderer->render(view, html);
    entry.idle.with([&](Idle& idle) { idle.push_back(*std::move(renderer)); });
    return html;
}

}  // namespace gazette
