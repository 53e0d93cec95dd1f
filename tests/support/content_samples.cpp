#include "support/content_samples.h"

#include "base/assert.h"
#include "base/text.h"

#include <fmt/format.h>

namespace gazette::testing {

SiteConfig sample_site() {
    Diagnostics diagnostics;
    auto site = read_site_config(
        "title: 临溪融媒\n"
        "url: https://news.example.org/\n"
        "sections: [{name: 要闻, slug: yaowen}, {name: 文化, slug: wenhua}, 评论]\n"
        "channels: [{id: youth, name: 青年之声}]\n"
        "organisations: [{id: chess, name: 象棋协会, channel: youth}]\n"
        "columns: [{id: summer, name: 暑期这样过}]\n"
        "own_names: [临溪融媒]\n",
        diagnostics);
    GAZETTE_ASSERT(site.has_value(), "the sample is right");
    return std::move(*site);
}

ReadArticle read(std::string_view text, const std::string& path, const ReadOptions& options) {
    ReadArticle out;
    out.article = read_article(text, path, sample_site(), out.diagnostics, options);
    return out;
}

std::vector<std::string> codes_of(const Diagnostics& diagnostics) {
    std::vector<std::string> out;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.code == "id-missing") continue;
        out.push_back(fmt::format("{}:{} {}", diagnostic.position.line, diagnostic.position.column,
                                  diagnostic.code));
    }
    return out;
}

std::string shown(const std::vector<Byline>& byline) {
    std::string out;
    for (const Byline& entry : byline) {
        if (!out.empty()) out += ' ';
        out += entry.role;
        if (!entry.unit.empty()) out += fmt::format("<{}>", entry.unit);
        if (!entry.names.empty()) out += fmt::format("[{}]", join(entry.names, " "));
        if (!entry.does.empty()) out += fmt::format("{{{}}}", join(entry.does, ","));
    }
    return out;
}

std::string shown(const std::vector<Credit>& credits) {
    std::string out;
    for (const Credit& credit : credits) {
        if (!out.empty()) out += ' ';
        out += fmt::format("{}[{}]", credit.role, join(credit.names, " "));
    }
    return out;
}

}  // namespace gazette::testing
