#include "content/byline_report.h"

#include "content/diagnostic_codes.h"

namespace gazette {

void report_byline(const Reading& reading, const BylineReading& byline, Position position) {
    if (!byline.unread_word.empty()) {
        reading.report(codes::kBylineUnreadable, position, {byline.unread_word});
        return;
    }
    const std::string first = print_byline(byline.byline);
    for (const std::string& role : byline.roles_without_name) {
        // Nothing but the role: show how it would look with a name.
        reading.report(codes::kRoleWithoutName, position,
                       {role, first.empty() ? role + " 甲" : first,
                        byline.is_unsure() ? byline.other_reading : role + " 甲 乙"});
    }
    if (byline.roles_without_name.empty() && byline.is_unsure()) {
        reading.report(codes::kBylineUnsure, position, {first, byline.other_reading});
    }
}

}  // namespace gazette
