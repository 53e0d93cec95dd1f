#include "content/issue.h"

#include "base/path.h"
#include "content/diagnostic_codes.h"
#include "content/file_text.h"
#include "content/urls.h"
#include "content/yaml_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr int kMaxPage = 99;  // two digits in the address

std::vector<ArticleReference> read_items(const Reading& reading, const YamlNode& node) {
    std::vector<ArticleReference> items;
    if (node.is_scalar()) {
        items.push_back({reading.line("items", node), node.position});
    } else if (node.is_map()) {
        reading.report_wrong_type("items", node, "@list-of-texts");
    }
    for (const YamlNode& item : node.items()) {
        std::string text = reading.line("items", item);
        if (!text.empty()) items.push_back({std::move(text), item.position});
    }
    return items;
}

IssuePage read_page(const Reading& reading, const YamlNode& node) {
    const Fields fields(reading, node, {"number", "name", "editor", "credits", "items"});
    IssuePage page;
    page.position = node.position;
    if (const auto* number = fields.find("number")) {
        page.number = reading.number("number", *number, 1, kMaxPage).value_or(0);
    }
    page.name = fields.line("name");
    page.editor = fields.line("editor");
    if (const auto* credits = fields.find("credits")) {
        page.credits = reading.credits("credits", *credits);
    }
    if (const auto* items = fields.find("items")) page.items = read_items(reading, *items);
    return page;
}

void read_pages(const Reading& reading, const YamlNode& node, Issue& issue) {
    int next = 1;
    for (const YamlNode* item : reading.maps("pages", node)) {
        IssuePage page = read_page(reading, *item);
        if (page.number == 0) page.number = next;  // in order, where no number is written
        next = page.number + 1;
        const auto is_same = [&](const IssuePage& other) { return other.number == page.number; };
        if (std::any_of(issue.pages.begin(), issue.pages.end(), is_same)) {
            reading.report(codes::kIssuePageDuplicate, page.position,
                           {fmt::format("{}", page.number)});
            continue;
        }
        issue.pages.push_back(std::move(page));
    }
    std::stable_sort(issue.pages.begin(), issue.pages.end(),
                     [](const IssuePage& a, const IssuePage& b) { return a.number < b.number; });
}

bool is_suffix(std::string_view text) {
    return text.size() == 1 && text.front() >= 'a' && text.front() <= 'z';
}

// "2022-07-06-b.yml": what the file's name says where the file does not. `date` is where the file
// says its own, or null.
void take_from_name(const Reading& reading, std::string_view path, const YamlNode* date,
                    Issue& issue) {
    std::string_view stem = file_name(path);
    stem.remove_suffix(extension(stem).size());
    const auto day = parse_iso_date(stem.substr(0, 10));
    if (!day) return;
    if (date == nullptr) {
        issue.date = *day;
    } else if (issue.date != CivilDate{} && issue.date != *day) {
        reading.report(codes::kIssueDateDiffers, date->position,
                       {iso_date(*day), iso_date(issue.date)});
    }
    if (issue.suffix.empty() && stem.size() == 12 && stem[10] == '-' &&
        is_suffix(stem.substr(11))) {
        issue.suffix = stem.substr(11);
    }
}

}  // namespace

std::string Issue::name() const {
    std::string out = iso_date(date);
    if (!suffix.empty()) out.append("-").append(suffix);
    return out;
}

std::optional<Issue> read_issue(std::string_view bytes, const std::string& path,
                                Diagnostics& diagnostics) {
    const Reading reading{path, diagnostics};
    const std::size_t errors_before = diagnostics.count(Severity::Error);
    const auto tree = read_yaml_file(reading, bytes, kMaxIssueBytes);
    if (!tree) return std::nullopt;
    const YamlNode& root = *tree->root();
    const Fields fields(reading, root, {"date", "number", "total", "suffix", "title", "pages"});
    Issue issue;
    issue.path = path;
    issue.date = {};
    const YamlNode* date = fields.find("date");
    const auto written = date == nullptr ? std::nullopt : reading.day("date", *date);
    if (written) issue.date = *written;
    issue.suffix = fields.line("suffix");
    if (!issue.suffix.empty() && !is_suffix(issue.suffix)) {
        reading.report(codes::kSlugInvalid, fields.position("suffix"), {issue.suffix});
    }
    take_from_name(reading, path, date, issue);
    if (date == nullptr && issue.date == CivilDate{}) {
        reading.report(codes::kDateMissing, {1, 1});
    }
    issue.number = fields.line("number");
    issue.total = fields.line("total");
    issue.title = fields.line("title");
    if (const auto* pages = fields.find("pages")) read_pages(reading, *pages, issue);
    if (diagnostics.count(Severity::Error) > errors_before) return std::nullopt;
    return issue;
}

}  // namespace gazette
