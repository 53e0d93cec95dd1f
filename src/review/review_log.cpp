#include "review/review_log.h"

#include "base/text.h"
#include "content/urls.h"
#include "release/byte_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

std::string review_log_path(std::string_view article_id) {
    // What begins with _ is no article's: _site.jsonl.
    if (slug_problem(article_id) != SlugProblem::None || article_id.starts_with('_')) return {};
    return fmt::format("{}/{}.jsonl", kReviewFolder, article_id);
}

Result<ReviewLog> parse_review_log(std::string_view bytes) {
    if (bytes.size() > kMaxLogBytes) {
        return failure(ErrorCode::TooLarge, "a review log is too long");
    }
    ReviewLog log;
    if (bytes.empty()) return log;
    if (!bytes.ends_with('\n')) {
        return failure(ErrorCode::Damaged, "the last line of a review log is not whole");
    }
    bytes.remove_suffix(1);
    for (const std::string_view line : split(bytes, '\n')) {
        if (log.size() == kMostRecords) {
            return failure(ErrorCode::TooLarge, "a review log has too many records");
        }
        Result<SealedRecord> sealed = parse_sealed(line);
        if (!sealed) {
            return failure(ErrorCode::Damaged,
                           fmt::format("line {}: {}", log.size() + 1, describe(sealed.error())));
        }
        log.push_back(std::move(*sealed));
    }
    return log;
}

std::string print_review_log(const ReviewLog& log) {
    std::string bytes;
    for (const SealedRecord& sealed : log) bytes.append(print_sealed(sealed)).push_back('\n');
    return bytes;
}

LogEnd end_of(const ReviewLog& log) {
    if (log.empty()) return {};
    return {log.size(), log.back().digest};
}

Result<std::string> sign_record(Record record, const SigningKey& key, LogEnd& end) {
    record.seq = end.count + 1;
    record.prev = end.head;
    SealedRecord sealed;
    sealed.payload = TRY(print_payload(record));
    sealed.key = key.public_key().id();
    sealed.signature = key.sign(signed_message(sealed.payload));
    std::string line = print_sealed(sealed);
    end = {record.seq, sha256(line)};
    line += '\n';
    return line;
}

Result<std::string> with_record(std::string_view log, Record record, const SigningKey& key) {
    LogEnd end = end_of(TRY(parse_review_log(log)));
    std::string longer(log);
    longer += TRY(sign_record(std::move(record), key, end));
    return longer;
}

Sha256 reviews_root(std::vector<LogHead> heads) {
    std::ranges::sort(heads, {}, &LogHead::article);
    ByteFields fields("gazette-reviews-v1");
    fields.number(heads.size());
    for (const LogHead& head : heads) {
        fields.text(head.article).number(head.end.count).digest(head.end.head);
    }
    return sha256(fields.bytes());
}

}  // namespace gazette
