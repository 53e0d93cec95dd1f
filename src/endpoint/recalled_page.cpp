#include "endpoint/recalled_page.h"

#include "formats/html.h"

namespace gazette {

std::string recalled_page(const Recall* recall) {
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<title>稿件已撤回</title>\n</head>\n"
        "<body>\n<h1>稿件已撤回</h1>\n<p>";
    if (recall != nullptr && !recall->notice.empty()) {
        append_html_escaped(page, recall->notice);
    } else {
        page += "这篇稿件已经撤回，不再提供。";
    }
    page += "</p>\n<p lang=\"en\">This story was taken back.</p>\n</body>\n</html>\n";
    return page;
}

}  // namespace gazette
