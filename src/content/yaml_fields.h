#pragma once
// Reads typed values out of YAML nodes for the readers of this folder, reporting what is not what
// it should be. A scalar is the text that was written, whatever YAML might take it for; numbers and
// truth values are read from that text, strictly.
//
// One thread. Borrows the nodes, the path and the diagnostics.
#include "base/diagnostic.h"
#include "content/article.h"
#include "formats/yaml.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxLineCharacters = 500;  // of a text of one line: titles, names

// One file that is being read.
struct Reading {
    const std::string& path;
    Diagnostics& diagnostics;

    void report(const DiagnosticCode& code, Position position,
                std::vector<std::string> arguments = {}) const {
        diagnostics.add(code, path, position, std::move(arguments));
    }

    // Problems of the YAML as such.
    void report(const YamlProblem& problem) const;

    void report_wrong_type(std::string_view key, const YamlNode& node,
                           std::string_view expected) const;
    // `key` is none of `known`: with the nearest one, if there is one.
    void report_unknown_key(const YamlNode& key, const std::vector<std::string_view>& known) const;

    // --- values; `key` only for the message ---

    // One line: trimmed, line ends as spaces. Empty when it is null or wrong.
    [[nodiscard]] std::string line(std::string_view key, const YamlNode& node) const;
    // Line ends kept.
    [[nodiscard]] std::string text(std::string_view key, const YamlNode& node) const;
    // A list of lines; a single text is a list of one.
    [[nodiscard]] std::vector<std::string> lines(std::string_view key, const YamlNode& node) const;
    // Decimal digits only; leading zeros do not make it octal.
    [[nodiscard]] std::optional<int> number(std::string_view key, const YamlNode& node, int least,
                                            int most) const;
    // `true` or `false`, nothing else.
    [[nodiscard]] std::optional<bool> truth(std::string_view key, const YamlNode& node) const;
    [[nodiscard]] std::optional<Moment> moment(std::string_view key, const YamlNode& node,
                                               const TimeZone& zone) const;
    [[nodiscard]] std::optional<CivilDate> day(std::string_view key, const YamlNode& node) const;
    // http or https, with a host, without user and password.
    [[nodiscard]] std::string url(std::string_view key, const YamlNode& node) const;
    // One of a list; empty when it is not.
    [[nodiscard]] std::string one_of(std::string_view key, const YamlNode& node,
                                     const std::vector<std::string_view>& words) const;
    // The items of a list of maps; a single map is a list of one, null none.
    [[nodiscard]] std::vector<const YamlNode*> maps(std::string_view key,
                                                    const YamlNode& node) const;
    [[nodiscard]] bool is_map(std::string_view key, const YamlNode& node) const;
    // role: name or role: [names].
    [[nodiscard]] std::vector<Credit> credits(std::string_view key, const YamlNode& node) const;
};

// A small map with known keys: unknown ones are reported when it is made, the values are read with
// the key's name. Absent and null keys give the empty value.
class Fields {
public:
    Fields(const Reading& reading, const YamlNode& map,
           std::initializer_list<std::string_view> known);

    [[nodiscard]] const YamlNode* find(std::string_view key) const;
    [[nodiscard]] std::string line(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> lines(std::string_view key) const;
    [[nodiscard]] std::string url(std::string_view key) const;
    [[nodiscard]] std::string required_line(std::string_view key) const;  // key-missing when empty
    [[nodiscard]] Position position(std::string_view key) const;

private:
    const Reading& reading_;
    const YamlNode& map_;
};

// True: "https://host…" without user information, spaces or control characters.
bool is_http_url(std::string_view url);

}  // namespace gazette
