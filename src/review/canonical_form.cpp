#include "review/canonical_form.h"

#include "content/file_text.h"
#include "content/front_matter.h"
#include "formats/yaml.h"
#include "release/byte_fields.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::string_view kWordsDomain = "gazette-article-v1";
constexpr std::string_view kPlainDomain = "gazette-plain-v1";
constexpr std::string_view kContentDomain = "gazette-content-v1";

constexpr std::array<std::string_view, 5> kNotSigned = {"aliases", "expires", "id", "slug",
                                                        "status"};

bool is_signed(const YamlPair& pair) {
    return std::ranges::find(kNotSigned, pair.key.text) == kNotSigned.end() &&
           !pair.value.is_null();
}

// A node and all below it, in the order of the file. The nodes of a map are key, value, key, value.
// An explicit stack: how deep it is comes from outside.
void add_tree(ByteFields& fields, const YamlNode& top) {
    std::vector<const YamlNode*> open;
    const YamlNode* node = &top;
    while (true) {
        if (node->is_null()) {
            fields.text("null");
        } else if (node->is_scalar()) {
            fields.text("text").text(node->text);
        } else {
            fields.text(node->is_list() ? "list" : "map").number(node->count);
            if (node->first != nullptr) {
                open.push_back(node);
                node = node->first;
                continue;
            }
        }
        while (node != &top && node->next == nullptr) {
            node = open.back();
            open.pop_back();
        }
        if (node == &top) return;
        node = node->next;
    }
}

// As a list, whatever order they have; false when they are something else than texts.
bool add_tags(ByteFields& fields, const YamlNode& node) {
    std::vector<std::string_view> tags;
    if (node.is_scalar()) tags.push_back(node.text);
    for (const YamlNode& tag : node.items()) {
        if (!tag.is_scalar()) return false;
        tags.push_back(tag.text);
    }
    if (node.is_map()) return false;
    std::ranges::sort(tags);
    fields.text("list").number(tags.size());
    for (const std::string_view tag : tags) fields.text("text").text(tag);
    return true;
}

bool add_front_matter(ByteFields& fields, const YamlNode& root) {
    std::vector<YamlPair> pairs;
    for (const YamlPair pair : root.pairs()) {
        if (is_signed(pair)) pairs.push_back(pair);
    }
    std::vector<std::size_t> order(pairs.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return pairs[i].key.text; });
    fields.number(pairs.size());
    for (const std::size_t i : order) {
        fields.text(pairs[i].key.text);
        if (pairs[i].key.text != "tags") {
            add_tree(fields, pairs[i].value);
        } else if (!add_tags(fields, pairs[i].value)) {
            return false;
        }
    }
    return true;
}

std::vector<AssetDigest> sorted(std::span<const AssetDigest> assets) {
    std::vector<AssetDigest> all(assets.begin(), assets.end());
    std::ranges::sort(all);
    // std::unique: clang 14 cannot read libstdc++'s std::ranges::unique.
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace

std::optional<std::string> canonical_words(std::string_view bytes) {
    const std::string path;
    Diagnostics ignored;
    const Reading reading{path, ignored};
    const auto text = FileText::read(reading, bytes, kMaxArticleBytes);
    if (!text) return std::nullopt;
    const auto file = cut_front_matter(reading, text->view());
    if (!file) return std::nullopt;
    // There * and # are text, so the same letters show otherwise.
    if (!file->has_front_matter) return ByteFields(kPlainDomain).text(text->view()).bytes();
    ByteFields fields(kWordsDomain);
    YamlOptions yaml;
    yaml.most_bytes = kMaxFrontMatterBytes;
    const YamlTree tree = parse_yaml(file->front_matter, yaml);
    const bool is_read =
        tree.problems().empty() && (tree.root() == nullptr || tree.root()->is_map());
    if (!is_read) return std::nullopt;
    if (tree.root() == nullptr) {
        fields.number(0);
    } else if (!add_front_matter(fields, *tree.root())) {
        return std::nullopt;
    }
    return fields.text(file->body).bytes();
}

Sha256 content_digest(std::string_view canonical_words, std::span<const AssetDigest> assets) {
    return content_digest(sha256(canonical_words), assets);
}

Sha256 content_digest(const Sha256& words, std::span<const AssetDigest> assets) {
    const std::vector<AssetDigest> all = sorted(assets);
    ByteFields fields(kContentDomain);
    fields.digest(words).number(all.size());
    for (const AssetDigest& asset : all) fields.text(asset.path).digest(asset.digest);
    return sha256(fields.bytes());
}

Sha256 assets_digest(std::span<const AssetDigest> assets) {
    std::string bytes;
    for (const AssetDigest& asset : sorted(assets)) {
        bytes.append(asset.path).push_back('\0');
        for (const unsigned char byte : asset.digest.bytes) bytes += static_cast<char>(byte);
    }
    return sha256(bytes);
}

}  // namespace gazette
