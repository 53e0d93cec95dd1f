#include "preview/preview_page.h"

#include "formats/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

namespace {

std::string head_parts(const PreviewState& state) {
    return fmt::format(
        "<link rel=\"stylesheet\" href=\"{}\">"
        "<script src=\"{}\" data-build=\"{}\" data-state=\"{}\" defer></script>",
        kPreviewStyle, kPreviewScript, state.build, kPreviewBuild);
}

void append_findings(std::string& out, const PreviewState& state) {
    for (const Finding& finding : state.findings) {
        out += finding.is_error ? "<pre class=\"error\">" : "<pre class=\"warning\">";
        append_html_text(out, finding.text);
        out += "</pre>";
    }
}

// Open where something is wrong; warnings wait to be asked for.
std::string overlay(const PreviewState& state, const PreviewWords& words) {
    std::string out;
    if (state.findings.empty() && !state.is_stale) {
        out = "<aside class=\"gazette-preview gazette-preview-mark\">";
        append_html_text(out, words.mark);
        return out + "</aside>";
    }
    const bool has_errors = std::any_of(state.findings.begin(), state.findings.end(),
                                        [](const Finding& finding) { return finding.is_error; });
    out = "<aside class=\"gazette-preview\">";
    out += has_errors ? "<details open>" : "<details>";
    out +=
        fmt::format("<summary>{} ({})</summary>",
                    html_escaped(state.is_stale ? words.stale : words.mark), state.findings.size());
    append_findings(out, state);
    return out + "</details></aside>";
}

// Where `mark` stands last, else the end.
std::size_t before_last(std::string_view html, std::string_view mark) {
    const std::size_t found = html.rfind(mark);
    return found == std::string_view::npos ? html.size() : found;
}

}  // namespace

std::string with_preview_parts(std::string_view html, const PreviewState& state,
                               const PreviewWords& words) {
    // The head ends at the first mark: a later one is text of the page (in a script's string).
    const std::size_t found = html.find("</head>");
    const std::size_t head = found == std::string_view::npos ? 0 : found;
    const std::string_view rest = html.substr(head);
    const std::size_t body = before_last(rest, "</body>");
    std::string out(html.substr(0, head));
    out += head_parts(state);
    out += rest.substr(0, body);
    out += overlay(state, words);
    out += rest.substr(body);
    return out;
}

std::string findings_page(const PreviewState& state, const PreviewWords& words) {
    std::string out = "<!doctype html>\n<html lang=\"" + html_escaped(words.language) +
                      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                      "content=\"width=device-width\"><title>";
    append_html_text(out, words.title);
    out += "</title>" + head_parts(state) + "</head><body>";
    out += "<main class=\"gazette-preview gazette-preview-page\"><h1>";
    append_html_text(out, words.title);
    out += "</h1>";
    append_findings(out, state);
    return out + "</main></body></html>\n";
}

}  // namespace gazette
