#pragma once
// Escaping for HTML (WHATWG, "Escapable raw text and attribute values"): the one place where text
// becomes markup. The appending functions never look back; input is UTF-8, other bytes pass
// through unchanged. Pure; any thread.
#include <string>
#include <string_view>

namespace gazette {

// What stands for & < > " ' in markup, also in XML; empty for what stands for itself.
std::string_view markup_reference(char c);

// Between tags or double quotes: & < > " become references.
void append_html_text(std::string& out, std::string_view text);

// Anywhere, also between quotes of either kind: & < > " ' become references.
void append_html_escaped(std::string& out, std::string_view text);

// An address as an attribute's value: what may not stand in a URL is percent-encoded, "%" itself is
// left alone, & and ' become references.
void append_html_href(std::string& out, std::string_view url);

std::string html_escaped(std::string_view text);

}  // namespace gazette
