#pragma once
// HTML cut into texts and tags, as far as a text is read out of it (WHATWG HTML §13.2.5, without
// the states that concern documents). It builds no tree and corrects nothing. What a browser does
// not show as text is left out: comments, declarations, processing instructions, and the contents
// of script, style, title and their like. Input is valid UTF-8.
//
// Linear in the input, never fails, no recursion. Views into the input; one thread a reader.
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

struct HtmlToken {
    enum class Kind { Text, StartTag, EndTag };

    Kind kind = Kind::Text;
    std::string_view text;  // of a text: with its references (html_text reads them)
    std::string name;       // of a tag, lower case
    std::string_view attributes;
};

class HtmlTokens {
public:
    explicit HtmlTokens(std::string_view html) : html_(html) {}

    // Nothing at the end.
    std::optional<HtmlToken> next();

private:
    std::optional<HtmlToken> tag();
    void skip_past(std::string_view end);
    void skip_content_of(std::string_view name);

    std::string_view html_;
    std::size_t at_ = 0;
};

// The value of an attribute, references read; nothing when it is not there.
std::optional<std::string> html_attribute(std::string_view attributes, std::string_view name);

// Text with its references (&amp; &#8212; &nbsp;) read; what is none stays as it is.
std::string html_text(std::string_view text);

}  // namespace gazette
