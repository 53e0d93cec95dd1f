#include "build/review_memory.h"

#include "build/file_identity.h"
#include "build/record_log.h"

namespace gazette {
namespace {

constexpr std::string_view kKind = "reviews1";
constexpr std::string_view kFile = ".gazette/catalog/reviews";

void write_signed(const SignedAs& is, RecordWriter& out) {
    write_identity(is.log, out);
    out.digest(is.state);
    out.number(std::uint64_t{is.not_before.has_value()});
    if (is.not_before) out.number(is.not_before->seconds);
}

SignedAs read_signed(RecordReader& in) {
    SignedAs is;
    is.log = read_identity(in);
    is.state = in.digest();
    if (in.number() != 0) is.not_before = Instant{in.signed_number()};
    return is;
}

// False when it is damaged.
bool read_batch(std::string_view batch, ReviewMemory& memory) {
    RecordReader in(batch);
    while (in.good() && !in.at_end()) {
        std::string id(in.text());
        RememberedReview review;
        review.verified.count = in.number();
        review.verified.head = in.digest();
        if (in.number() != 0) review.signed_as = read_signed(in);
        if (in.good()) memory.insert_or_assign(std::move(id), review);
    }
    return in.good();
}

}  // namespace

Result<ReviewMemory> read_review_memory(Files& files, const std::string& folder) {
    ReviewMemory memory;
    const Result<RecordLog> log = RecordLog::open(files, join_path(folder, kFile), kKind);
    if (!log) {
        const bool is_useless =
            log.error().code == ErrorCode::NotFound || log.error().code == ErrorCode::Damaged;
        if (is_useless) return memory;
        return failure(log.error());
    }
    for (const std::string_view batch : log->batches()) {
        if (!read_batch(batch, memory)) return ReviewMemory();
    }
    return memory;
}

Result<void> write_review_memory(Files& files, const std::string& folder,
                                 const ReviewMemory& memory) {
    RecordWriter out;
    for (const auto& [id, review] : memory) {
        out.text(id);
        out.number(review.verified.count);
        out.digest(review.verified.head);
        out.number(std::uint64_t{review.signed_as.has_value()});
        if (review.signed_as) write_signed(*review.signed_as, out);
    }
    const std::string path = join_path(folder, kFile);
    TRY(files.make_directories(std::string(parent_path(path))));
    RecordLogWriter writer(files, path, kKind);
    TRY(writer.add(out.bytes()));
    return writer.finish();
}

}  // namespace gazette
