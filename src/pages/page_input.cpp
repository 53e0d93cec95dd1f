#include "pages/page_input.h"

#include "base/assert.h"
#include "base/percent.h"
#include "base/text.h"
#include "content/source_path.h"
#include "pages/plan_home.h"

namespace gazette {

PageInput::PageInput(const PageContext& context, const PlannedPage& page, Bodies& bodies,
                     FrameParts& frame)
    : paper_(context.paper),
      plan_(context.plan),
      page_(page),
      words_(context.words),
      assets_(context.assets),
      bodies_(bodies),
      frame_(frame),
      addresses_(context.paper.site) {}

const ArticleRow& PageInput::row(const ShownRecord& shown, Shape needed) const {
    GAZETTE_ASSERT(&shown >= page_.shows.data() && &shown < page_.shows.data() + page_.shows.size(),
                   "a view asks only for records that its plan lists");
    GAZETTE_ASSERT(shown.shape >= needed, "a view asks only for the shape that its plan lists");
    return paper_.rows[shown.row];
}

const NewspaperIssue* PageInput::newest_issue() const {
    return gazette::newest_issue(paper_, plan_);
}

const Picture* PageInput::picture(std::string_view source) const {
    if (source.empty()) return nullptr;
    const auto found = paper_.pictures.find(std::string(source));
    return found == paper_.pictures.end() ? nullptr : &found->second;
}

const NewspaperFile* PageInput::file(std::string_view from, std::string_view target) const {
    for (const std::string& source : source_candidates(from, target)) {
        if (const auto found = paper_.files.find(source); found != paper_.files.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

std::string PageInput::word(std::string_view label, std::string_view argument) const {
    const std::string* text = words_.label(label);
    GAZETTE_ASSERT(text != nullptr, "every label used here is in both catalogues (tested)");
    return replace_all(*text, "{0}", argument);
}

std::string PageInput::kicker(const ArticleRow& row) const {
    std::string mark;
    switch (standing_of(row, plan_)) {
        case Standing::Out:
            break;
        case Standing::Draft:
            mark = word("not-out-draft");
            break;
        case Standing::Embargoed:
            mark = word("not-out-yet");
            break;
    }
    const std::string_view kicker = row.if_rare().kicker;
    if (mark.empty() || kicker.empty()) return mark.append(kicker);
    return mark.append(" · ").append(kicker);
}

std::string PageInput::article_urn(const ArticleRow& row) const {
    return "urn:gazette:" + paper_.site.id + ":" + percent_encode_path(row.id);
}

}  // namespace gazette
