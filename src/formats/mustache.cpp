#include "formats/mustache.h"

#include "base/assert.h"
#include "formats/html.h"
#include "formats/template_program.h"

#include <kainjow/mustache.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {
namespace {

namespace engine = kainjow::mustache;

// A step of the program as it is walked.
// OPTIMIZATION: half a line of the cache instead of two, and names in one array.
struct Step {
    TemplateStep::Kind kind = TemplateStep::Kind::Text;
    bool is_closed = false;
    bool goes_on = false;
    std::uint16_t frame = 0;
    std::uint16_t name_count = 0;
    std::uint32_t first_name = 0;
    std::uint32_t end = 0;
    std::string_view text;  // the program's
};

// What the engine itself would print: nothing, see ViewContext.
struct NoOutput {};

NoOutput& operator<<(NoOutput& out, const std::string&) { return out; }

// Answers the engine's questions from a View.
// OPTIMIZATION: the engine would copy every value into its own data, escape it into a second string
// and collect lines in a third. So a variable is written here, straight into the page, and the
// engine told that there is nothing; only sections are answered, with placeholders: true for one
// pass, or a list of as many nothings as ours has items. `push` then turns the address of a
// placeholder back into our item. What a section made of a shared view (View::share) and of nothing
// else is kept, and written again where the same view comes again. An article page of 8 KB: 11 µs,
// and 6 to build the view, where kainjow's own data took 50 to build and 48 to render
// (docs/decisions/0020-mustache-views.md).
class ViewContext final : public engine::basic_context<std::string> {
public:
    explicit ViewContext(const TemplateProgram& program)
        : opened_(program.deepest_section + 1), places_(program.name_count) {
        stack_.reserve(program.deepest_section + 2);
        steps_.reserve(program.steps.size());
        for (const TemplateStep& step : program.steps) {
            GAZETTE_ASSERT(step.first_name == names_.size() || step.path.empty(),
                           "names are counted in the order of the steps");
            steps_.push_back({step.kind, step.is_closed, step.goes_on,
                              static_cast<std::uint16_t>(step.frame),
                              static_cast<std::uint16_t>(step.path.size()),
                              static_cast<std::uint32_t>(step.first_name),
                              static_cast<std::uint32_t>(step.end), step.text});
            names_.insert(names_.end(), step.path.begin(), step.path.end());
        }
    }

    void begin(const View& view, std::string& out) {
        stack_.assign(1, &view);
        out_ = &out;
    }

    void push(const engine::data* placeholder) override {
        const Opened& opened = opened_[stack_.size() - 1];
        const View* view = opened.view;
        if (opened.first_placeholder != nullptr) {
            const auto index = static_cast<std::size_t>(placeholder - opened.first_placeholder);
            view = &opened.view->items()[index];
        }
        stack_.push_back(view);
    }

    void pop() override {
        stack_.pop_back();
        if (recording_ && stack_.size() == recording_->depth && --recording_->passes_left == 0) {
            kept_.emplace(recording_->key, out_->substr(recording_->begin));
            recording_.reset();
        }
    }

    const engine::data* get(const std::string& number) const override {
        std::size_t index = 0;
        std::from_chars(number.data(), number.data() + number.size(), index);
        const Step& step = steps_[index];
        switch (step.kind) {
            case TemplateStep::Kind::Section:
                return open_section(index, step);
            case TemplateStep::Kind::Inverted:
                return is_truthy(step) ? &true_ : nullptr;
            case TemplateStep::Kind::Text:
            case TemplateStep::Kind::Escaped:
            case TemplateStep::Kind::Raw:
            case TemplateStep::Kind::If:
            case TemplateStep::Kind::Unless:
                break;
        }
        run(index);
        return nullptr;
    }

    const engine::data* get_partial(const std::string&) const override { return nullptr; }

private:
    // The section that is open in a frame, and in which of its items we are.
    struct Opened {
        const View* view = nullptr;
        const engine::data* first_placeholder = nullptr;  // null: no list
    };

    // A section of a shared view whose text is being made for the first time.
    using KeptKey = std::pair<std::size_t, const View*>;  // step, what it opens

    struct Recording {
        KeptKey key;
        std::size_t begin = 0;        // in the page
        std::size_t depth = 0;        // of the stack outside of the section
        std::size_t passes_left = 0;  // through the section
    };

    void run(std::size_t index) const {
        const Step* step = &steps_[index];
        while (true) {
            const Step* next = step + 1;
            if (step->kind == TemplateStep::Kind::If || step->kind == TemplateStep::Kind::Unless) {
                if (is_truthy(*step) != (step->kind == TemplateStep::Kind::If)) {
                    next = steps_.data() + step->end;
                }
            } else {
                write(*step);
            }
            if (!next[-1].goes_on) return;
            step = next;
        }
    }

    [[nodiscard]] bool is_truthy(const Step& step) const {
        const View* const view = find(step);
        return view != nullptr && view->is_truthy();
    }

    void write(const Step& step) const {
        if (step.kind == TemplateStep::Kind::Text) {
            *out_ += step.text;
        } else if (const View* view = find(step); view != nullptr) {
            if (step.kind == TemplateStep::Kind::Raw) {
                *out_ += view->text();
            } else {
                append_html_escaped(*out_, view->text());
            }
        }
    }

    const View* find(const Step& step) const {
        bool is_shared = false;
        return find(step, is_shared);
    }

    const View* find(const Step& step, bool& is_shared) const {
        const View* view = stack_[step.frame];
        const ViewName* const names = names_.data() + step.first_name;
        std::size_t* const places = places_.data() + step.first_name;
        for (std::size_t i = 0; i < step.name_count && view != nullptr; ++i) {
            view = view->find(names[i], is_shared, places[i]);
        }
        return view;
    }

    const engine::data* open_section(std::size_t index, const Step& step) const {
        bool is_shared = false;
        const View* view = find(step, is_shared);
        if (view == nullptr || !view->is_truthy()) return nullptr;
        if (is_shared && step.is_closed) {
            const KeptKey key{index, view};
            if (const auto kept = kept_.find(key); kept != kept_.end()) {
                *out_ += kept->second;
                return nullptr;
            }
            const bool is_list = view->kind() == View::Kind::List;
            if (!recording_) {
                recording_ = {key, out_->size(), stack_.size(), is_list ? view->items().size() : 1};
            }
        }
        return open(*view);
    }

    const engine::data* open(const View& view) const {
        Opened& opened = opened_[stack_.size() - 1];
        opened = {&view, nullptr};
        if (view.kind() != View::Kind::List) return &true_;
        const engine::data& placeholders = placeholders_for(view.items().size());
        opened.first_placeholder = placeholders.list_value().data();
        return &placeholders;
    }

    const engine::data& placeholders_for(std::size_t size) const {
        const auto found = placeholders_.find(size);
        if (found != placeholders_.end()) return found->second;
        engine::list list;
        list.reserve(size);
        for (std::size_t i = 0; i < size; ++i) list.emplace_back(true);
        return placeholders_.emplace(size, engine::data(list)).first->second;
    }

    std::vector<Step> steps_;
    std::vector<ViewName> names_;  // of all steps, by their first_name
    const engine::data true_{true};
    std::string* out_ = nullptr;
    std::vector<const View*> stack_;  // the whole view, then the open sections
    // The engine's interface asks through a const method; these are what asking leaves behind.
    mutable std::vector<Opened> opened_;       // by depth of the stack
    mutable std::vector<std::size_t> places_;  // where each name was found last, see View::find
    mutable std::map<std::size_t, engine::data> placeholders_;
    mutable std::optional<Recording> recording_;
    mutable std::map<KeptKey, std::string> kept_;
};

}  // namespace

struct TemplateRenderer::Engine {
    explicit Engine(const TemplateProgram& program)
        : parsed(program.engine_text), context(program) {
        GAZETTE_ASSERT(parsed.is_valid(), "the compiler checked that tags are balanced");
    }

    engine::mustache parsed;
    ViewContext context;
};

TemplateRenderer::TemplateRenderer(const Template& compiled)
    : engine_(std::make_unique<Engine>(compiled.program())) {}

TemplateRenderer::~TemplateRenderer() = default;
TemplateRenderer::TemplateRenderer(TemplateRenderer&&) noexcept = default;
TemplateRenderer& TemplateRenderer::operator=(TemplateRenderer&&) noexcept = default;

void TemplateRenderer::render(const View& view, std::string& out) {
    engine_->context.begin(view, out);
    NoOutput nothing;
    engine_->parsed.render(engine_->context, nothing);
}

}  // namespace gazette
