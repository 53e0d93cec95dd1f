#include "content/redirects.h"

#include "base/percent.h"
#include "base/text.h"
#include "content/diagnostic_codes.h"
#include "content/file_text.h"
#include "content/urls.h"
#include "content/yaml_fields.h"
#include "formats/unicode.h"

#include <unordered_map>
#include <unordered_set>

namespace gazette {
namespace {

// An address as people may paste it: percent-encoded, with or without the site's words decoded, in
// whichever form a Mac spells them.
std::string plain_address(std::string_view text) {
    std::string plain = percent_decode(text).value_or(std::string(text));
    return first_invalid_utf8(plain) ? plain : nfc(plain);
}

// Takes out every redirect that leads back to itself.
void drop_loops(const Reading& reading, std::vector<Redirect>& redirects) {
    std::unordered_map<std::string_view, std::string_view> to;
    for (const Redirect& redirect : redirects) to.emplace(redirect.from, redirect.to);
    std::unordered_set<std::string_view> in_loop;
    for (const Redirect& redirect : redirects) {
        std::string_view at = redirect.to;
        for (std::size_t steps = 0; steps <= to.size(); ++steps) {
            if (at == redirect.from) {
                in_loop.insert(redirect.from);
                break;
            }
            const auto next = to.find(at);
            // A longer chain than this is a mistake of its own, and checking it would be slow.
            if (next == to.end() || steps > 20) break;
            at = next->second;
        }
    }
    std::vector<Redirect> kept;
    for (Redirect& redirect : redirects) {
        if (in_loop.contains(redirect.from)) {
            reading.report(codes::kRedirectLoop, redirect.position, {redirect.from, redirect.to});
        }
    }
    for (Redirect& redirect : redirects) {
        if (!in_loop.contains(redirect.from)) kept.push_back(redirect);
    }
    redirects = std::move(kept);
}

}  // namespace

std::vector<Redirect> read_redirects(std::string_view bytes, Diagnostics& diagnostics,
                                     const std::string& path) {
    const Reading reading{path, diagnostics};
    std::vector<Redirect> redirects;
    if (trim(bytes).empty()) return redirects;
    const auto text = FileText::read(reading, bytes, kMaxRedirectBytes);
    if (!text) return redirects;
    std::unordered_set<std::string> seen;
    int number = 0;
    for (const std::string_view line : split_lines(text->view())) {
        ++number;
        if (trim(line).empty() || line.front() == '#') continue;
        const std::vector<std::string_view> cells = split(line, '\t');
        Redirect redirect;
        redirect.position = {number, 1};
        if (cells.size() == 2) {
            redirect.from = plain_address(trim(cells[0]));
            redirect.to = is_http_url(trim(cells[1])) ? std::string(trim(cells[1]))
                                                      : plain_address(trim(cells[1]));
        }
        if (!is_valid_address(redirect.from) ||
            (!is_valid_address(redirect.to) && !is_http_url(redirect.to))) {
            reading.report(codes::kRedirectMalformed, redirect.position);
        } else if (is_reserved_address(redirect.from)) {
            reading.report(codes::kAddressReserved, redirect.position, {redirect.from});
        } else if (!seen.insert(redirect.from).second) {
            reading.report(codes::kRedirectDuplicate, redirect.position, {redirect.from});
        } else {
            redirects.push_back(std::move(redirect));
        }
    }
    drop_loops(reading, redirects);
    return redirects;
}

}  // namespace gazette
