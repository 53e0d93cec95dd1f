#pragma once
// YAML 1.2.2 as newsrooms write it, read into a small tree with marks. The parser is libfyaml's
// event parser; this layer refuses what a newsroom does not need and an attacker would like:
// anchors and aliases (§7.1, "billion laughs"), tags (§6.9), duplicate keys (§3.2.1.1), several
// documents, mapping keys that are not plain text, deep nesting, very many nodes.
//
// Scalars have no type here: `no`, `016` and `10:00` are the text that was written, and whether it
// was quoted. Who reads a key decides its type.
//
// A tree owns its nodes and texts; nodes are borrowed from it and live as long as it does (also
// when it is moved). Parsing: any thread, one tree each. Never throws, never prints.
// Refused: libyaml-style documents in one call (fy_document): twice the time, recursive free.
#include "base/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class YamlKind : std::uint8_t { Scalar, List, Map };

class YamlNode {
public:
    YamlKind kind = YamlKind::Scalar;
    bool quoted = false;      // 'so', "so", or a block (| or >)
    Position position = {};   // in the file, by YamlOptions::first_line
    std::string_view text;    // of a scalar
    std::uint32_t count = 0;  // items of a list, pairs of a map

    // Items of a list. Of a map: key, value, key, value; see pairs().
    const YamlNode* first = nullptr;
    const YamlNode* next = nullptr;

    [[nodiscard]] bool is_scalar() const { return kind == YamlKind::Scalar; }

    [[nodiscard]] bool is_list() const { return kind == YamlKind::List; }

    [[nodiscard]] bool is_map() const { return kind == YamlKind::Map; }

    // `key:` without a value, `~` or `null`.
    [[nodiscard]] bool is_null() const {
        return is_scalar() && !quoted && (text.empty() || text == "~" || text == "null");
    }

    // The value of a key; null when there is none or this is no map.
    [[nodiscard]] const YamlNode* find(std::string_view key) const;

    class Items;
    class Pairs;
    [[nodiscard]] Items items() const;  // of a list; nothing otherwise
    [[nodiscard]] Pairs pairs() const;  // of a map; nothing otherwise
};

struct YamlPair {
    const YamlNode& key;
    const YamlNode& value;
};

class YamlNode::Items {
public:
    struct Iterator {
        const YamlNode* node;

        const YamlNode& operator*() const { return *node; }

        Iterator& operator++() {
            node = node->next;
            return *this;
        }

        friend bool operator==(const Iterator&, const Iterator&) = default;
    };

    explicit Items(const YamlNode* first) : first_(first) {}

    [[nodiscard]] Iterator begin() const { return {first_}; }

    [[nodiscard]] Iterator end() const { return {nullptr}; }  // NOLINT(*-static)

private:
    const YamlNode* first_;
};

class YamlNode::Pairs {
public:
    struct Iterator {
        const YamlNode* key;

        YamlPair operator*() const { return {*key, *key->next}; }

        Iterator& operator++() {
            key = key->next->next;
            return *this;
        }

        friend bool operator==(const Iterator&, const Iterator&) = default;
    };

    explicit Pairs(const YamlNode* first) : first_(first) {}

    [[nodiscard]] Iterator begin() const { return {first_}; }

    [[nodiscard]] Iterator end() const { return {nullptr}; }  // NOLINT(*-static)

private:
    const YamlNode* first_;
};

inline YamlNode::Items YamlNode::items() const { return Items(is_list() ? first : nullptr); }

inline YamlNode::Pairs YamlNode::pairs() const { return Pairs(is_map() ? first : nullptr); }

enum class YamlProblemKind : std::uint8_t {
    Syntax,
    DuplicateKey,
    Alias,  // or anchor
    Tag,
    KeyNotText,  // a list or map as key
    TooDeep,
    TooMany,   // nodes
    TooLarge,  // bytes
    MoreDocuments,
};

struct YamlProblem {
    YamlProblemKind kind = YamlProblemKind::Syntax;
    Position position;
    std::string detail;  // the key or anchor; for Syntax, the parser's English words
};

struct YamlOptions {
    int first_line = 1;  // the text's first line is this line of the file
    std::size_t most_bytes = std::size_t{1} << 20U;
    std::size_t most_nodes = 20'000;
    int most_depth = 20;
};

class YamlTree {
public:
    YamlTree();
    ~YamlTree();
    YamlTree(YamlTree&&) noexcept;
    YamlTree& operator=(YamlTree&&) noexcept;
    YamlTree(const YamlTree&) = delete;
    YamlTree& operator=(const YamlTree&) = delete;

    // Null when the text holds nothing, or when it could not be read at all.
    [[nodiscard]] const YamlNode* root() const;

    // Empty: all is right. A duplicate key keeps its first value and reading goes on; everything
    // else ends it, and there is no root.
    [[nodiscard]] const std::vector<YamlProblem>& problems() const;

    struct State;

private:
    friend YamlTree parse_yaml(std::string_view text, const YamlOptions& options);
    std::unique_ptr<State> state_;
};

// `text` is valid UTF-8; it may go away afterwards.
YamlTree parse_yaml(std::string_view text, const YamlOptions& options = {});

// A scalar as YAML that reads back as exactly this text: plain where that is safe, else in double
// quotes. One line.
std::string print_yaml_scalar(std::string_view text);

}  // namespace gazette
