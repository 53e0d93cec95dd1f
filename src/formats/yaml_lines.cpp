#include "base/text.h"
#include "formats/yaml_tree.h"

namespace gazette {
namespace {

constexpr std::size_t kMostSimpleBytes = 8'192;
constexpr std::uint32_t kMostSimpleKeys = 50;  // they are compared one by one

// Tabs, controls, and what some YAML takes for a line end or refuses: U+0080–00BF (C2), U+2028 and
// U+2029, U+FEFF, U+FFFE and U+FFFF.
bool has_odd_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F || byte == 0xC2) return true;
        if (byte != 0xE2 && byte != 0xEF) continue;
        const std::string_view character = text.substr(i, 3);
        for (const std::string_view odd : {"\u2028", "\u2029", "\uFEFF", "\uFFFE", "\uFFFF"}) {
            if (character == odd) return true;
        }
    }
    return false;
}

std::string_view without_spaces_behind(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// c-indicator (§5.3): what a plain scalar does not begin with. (Before certain characters it may.)
bool is_indicator(char c) {
    return std::string_view("-?:,[]{}#&*!|>'\"%@`").find(c) != std::string_view::npos;
}

// ns-plain-one-line(block-key) (§7.3.3).
bool is_plain(std::string_view text) {
    return !text.empty() && !is_indicator(text.front()) && !text.ends_with(':') &&
           text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos;
}

// Narrower than YAML's, where "a:b" is plain within a list, too.
bool is_plain_in_list(std::string_view text) {
    return is_plain(text) && text.find_first_of("[]{}:#") == std::string_view::npos;
}

// "So" or 'so', if what stands within is meant as it stands.
bool is_quoted(std::string_view text) {
    if (text.size() < 2 || text.back() != text.front()) return false;
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (text.front() == '\'') return inside.find('\'') == std::string_view::npos;
    return text.front() == '"' && inside.find_first_of("\"\\") == std::string_view::npos;
}

class LineReader {
public:
    LineReader(const YamlOptions& options, YamlTree::State& state)
        : state_(state), line_(options.first_line), map_(make(YamlKind::Map, 1)) {}

    // `text` lies in the tree. False: something in it is not simple.
    bool run(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            if (!take_line(without_spaces_behind(text.substr(0, end)))) return false;
            if (end == std::string_view::npos) break;
            text.remove_prefix(end + 1);
            ++line_;
        }
        state_.root = &map_;
        return map_.count > 0;
    }

private:
    bool take_line(std::string_view line) {
        const std::size_t colon = line.find(':');
        const std::string_view name = line.substr(0, colon);
        if (name.empty() || map_.count == kMostSimpleKeys) return false;
        if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos ||
            !line.substr(name.size()).starts_with(": ") || map_.find(name) != nullptr) {
            return false;
        }
        const std::size_t begin = line.find_first_not_of(' ', colon + 1);
        YamlNode& key = make(YamlKind::Scalar, 1);
        key.text = name;
        YamlNode& value = make(YamlKind::Scalar, static_cast<int>(begin) + 1);
        if (!take_value(line.substr(begin), value)) return false;
        (last_value_ == nullptr ? map_.first : last_value_->next) = &key;
        key.next = &value;
        last_value_ = &value;
        ++map_.count;
        return true;
    }

    bool take_value(std::string_view text, YamlNode& value) {
        if (text.starts_with('[')) return text.ends_with(']') && take_list(text, value);
        value.quoted = is_quoted(text);
        value.text = value.quoted ? text.substr(1, text.size() - 2) : text;
        return value.quoted || is_plain(text);
    }

    // "[a, b]"
    bool take_list(std::string_view text, YamlNode& list) {
        list.kind = YamlKind::List;
        YamlNode* last = nullptr;
        int column = list.position.column;
        std::size_t counted = 0;  // how far `column` is
        for (std::size_t at = 1; at < text.size();) {
            const std::size_t begin = std::min(text.find_first_not_of(' ', at), text.size() - 1);
            const std::size_t end = std::min(text.find(',', begin), text.size() - 1);
            const auto word = without_spaces_behind(text.substr(begin, end - begin));
            if (!is_plain_in_list(word)) return false;
            column += static_cast<int>(count_code_points(text.substr(counted, begin - counted)));
            counted = begin;
            YamlNode& item = make(YamlKind::Scalar, column);
            item.text = word;
            (last == nullptr ? list.first : last->next) = &item;
            last = &item;
            ++list.count;
            at = end + 1;
        }
        return true;
    }

    YamlNode& make(YamlKind kind, int column) {
        YamlNode& node = state_.make_node();
        node.kind = kind;
        node.position = {line_, column};
        return node;
    }

    YamlTree::State& state_;
    int line_;
    YamlNode& map_;
    YamlNode* last_value_ = nullptr;
};

}  // namespace

bool read_simple_lines(std::string_view text, const YamlOptions& options, YamlTree::State& state) {
    if (text.size() > std::min(kMostSimpleBytes, options.most_bytes) || options.most_depth < 2 ||
        has_odd_character(text)) {
        return false;
    }
    const bool is_simple =
        LineReader(options, state).run(state.texts.keep(text)) && state.nodes <= options.most_nodes;
    if (!is_simple) state = YamlTree::State();
    return is_simple;
}

}  // namespace gazette
