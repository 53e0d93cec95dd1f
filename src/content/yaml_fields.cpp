#include "content/yaml_fields.h"

#include "base/text.h"
#include "content/dates.h"
#include "content/diagnostic_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gazette {
namespace {

const DiagnosticCode& code_of(YamlProblemKind kind) {
    switch (kind) {
        case YamlProblemKind::Syntax:
        case YamlProblemKind::KeyNotText:
        case YamlProblemKind::MoreDocuments:
            return codes::kYamlSyntax;
        case YamlProblemKind::DuplicateKey:
            return codes::kKeyDuplicate;
        case YamlProblemKind::Alias:
            return codes::kYamlAlias;
        case YamlProblemKind::Tag:
            return codes::kYamlTag;
        case YamlProblemKind::TooDeep:
            return codes::kYamlTooDeep;
        case YamlProblemKind::TooMany:
            return codes::kYamlTooMany;
        case YamlProblemKind::TooLarge:
            return codes::kFrontMatterTooLarge;
    }
    return codes::kYamlSyntax;
}

const DiagnosticCode& code_of(DateProblem problem) {
    switch (problem) {
        case DateProblem::None:
        case DateProblem::Unclear:
            return codes::kDateUnclear;
        case DateProblem::Impossible:
        case DateProblem::Skipped:
            return codes::kDateImpossible;
        case DateProblem::Zone:
            return codes::kDateUnclearZone;
    }
    return codes::kDateUnclear;
}

// A text without control characters but line ends.
std::string cleaned(std::string_view text) {
    std::string out(trim(text));
    const auto is_unwanted = [](char c) { return is_control(c) && c != '\n'; };
    std::replace_if(out.begin(), out.end(), is_unwanted, ' ');
    return out;
}

}  // namespace

void Reading::report(const YamlProblem& problem) const {
    std::string detail = problem.detail;
    if (problem.kind == YamlProblemKind::KeyNotText) detail = "@key-not-text";
    if (problem.kind == YamlProblemKind::MoreDocuments) detail = "@more-documents";
    report(code_of(problem.kind), problem.position, {std::move(detail)});
}

void Reading::report_wrong_type(std::string_view key, const YamlNode& node,
                                std::string_view expected) const {
    std::string found = node.is_map() ? "@map" : node.is_list() ? "@list" : std::string(node.text);
    report(codes::kValueWrongType, node.position,
           {std::string(key), std::string(expected), std::move(found)});
}

void Reading::report_unknown_key(const YamlNode& key,
                                 const std::vector<std::string_view>& known) const {
    const std::string_view near = nearest(key.text, known);
    report(codes::kKeyUnknown, key.position,
           {std::string(key.text), near.empty() ? "@see-docs" : std::string(near)});
}

std::string Reading::line(std::string_view key, const YamlNode& node) const {
    if (node.is_null()) return {};
    if (!node.is_scalar()) {
        report_wrong_type(key, node, "@text");
        return {};
    }
    std::string out = single_line(node.text);
    if (out.size() > kMaxLineCharacters && count_code_points(out) > kMaxLineCharacters) {
        report(codes::kTextTooLong, node.position,
               {std::string(key), fmt::format("{}", kMaxLineCharacters)});
        out.clear();
    }
    return out;
}

std::string Reading::text(std::string_view key, const YamlNode& node) const {
    if (node.is_null()) return {};
    if (!node.is_scalar()) {
        report_wrong_type(key, node, "@text");
        return {};
    }
    return cleaned(node.text);
}

std::vector<std::string> Reading::lines(std::string_view key, const YamlNode& node) const {
    std::vector<std::string> out;
    if (node.is_null()) return out;
    if (node.is_map()) {
        report_wrong_type(key, node, "@list-of-texts");
        return out;
    }
    if (node.is_scalar()) {
        out.push_back(line(key, node));
    } else {
        out.reserve(node.count);
        for (const YamlNode& item : node.items()) out.push_back(line(key, item));
    }
    std::erase(out, std::string());
    return out;
}

std::optional<int> Reading::number(std::string_view key, const YamlNode& node, int least,
                                   int most) const {
    if (node.is_null()) return std::nullopt;
    const std::string_view text = trim(node.text);
    const bool is_digits =
        node.is_scalar() && !text.empty() &&
        text.find_first_not_of("0123456789", text.front() == '-' ? 1 : 0) == std::string_view::npos;
    if (!is_digits || text == "-") {
        report_wrong_type(key, node, "@number");
        return std::nullopt;
    }
    int value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, 10);
    if (end.ec != std::errc() || value < least || value > most) {
        report(codes::kNumberOutOfRange, node.position,
               {std::string(key), std::string(text), fmt::format("{}", least),
                fmt::format("{}", most)});
        return std::nullopt;
    }
    return value;
}

std::optional<bool> Reading::truth(std::string_view key, const YamlNode& node) const {
    if (node.is_null()) return std::nullopt;
    if (node.is_scalar() && !node.quoted) {
        if (node.text == "true") return true;
        if (node.text == "false") return false;
    }
    report_wrong_type(key, node, "@true-or-false");
    return std::nullopt;
}

std::optional<Moment> Reading::moment(std::string_view key, const YamlNode& node,
                                      const TimeZone& zone) const {
    if (node.is_null()) return std::nullopt;
    if (!node.is_scalar()) {
        report_wrong_type(key, node, "@date");
        return std::nullopt;
    }
    const DateReading read = read_date(node.text, zone);
    if (read.later) {
        report(codes::kDateAmbiguous, node.position,
               {std::string(key), rfc3339(zone.local(read.moment.instant)),
                rfc3339(zone.local(*read.later))});
    }
    if (read.problem == DateProblem::None) return read.moment;
    report(code_of(read.problem), node.position, {std::string(key), single_line(node.text)});
    return std::nullopt;
}

std::optional<CivilDate> Reading::day(std::string_view key, const YamlNode& node) const {
    if (node.is_null()) return std::nullopt;
    const auto day = node.is_scalar() ? read_day(node.text) : std::nullopt;
    if (!day) report_wrong_type(key, node, "@day");
    return day;
}

std::string Reading::url(std::string_view key, const YamlNode& node) const {
    std::string out = line(key, node);
    if (out.empty()) return out;
    if (const std::size_t at = out.find('@'),
        slash = out.find('/', std::min<std::size_t>(8, out.size()));
        at != std::string::npos && at < slash && out.find("://") < at) {
        report(codes::kUrlHasSecret, node.position, {std::string(key)});
        return {};
    }
    if (!is_http_url(out)) {
        report(codes::kUrlInvalid, node.position, {std::string(key), out});
        return {};
    }
    return out;
}

std::string Reading::one_of(std::string_view key, const YamlNode& node,
                            const std::vector<std::string_view>& words) const {
    std::string out = line(key, node);
    if (out.empty() || std::find(words.begin(), words.end(), out) != words.end()) return out;
    std::string listed;
    for (const std::string_view word : words) {
        if (!listed.empty()) listed += ", ";
        listed += word;
    }
    report(codes::kValueNotListed, node.position, {std::string(key), out, listed});
    return {};
}

std::vector<const YamlNode*> Reading::maps(std::string_view key, const YamlNode& node) const {
    std::vector<const YamlNode*> out;
    if (node.is_null()) return out;
    if (node.is_map()) return {&node};
    if (!node.is_list()) {
        report_wrong_type(key, node, "@list-of-maps");
        return out;
    }
    for (const YamlNode& item : node.items()) {
        if (item.is_map()) {
            out.push_back(&item);
        } else {
            report_wrong_type(key, item, "@map");
        }
    }
    return out;
}

bool Reading::is_map(std::string_view key, const YamlNode& node) const {
    if (node.is_map()) return true;
    if (!node.is_null()) report_wrong_type(key, node, "@map");
    return false;
}

std::vector<Credit> Reading::credits(std::string_view key, const YamlNode& node) const {
    std::vector<Credit> out;
    if (!is_map(key, node)) return out;
    for (const auto& [role, names] : node.pairs()) {
        Credit credit{line(key, role), lines(key, names)};
        if (credit.names.empty()) {
            report(codes::kRoleWithoutName, role.position,
                   {credit.role, credit.role + ": 甲", credit.role + ": [甲, 乙]"});
        } else {
            out.push_back(std::move(credit));
        }
    }
    return out;
}

Fields::Fields(const Reading& reading, const YamlNode& map,
               std::initializer_list<std::string_view> known)
    : reading_(reading), map_(map) {
    for (const auto& [key, value] : map.pairs()) {
        if (std::find(known.begin(), known.end(), key.text) == known.end()) {
            reading.report_unknown_key(key, known);
        }
    }
}

const YamlNode* Fields::find(std::string_view key) const {
    const YamlNode* node = map_.find(key);
    return node == nullptr || node->is_null() ? nullptr : node;
}

std::string Fields::line(std::string_view key) const {
    const YamlNode* node = find(key);
    return node == nullptr ? std::string() : reading_.line(key, *node);
}

std::string Fields::text(std::string_view key) const {
    const YamlNode* node = find(key);
    return node == nullptr ? std::string() : reading_.text(key, *node);
}

std::vector<std::string> Fields::lines(std::string_view key) const {
    const YamlNode* node = find(key);
    return node == nullptr ? std::vector<std::string>() : reading_.lines(key, *node);
}

std::string Fields::url(std::string_view key) const {
    const YamlNode* node = find(key);
    return node == nullptr ? std::string() : reading_.url(key, *node);
}

std::string Fields::required_line(std::string_view key) const {
    std::string out = line(key);
    if (out.empty()) reading_.report(codes::kKeyMissing, map_.position, {std::string(key)});
    return out;
}

Position Fields::position(std::string_view key) const {
    const YamlNode* node = find(key);
    return node == nullptr ? map_.position : node->position;
}

bool is_http_url(std::string_view url) {
    const std::string_view scheme = url.starts_with("https://")  ? "https://"
                                    : url.starts_with("http://") ? "http://"
                                                                 : "";
    if (scheme.empty()) return false;
    const std::string_view rest = url.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.empty() || host.front() == ':' || host.find('@') != std::string_view::npos)
        return false;
    return std::none_of(url.begin(), url.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' ||
               c == '`' || c == '{' || c == '}' || c == '|' || c == '^';
    });
}

}  // namespace gazette
