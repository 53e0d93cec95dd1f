#include "content/body_limits.h"

#include "content/diagnostic_codes.h"
#include "formats/markdown_parts.h"

#include <fmt/format.h>

namespace gazette {
namespace {

struct LimitText {
    const DiagnosticCode& code;
    std::size_t most;
};

LimitText text_of(BodyLimit limit) {
    switch (limit) {
        case BodyLimit::Bytes:
            return {codes::kBodyTooLong, kMostBodyBytes};
        case BodyLimit::ParagraphBytes:
            return {codes::kParagraphTooLong, kMostParagraphBytes};
        case BodyLimit::ParagraphBrackets:
            return {codes::kBracketsTooMany, kMostParagraphBrackets};
        case BodyLimit::NestedBlocks:
            return {codes::kNestingTooDeep, kMostNestedBlocks};
        case BodyLimit::DefinitionBytes:
            return {codes::kDefinitionTooLong, kMostDefinitionBytes};
        case BodyLimit::BodyBrackets:
            return {codes::kBracketsTooMany, kMostBodyBrackets};
    }
    return {codes::kBodyTooLong, kMostBodyBytes};
}

}  // namespace

bool keeps_body_limits(const Reading& reading, std::string_view body, int first_line) {
    const auto broken = first_broken_limit(body);
    if (!broken) return true;
    Position position = broken->position;
    position.line += first_line - 1;
    const LimitText text = text_of(broken->limit);
    reading.report(text.code, position, {fmt::format("{}", text.most)});
    return false;
}

}  // namespace gazette
