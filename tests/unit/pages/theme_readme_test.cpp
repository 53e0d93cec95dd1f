// templates/README.md documents every view; here it is held against the program, name by name.
#include "base/text.h"
#include "pages/builtin_files.h"
#include "pages/page_kinds.h"
#include "pages/parts.h"
#include "support/catch.h"
#include "support/file_bytes.h"

#include <map>
#include <set>

using namespace gazette;

namespace {

// "nav[].current" → "flag"; "optional text" where it may be absent.
using Names = std::map<std::string, std::string>;

struct ReadmeTables {
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> rows;  // by heading
};

ReadmeTables read_tables() {
    const std::string whole = testing::file_bytes(GAZETTE_SOURCE_DIR "/templates/README.md");
    ReadmeTables tables;
    std::string heading;
    for (const std::string_view line : split_lines(whole)) {
        if (line.starts_with("### ")) {
            heading = trim(line.substr(4));
            tables.rows[heading];
        }
        if (!line.starts_with("| ") || line.starts_with("| name |")) continue;
        const auto cells = split(line, '|');
        const std::string_view meaning = trim(cells.at(3));
        std::string type(trim(cells.at(2)));
        if (meaning.starts_with("optional")) type.insert(0, "optional ");
        tables.rows[heading].emplace_back(trim(cells.at(1)), type);
    }
    return tables;
}

// NOLINTBEGIN(misc-no-recursion): as deep as the views that the program declares

void expand(const ReadmeTables& tables, const std::string& heading, const std::string& prefix,
            Names& names) {
    for (const auto& [name, type] : tables.rows.at(heading)) {
        const bool optional = type.starts_with("optional ");
        const std::string plain = optional ? type.substr(9) : type;
        const std::string path = prefix + name;
        if (plain != "card" && plain != "picture") {
            names[path] = type;
            continue;
        }
        names[path] =
            std::string(optional ? "optional " : "") + (path.ends_with("[]") ? "list" : "object");
        expand(tables, plain, path + ".", names);
    }
}

void flatten(const ViewSchema& schema, const std::string& prefix, Names& names) {
    for (const ViewField& field : schema.fields()) {
        std::string path = prefix + std::string(field.name);
        if (field.kind == ViewField::Kind::List) path += "[]";
        // An absent flag is false: flags are never documented as optional.
        const bool optional = field.is_optional && field.kind != ViewField::Kind::Flag;
        names[path] = (optional ? "optional " : "") + std::string(name_of(field.kind));
        if (field.members != nullptr) flatten(*field.members, path + ".", names);
    }
}

void collect_names(const ViewSchema& schema, std::map<std::string, ViewName>& names) {
    for (const ViewField& field : schema.fields()) {
        names.try_emplace(std::string(field.name), ViewName(field.name));
        if (field.members != nullptr) collect_names(*field.members, names);
    }
}

// NOLINTEND(misc-no-recursion)

std::string difference(const Names& a, const Names& b) {
    std::string text;
    for (const auto& [name, type] : a) {
        const auto other = b.find(name);
        if (other == b.end()) {
            text.append(name).append(": missing; ");
        } else if (other->second != type) {
            text.append(name).append(": ").append(type).append(" / ");
            text.append(other->second).append("; ");
        }
    }
    return text;
}

}  // namespace

TEST_CASE("templates/README.md documents exactly the names that each view has", "[theme]") {
    const ReadmeTables tables = read_tables();
    for (std::size_t i = 0; i < kPageKinds; ++i) {
        const PageMaker& maker = maker_of(static_cast<PageKind>(i));
        if (maker.schema == nullptr) continue;
        const std::string name(maker.template_name);
        INFO("template " << name);
        REQUIRE(tables.rows.contains(name));
        Names documented;
        if (name != "redirect") expand(tables, "frame", "", documented);
        expand(tables, name, "", documented);
        Names declared;
        flatten(maker.schema(), "", declared);
        const std::string documented_only = difference(documented, declared);
        const std::string declared_only = difference(declared, documented);
        INFO("README but not code: " << documented_only);
        INFO("code but not README: " << declared_only);
        CHECK(documented_only.empty());
        CHECK(declared_only.empty());
    }
}

TEST_CASE("no two names of all views are told apart by their letters alone", "[theme]") {
    std::map<std::string, ViewName> names;
    for (std::size_t i = 0; i < kPageKinds; ++i) {
        const PageMaker& maker = maker_of(static_cast<PageKind>(i));
        if (maker.schema != nullptr) collect_names(maker.schema(), names);
    }
    REQUIRE(names.size() > 100);
    for (auto a = names.begin(); a != names.end(); ++a) {
        for (auto b = std::next(a); b != names.end(); ++b) {
            INFO(a->first << " and " << b->first);
            REQUIRE_FALSE(a->second == b->second);
        }
    }
}

TEST_CASE("both catalogues have the same labels", "[theme]") {
    std::set<std::string> chinese;
    std::set<std::string> english;
    std::string problem;
    const auto zh = MessageCatalogue::parse(builtin_file("messages/zh-CN.yml"), problem);
    const auto en = MessageCatalogue::parse(builtin_file("messages/en.yml"), problem);
    REQUIRE(zh);
    REQUIRE(en);
    for (const auto& [label, word] : zh->labels()) chinese.insert(label);
    for (const auto& [label, word] : en->labels()) english.insert(label);
    CHECK(chinese == english);
    CHECK(chinese.contains("page-label"));
}
