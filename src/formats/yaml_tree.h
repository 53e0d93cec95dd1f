#pragma once
// What a YamlTree is made of, and the two ways to make it. For yaml.cpp, yaml_lines.cpp and the
// test that compares the two. One thread a state.
#include "formats/yaml.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace gazette {

// Texts of the tree, never moved once they lie here.
class TextArena {
public:
    std::string_view keep(std::string_view text) {
        if (text.size() > left_) {
            left_ = std::max(text.size(), kChunkBytes);
            chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
            next_ = chunks_.back().get();
        }
        std::copy(text.begin(), text.end(), next_);
        const std::string_view kept(next_, text.size());
        next_ += text.size();
        left_ -= text.size();
        return kept;
    }

private:
    static constexpr std::size_t kChunkBytes = 2'048;
    std::vector<std::unique_ptr<char[]>> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

struct YamlTree::State {
    static constexpr std::size_t kNodesInBlock = 32;

    std::vector<std::unique_ptr<std::array<YamlNode, kNodesInBlock>>> blocks;
    std::size_t nodes = 0;
    TextArena texts;
    const YamlNode* root = nullptr;
    std::vector<YamlProblem> problems;

    YamlNode& make_node() {
        if (nodes % kNodesInBlock == 0) {
            blocks.push_back(std::make_unique<std::array<YamlNode, kNodesInBlock>>());
        }
        return (*blocks.back())[nodes++ % kNodesInBlock];
    }
};

// All of YAML, by the library. `state` is new.
void parse_with_library(std::string_view text, const YamlOptions& options, YamlTree::State& state);

// The YAML that nearly all front matter is: lines of `key: value` without indentation, the value a
// plain scalar, one in quotes without escapes, or a [list] of plain ones. Gives exactly the tree
// that the library gives. False, with `state` as it was, for all else: other YAML, and whatever is
// wrong.
// OPTIMIZATION: 2 of the 25 µs that libfyaml takes for six such lines (a parser, a document and
// their tables are made for each text).
bool read_simple_lines(std::string_view text, const YamlOptions& options, YamlTree::State& state);

}  // namespace gazette
