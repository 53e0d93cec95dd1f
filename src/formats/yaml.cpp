#include "formats/yaml.h"

#include "base/text.h"
#include "formats/yaml_tree.h"

#include <fmt/format.h>
#include <libfyaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::size_t kMostProblems = 50;  // a thousand duplicate keys are one mistake
constexpr std::uint32_t kFewKeys = 16;     // up to here keys are compared one by one

struct DiagDeleter {
    void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};

struct ParserDeleter {
    void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};

class Event {
public:
    explicit Event(fy_parser* parser) : parser_(parser), event_(fy_parser_parse(parser)) {}

    ~Event() {
        if (event_ != nullptr) fy_parser_event_free(parser_, event_);
    }

    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    Event(Event&&) = delete;
    Event& operator=(Event&&) = delete;

    [[nodiscard]] const fy_event* get() const { return event_; }

private:
    fy_parser* parser_;
    fy_event* event_;
};

std::string_view text_of(fy_token* token) {
    if (token == nullptr) return {};
    std::size_t length = 0;
    const char* text = fy_token_get_text(token, &length);
    return text == nullptr ? std::string_view() : std::string_view(text, length);
}

const fy_mark* mark_of(const fy_event& event) {
    // libfyaml's accessor takes no const event, and changes none.
    return fy_event_start_mark(const_cast<fy_event*>(&event));  // NOLINT(*-const-cast)
}

// Anchors and tags of the three events that may carry them.
struct Decoration {
    fy_token* anchor;
    fy_token* tag;
};

Decoration decoration_of(const fy_event& event) {
    if (event.type == FYET_SCALAR) return {event.scalar.anchor, event.scalar.tag};
    if (event.type == FYET_MAPPING_START) {
        return {event.mapping_start.anchor, event.mapping_start.tag};
    }
    if (event.type == FYET_SEQUENCE_START) {
        return {event.sequence_start.anchor, event.sequence_start.tag};
    }
    return {nullptr, nullptr};
}

}  // namespace

namespace {

// Turns events into nodes. An explicit stack: depth comes from outside.
class TreeBuilder {
public:
    TreeBuilder(YamlTree::State& state, const YamlOptions& options)
        : state_(state), options_(options), last_{options.first_line, 1} {}

    // False: stop, a problem was noted or the stream is over.
    bool take(const fy_event& event);

    void fail(YamlProblemKind kind, Position position, std::string detail = {}) {
        state_.problems.push_back({kind, position, std::move(detail)});
        state_.root = nullptr;
        failed_ = true;
    }

    [[nodiscard]] bool failed() const { return failed_; }

    // Of a mark; what has none (an empty value) stands where the last thing stood.
    Position position(const fy_mark* mark) {
        if (mark != nullptr) last_ = {options_.first_line + mark->line, mark->column + 1};
        return last_;
    }

    // Marks of anchors and quoted scalars stand behind the sign: "&", "*" or the quote.
    Position before(const fy_mark* mark) {
        Position place = position(mark);
        place.column = std::max(place.column - 1, 1);
        return place;
    }

private:
    struct Open {
        YamlNode* node;
        YamlNode* last = nullptr;       // the last child that was linked
        YamlNode* key = nullptr;        // of a map: the key whose value comes next
        bool key_is_duplicate = false;  // then that value is read and forgotten
        std::optional<std::unordered_set<std::string_view>> keys = std::nullopt;  // of a large map
    };

    static void set_style(YamlNode& node, fy_token* token);
    bool refuse_decoration(const fy_event& event);
    YamlNode* begin_node(const fy_event& event, YamlKind kind);
    bool open(const fy_event& event, YamlKind kind);
    void attach(YamlNode& node);
    void attach_key(Open& map, YamlNode& key);
    bool is_known_key(Open& map, std::string_view text);

    YamlTree::State& state_;
    const YamlOptions& options_;
    std::vector<Open> stack_;
    Position last_;
    bool failed_ = false;
    int documents_ = 0;
};

bool TreeBuilder::take(const fy_event& event) {
    switch (event.type) {
        case FYET_DOCUMENT_START:
            if (++documents_ == 1) return true;
            fail(YamlProblemKind::MoreDocuments, position(mark_of(event)));
            return false;
        case FYET_ALIAS:
            fail(YamlProblemKind::Alias, before(fy_token_start_mark(event.alias.anchor)),
                 std::string(text_of(event.alias.anchor)));
            return false;
        case FYET_SCALAR: {
            YamlNode* node = begin_node(event, YamlKind::Scalar);
            if (node == nullptr) return false;
            node->text = state_.texts.keep(text_of(event.scalar.value));
            set_style(*node, event.scalar.value);
            attach(*node);
            return !failed_;
        }
        case FYET_MAPPING_START:
            return open(event, YamlKind::Map);
        case FYET_SEQUENCE_START:
            return open(event, YamlKind::List);
        case FYET_MAPPING_END:
        case FYET_SEQUENCE_END:
            stack_.pop_back();
            return true;
        case FYET_STREAM_END:
            return false;
        case FYET_NONE:
        case FYET_STREAM_START:
        case FYET_DOCUMENT_END:
            return true;
    }
    return true;
}

void TreeBuilder::set_style(YamlNode& node, fy_token* token) {
    const fy_scalar_style style = token == nullptr ? FYSS_PLAIN : fy_token_scalar_style(token);
    node.quoted = style != FYSS_PLAIN;
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) {
        node.position.column = std::max(node.position.column - 1, 1);
    }
}

bool TreeBuilder::refuse_decoration(const fy_event& event) {
    const Decoration decoration = decoration_of(event);
    if (decoration.anchor != nullptr) {
        fail(YamlProblemKind::Alias, before(fy_token_start_mark(decoration.anchor)),
             std::string(text_of(decoration.anchor)));
    } else if (decoration.tag != nullptr) {
        fail(YamlProblemKind::Tag, position(fy_token_start_mark(decoration.tag)),
             std::string(text_of(decoration.tag)));
    }
    return failed_;
}

YamlNode* TreeBuilder::begin_node(const fy_event& event, YamlKind kind) {
    if (refuse_decoration(event)) return nullptr;
    const fy_mark* mark = mark_of(event);
    if (state_.nodes >= options_.most_nodes) {
        fail(YamlProblemKind::TooMany, position(mark), fmt::format("{}", options_.most_nodes));
        return nullptr;
    }
    YamlNode& node = state_.make_node();
    node.kind = kind;
    node.position = position(mark);
    return &node;
}

bool TreeBuilder::open(const fy_event& event, YamlKind kind) {
    YamlNode* node = begin_node(event, kind);
    if (node == nullptr) return false;
    if (stack_.size() >= static_cast<std::size_t>(options_.most_depth)) {
        fail(YamlProblemKind::TooDeep, node->position, fmt::format("{}", options_.most_depth));
        return false;
    }
    attach(*node);
    if (failed_) return false;
    stack_.push_back(Open{node});
    return true;
}

void TreeBuilder::attach(YamlNode& node) {
    if (stack_.empty()) {
        state_.root = &node;
        return;
    }
    Open& parent = stack_.back();
    if (parent.node->is_list()) {
        (parent.last == nullptr ? parent.node->first : parent.last->next) = &node;
        parent.last = &node;
        ++parent.node->count;
    } else if (parent.key == nullptr) {
        attach_key(parent, node);
    } else {
        if (!parent.key_is_duplicate) {
            (parent.last == nullptr ? parent.node->first : parent.last->next) = parent.key;
            parent.key->next = &node;
            parent.last = &node;
            ++parent.node->count;
        }
        parent.key = nullptr;
    }
}

void TreeBuilder::attach_key(Open& map, YamlNode& key) {
    if (!key.is_scalar()) {
        fail(YamlProblemKind::KeyNotText, key.position);
        return;
    }
    map.key = &key;
    map.key_is_duplicate = is_known_key(map, key.text);
    if (map.key_is_duplicate) {
        if (state_.problems.size() < kMostProblems) {
            state_.problems.push_back(
                {YamlProblemKind::DuplicateKey, key.position, std::string(key.text)});
        }
    }
}

bool TreeBuilder::is_known_key(Open& map, std::string_view text) {
    if (map.node->count <= kFewKeys) return map.node->find(text) != nullptr;
    if (!map.keys) {
        map.keys.emplace();
        for (const YamlPair pair : map.node->pairs()) map.keys->insert(pair.key.text);
    }
    return !map.keys->insert(text).second;
}

struct Unparsable {
    std::size_t offset;
    const char* what;
};

// What is not even shown to the parser: NUL, and directives ("%" at the beginning of a line), which
// nobody here needs and of which libfyaml 0.7.12 takes 22 s for 60 KB of "%".
std::optional<Unparsable> find_unparsable(std::string_view text) {
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        return Unparsable{nul, "NUL"};
    }
    if (text.starts_with('%')) return Unparsable{0, "%"};
    if (const std::size_t at = text.find("\n%"); at != std::string_view::npos) {
        return Unparsable{at + 1, "%"};
    }
    return std::nullopt;
}

void note_syntax(TreeBuilder& builder, fy_diag& diag, const YamlOptions& options) {
    void* iterator = nullptr;
    const fy_diag_error* error = fy_diag_errors_iterate(&diag, &iterator);
    if (error == nullptr) {
        builder.fail(YamlProblemKind::Syntax, {options.first_line, 1}, "unreadable");
        return;
    }
    builder.fail(YamlProblemKind::Syntax,
                 {options.first_line + std::max(error->line - 1, 0), std::max(error->column, 1)},
                 error->msg == nullptr ? "" : error->msg);
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    for (const YamlPair pair : pairs()) {
        if (pair.key.text == key) return &pair.value;
    }
    return nullptr;
}

YamlTree::YamlTree() : state_(std::make_unique<State>()) {}

YamlTree::~YamlTree() = default;
YamlTree::YamlTree(YamlTree&&) noexcept = default;
YamlTree& YamlTree::operator=(YamlTree&&) noexcept = default;

const YamlNode* YamlTree::root() const { return state_->root; }

const std::vector<YamlProblem>& YamlTree::problems() const { return state_->problems; }

void parse_with_library(std::string_view text, const YamlOptions& options, YamlTree::State& state) {
    TreeBuilder builder(state, options);
    if (text.size() > options.most_bytes) {
        builder.fail(YamlProblemKind::TooLarge, {options.first_line, 1},
                     fmt::format("{}", options.most_bytes));
        return;
    }
    if (const auto refused = find_unparsable(text)) {
        const std::string_view before = text.substr(0, refused->offset);
        const auto lines = std::count(before.begin(), before.end(), '\n');
        builder.fail(YamlProblemKind::Syntax, {options.first_line + static_cast<int>(lines), 1},
                     refused->what);
        return;
    }
    fy_diag_cfg diag_config{};
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = nullptr;
    diag_config.colorize = false;
    diag_config.output_fn = [](fy_diag*, void*, const char*, std::size_t) {};
    const std::unique_ptr<fy_diag, DiagDeleter> diag(fy_diag_create(&diag_config));
    fy_diag_set_collect_errors(diag.get(), true);
    fy_parse_cfg config{};
    config.search_path = "";
    config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2);
    config.diag = diag.get();
    const std::unique_ptr<fy_parser, ParserDeleter> parser(fy_parser_create(&config));
    if (!parser || fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) {
        builder.fail(YamlProblemKind::Syntax, {options.first_line, 1}, "unreadable");
        return;
    }
    while (true) {
        const Event event(parser.get());
        if (event.get() == nullptr) {
            if (fy_parser_get_stream_error(parser.get())) note_syntax(builder, *diag, options);
            break;
        }
        if (!builder.take(*event.get())) break;
    }
}

YamlTree parse_yaml(std::string_view text, const YamlOptions& options) {
    YamlTree tree;
    if (!read_simple_lines(text, options, *tree.state_)) {
        parse_with_library(text, options, *tree.state_);
    }
    return tree;
}

namespace {

// A plain scalar that every YAML reader takes for the same text, also inside [flow] collections.
bool is_safe_plain(std::string_view text) {
    if (text.empty() || text == "~" || trim(text).size() != text.size()) return false;
    static constexpr std::string_view kNotFirst = "-?:,[]{}#&*!|>'\"%@`=<";
    if (kNotFirst.find(text.front()) != std::string_view::npos) return false;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
        if (c == ',' || c == '[' || c == ']' || c == '{' || c == '}') return false;
    }
    if (text.find(": ") != std::string_view::npos || text.ends_with(':')) return false;
    if (text.find(" #") != std::string_view::npos) return false;
    // What a reader with types (YAML 1.1 too) might take for a number, a time or a truth value.
    static constexpr std::array<std::string_view, 9> kWords = {"null", "true", "false", "yes", "no",
                                                               "on",   "off",  "y",     "n"};
    const std::string lower = ascii_lower(text);
    if (std::find(kWords.begin(), kWords.end(), lower) != kWords.end()) return false;
    const char first = text.front();
    const bool may_be_number = (first >= '0' && first <= '9') || first == '.' || first == '+';
    return !may_be_number || text.find_first_not_of("0123456789.+-_:/abcdefxoinABCDEFXOINZT ") !=
                                 std::string_view::npos;
}

}  // namespace

std::string print_yaml_scalar(std::string_view text) {
    if (is_safe_plain(text)) return std::string(text);
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        const char32_t c = next_code_point(text, i);
        if (c == U'"' || c == U'\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == U'\n') {
            out += "\\n";
        } else if (c == U'\t') {
            out += "\\t";
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
                   c == 0xFEFF) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += text.substr(begin, i - begin);
        }
    }
    return out + '"';
}

}  // namespace gazette
