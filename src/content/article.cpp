#include "content/article.h"

#include <algorithm>

namespace gazette {

Position Article::position_in_file(Position in_body) const {
    if (in_body.line <= 0) return {body_line, 0};
    Position out = in_body;
    const auto index = static_cast<std::size_t>(in_body.line - 1);
    if (!body_lines.empty()) {
        out.line = body_lines[std::min(index, body_lines.size() - 1)];
    } else {
        out.line = body_line + in_body.line - 1;
    }
    if (in_body.line == 1 && in_body.column > 0) out.column += body_column - 1;
    return out;
}

const std::vector<std::string_view>& known_genres() {
    static const std::vector<std::string_view> kGenres = {"消息",     "通讯",     "特写", "评论",
                                                          "图片新闻", "简讯",     "公告", "公示",
                                                          "广告",     "公益广告", "专版", "转载"};
    return kGenres;
}

const std::vector<std::string_view>& known_origins() {
    static const std::vector<std::string_view> kOrigins = {"资料图片", kGeneratedOrigin, "示意图",
                                                           "绘制"};
    return kOrigins;
}

bool genre_needs_byline(std::string_view genre) {
    return genre.empty() || genre == "消息" || genre == "通讯" || genre == "特写" ||
           genre == "简讯";
}

}  // namespace gazette
