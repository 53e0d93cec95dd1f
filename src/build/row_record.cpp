#include "build/row_record.h"

#include <array>

namespace gazette {
namespace {

// The texts of a row, in the order of the record.
constexpr std::array kTexts = {&ArticleRow::path,   &ArticleRow::id,         &ArticleRow::address,
                               &ArticleRow::title,  &ArticleRow::title_html, &ArticleRow::summary,
                               &ArticleRow::byline, &ArticleRow::genre};
constexpr std::array kRareTexts = {&RareRow::list_title, &RareRow::kicker, &RareRow::subtitle,
                                   &RareRow::deck,       &RareRow::series, &RareRow::part};
constexpr std::array kCoverTexts = {&CoverRow::alt, &CoverRow::caption, &CoverRow::credit,
                                    &CoverRow::origin};
constexpr std::array kTextLists = {&ArticleRow::tags, &ArticleRow::aliases, &ArticleRow::anchors};
constexpr std::array kInstants = {&ArticleRow::date, &ArticleRow::visible_from,
                                  &ArticleRow::updated, &ArticleRow::expires};
constexpr std::array kDigests = {&ArticleRow::file_digest, &ArticleRow::title_digest,
                                 &ArticleRow::words_digest};
constexpr std::array kFlags = {&ArticleRow::corrected, &ArticleRow::has_video,
                               &ArticleRow::reprint};

void write_position(const Position& position, RecordWriter& out) {
    out.number(std::int64_t{position.line});
    out.number(std::int64_t{position.column});
}

Position read_position(RecordReader& in) {
    const auto line = static_cast<int>(in.number());
    return {line, static_cast<int>(in.number())};
}

// kNone or an index; beyond the limit the record is of other settings.
bool read_index(RecordReader& in, std::size_t limit, std::int16_t& index) {
    const std::uint64_t stored = in.number();
    if (stored > limit || stored > INT16_MAX) return false;
    index = static_cast<std::int16_t>(static_cast<std::int64_t>(stored) - 1);
    return true;
}

void write_index(std::int16_t index, RecordWriter& out) { out.number(std::int64_t{index} + 1); }

template <typename T, typename Read>
std::span<T> read_list(RecordReader& in, StringPool& pool, std::vector<T>& scratch, Read read) {
    scratch.clear();
    for (std::size_t left = in.count(); left > 0 && in.good(); --left) scratch.push_back(read());
    return pool.keep(scratch);
}

// 0: none; 1: the file's digest; 2: that of its words, too.
void write_signable(const SignableRow* signable, RecordWriter& out) {
    const std::uint64_t parts = signable == nullptr ? 0 : (signable->words ? 2 : 1);
    out.number(parts);
    if (parts == 0) return;
    out.digest(signable->file);
    if (signable->words) out.digest(*signable->words);
}

const SignableRow* read_signable(RecordReader& in, StringPool& pool) {
    const std::uint64_t parts = in.number();
    if (parts == 0) return nullptr;
    SignableRow signable;
    signable.file = in.digest();
    if (parts > 1) signable.words = in.digest();
    return pool.keep_one(signable);
}

}  // namespace

void write_row(const ArticleRow& row, RecordWriter& out) {
    for (const auto member : kTexts) out.text(row.*member);
    out.number(std::uint64_t{row.rare != nullptr});
    if (row.rare != nullptr) {
        for (const auto member : kRareTexts) out.text(row.rare->*member);
        for (const auto member : kCoverTexts) out.text(row.rare->cover.*member);
    }
    for (const auto member : kTextLists) {
        const std::span<std::string_view> list = row.*member;
        out.number(std::uint64_t{list.size()});
        for (const std::string_view text : list) out.text(text);
    }
    out.number(std::uint64_t{row.links.size()});
    for (const LinkRow& link : row.links) {
        out.text(link.target);
        write_position(link.position, out);
    }
    out.number(std::uint64_t{row.files.size()});
    for (const FileRow& file : row.files) {
        out.text(file.target);
        write_position(file.position, out);
        out.number(static_cast<std::uint64_t>(file.use));
        out.number(std::uint64_t{file.is_generated});
    }
    for (const auto member : kInstants) out.number((row.*member).seconds);
    out.number(std::int64_t{row.day.year});
    out.number(std::int64_t{row.day.month});
    out.number(std::int64_t{row.day.day});
    for (const auto member : kDigests) out.fingerprint(row.*member);
    for (const std::int16_t index : {row.section, row.channel, row.organisation, row.column}) {
        write_index(index, out);
    }
    out.number(std::int64_t{row.column_order});
    // Left out is how this build took it, not what the file says.
    const bool left_out = row.visibility == Visibility::LeftOut;
    out.number(static_cast<std::uint64_t>(left_out ? Visibility::Public : row.visibility));
    for (const auto member : kFlags) out.number(std::uint64_t{row.*member});
    write_signable(row.signable, out);
}

bool read_row(RecordReader& in, const RowLimits& limits, StringPool& pool, ArticleRow& row) {
    for (const auto member : kTexts) row.*member = in.text();
    if (in.number() != 0) {
        RareRow rare;
        for (const auto member : kRareTexts) rare.*member = in.text();
        for (const auto member : kCoverTexts) rare.cover.*member = in.text();
        row.rare = pool.keep_one(rare);
    }
    std::vector<std::string_view> texts;
    for (const auto member : kTextLists) {
        row.*member = read_list(in, pool, texts, [&] { return in.text(); });
    }
    std::vector<LinkRow> links;
    row.links = read_list(in, pool, links, [&] {
        LinkRow link;
        link.target = in.text();
        link.position = read_position(in);
        return link;
    });
    std::vector<FileRow> files;
    bool is_right = true;
    row.files = read_list(in, pool, files, [&] {
        FileRow file;
        file.target = in.text();
        file.position = read_position(in);
        const std::uint64_t use = in.number();
        is_right = is_right && use <= static_cast<std::uint64_t>(FileUse::Attachment);
        file.use = static_cast<FileUse>(use);
        file.is_generated = in.number() != 0;
        return file;
    });
    for (const auto member : kInstants) (row.*member).seconds = in.signed_number();
    row.day.year = static_cast<int>(in.number());
    row.day.month = static_cast<int>(in.number());
    row.day.day = static_cast<int>(in.number());
    is_right = is_right && is_real(row.day);
    for (const auto member : kDigests) row.*member = in.fingerprint();
    is_right = is_right && read_index(in, limits.sections, row.section);
    is_right = is_right && read_index(in, limits.channels, row.channel);
    is_right = is_right && read_index(in, limits.organisations, row.organisation);
    is_right = is_right && read_index(in, limits.columns, row.column);
    row.column_order = static_cast<std::int16_t>(in.number());
    const std::uint64_t visibility = in.number();
    is_right = is_right && visibility <= static_cast<std::uint64_t>(Visibility::Withdrawn);
    row.visibility = static_cast<Visibility>(visibility);
    for (const auto member : kFlags) row.*member = in.number() != 0;
    row.signable = read_signable(in, pool);
    return is_right && in.good();
}

}  // namespace gazette
