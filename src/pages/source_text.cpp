#include "pages/source_text.h"

#include "base/path.h"
#include "base/text.h"

namespace gazette {
namespace {

constexpr std::string_view kWideSpace = "　";

void add_part(std::string& text, std::string_view part, std::string_view separator) {
    if (part.empty()) return;
    if (!text.empty()) text += separator;
    text += part;
}

}  // namespace

std::string byline_names(const Byline& byline) {
    std::string text = byline.unit;
    add_part(text, join(byline.names, kWideSpace), " ");
    return text;
}

std::string byline_line(const Article& article) {
    std::string text;
    std::string_view last_role;
    for (const Byline& byline : article.byline) {
        // 供稿 goes without saying: papers print the unit alone.
        const bool says_role = byline.role != "供稿" && byline.role != last_role;
        std::string part = says_role ? byline.role : std::string();
        add_part(part, byline_names(byline), " ");
        add_part(part, join(byline.does, "/"), " ");
        add_part(text, part, kWideSpace);
        last_role = byline.role;
    }
    return text;
}

std::string signature_text(const Article& article) {
    const std::string line = byline_line(article);
    return line.empty() ? line : "（" + line + "）";
}

std::string source_names(const Source& source) {
    std::string text = source.name;
    for (const std::string& name : source.other_names) add_part(text, name, "、");
    return text;
}

std::string_view attachment_title(const Attachment& attachment) {
    return attachment.title.empty() ? file_name(attachment.src) : attachment.title;
}

}  // namespace gazette
