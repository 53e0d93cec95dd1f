#pragma once
// An issue 期 of the printed paper: issues/2022-07-06.yml (…-b.yml for a second one that day). It
// is the truth for print. Pure; any thread.
#include "base/diagnostic.h"
#include "content/article.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxIssueBytes = std::size_t{256} << 10U;

// An article as an issue or home.yml names it: its path or its id.
struct ArticleReference {
    std::string text;
    Position position = {};
};

struct IssuePage {
    int number = 0;
    std::string name;
    std::string editor;
    std::vector<Credit> credits;
    std::vector<ArticleReference> items;
    Position position = {};
};

struct Issue {
    std::string path;
    CivilDate date;
    std::string suffix;  // "b" for the second issue of a day
    std::string number;  // 本年期号
    std::string total;   // 总期号
    std::string title;
    std::vector<IssuePage> pages;

    // "2022-07-06" or "2022-07-06-b": how addresses and `print:` name it.
    [[nodiscard]] std::string name() const;
};

std::optional<Issue> read_issue(std::string_view bytes, const std::string& path,
                                Diagnostics& diagnostics);

}  // namespace gazette
