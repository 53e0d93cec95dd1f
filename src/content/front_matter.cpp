#include "content/front_matter.h"

#include "base/path.h"
#include "base/text.h"
#include "content/article_fields.h"
#include "content/body_limits.h"
#include "content/diagnostic_codes.h"
#include "content/file_text.h"
#include "content/newspaper_form.h"
#include "content/urls.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gazette {
namespace {

// "2022/07/06/x.md" → 2022-07-06, wherever the three folders lie in the path.
std::optional<CivilDate> day_in_path(std::string_view path) {
    const auto parts = split(parent_path(path), '/');
    for (std::size_t i = parts.size(); i >= 3; --i) {
        std::string day(parts[i - 3]);
        day.append("-").append(parts[i - 2]).append("-").append(parts[i - 1]);
        if (const auto date = parse_iso_date(day)) return date;
    }
    return std::nullopt;
}

std::string_view file_stem(std::string_view path) {
    std::string_view name = file_name(path);
    name.remove_suffix(extension(name).size());
    return name;
}

bool was_written(const Article& article, ArticleKey key) {
    return article.position_of(key).line > 0;
}

// What a story without front matter takes its date from: the path, or else, said so, a full date
// at its head.
void find_date(const Reading& reading, const SiteConfig& site, Article& article) {
    auto day = day_in_path(article.path);
    if (!day) {
        day = full_date_of(article);
        if (day) {
            const std::string written = iso_date(*day);
            reading.report(codes::kDateFromText, {article.body_line, 1},
                           {written, replace_all(written, "-", "/")});
        }
    }
    const auto instant = day ? site.time_zone.instant({*day, 0, 0, 0}) : std::nullopt;
    if (!instant) {
        reading.report(codes::kDateMissing, {1, 1});
        return;
    }
    article.date = *instant;
}

void fill_names(const Reading& reading, bool has_front_matter, Article& article) {
    if (article.slug.empty()) {
        const std::string_view stem = file_stem(article.path);
        article.slug = address_word(stem);
        if (slug_problem(article.slug) != SlugProblem::None) {
            reading.report(codes::kSlugInvalid, {}, {std::string(stem)});
        }
    }
    if (!article.id_is_given) {
        if (!was_written(article, ArticleKey::id)) {
            // `check --fix` has no place to write one into a plain text.
            reading.report(codes::kIdMissing, {1, 1},
                           {has_front_matter ? "@id-by-fix" : "@id-by-front-matter"});
        }
        article.id = article.path;
    }
}

// Where the newsroom has a list of sources, nothing is taken from others; itself it may name. And a
// reprint keeps the title that it had.
void report_source(const Reading& reading, const SiteConfig& site, const Article& article) {
    if (!article.source) return;
    const Source& source = *article.source;
    if (site.source_list) {
        const Position position = was_written(article, ArticleKey::source)
                                      ? article.position_of(ArticleKey::source)
                                      : Position{std::max(article.body_line, 1), 1};
        std::vector<std::string> names = source.other_names;
        names.insert(names.begin(), source.name);
        for (const std::string& name : names) {
            const bool is_listed = std::ranges::binary_search(*site.source_list, name);
            if (is_listed || site.is_own_name(name)) continue;
            reading.report(codes::kSourceNotListed, position, {name});
        }
    }
    if (!source.title.empty() && source.title != article.title) {
        reading.report(codes::kSourceTitleChanged, article.position_of(ArticleKey::title),
                       {article.title, source.title});
    }
}

void report_missing(const Reading& reading, const Article& article) {
    if (article.title.empty()) {
        reading.report(codes::kTitleMissing, {1, 1});
    }
    // A draft may lack what is still being written; a withdrawn one is not shown.
    if (article.status != Status::Published) return;
    const bool is_signed = !article.byline.empty() || article.source ||
                           !article.organisation.empty() ||
                           was_written(article, ArticleKey::byline);
    if (!is_signed && genre_needs_byline(article.genre)) {
        reading.report(codes::kBylineMissing, {std::max(article.body_line, 1), 1});
    }
    const bool shows_something = !article.body.empty() || article.cover || !article.media.empty() ||
                                 !article.pictures.empty() || !article.attachments.empty();
    if (!shows_something) reading.report(codes::kBodyEmpty, {article.body_line, 1});
}

// False when nothing can be made of it.
bool read_with_front_matter(const Reading& reading, const CutFile& file, const SiteConfig& site,
                            const ReadOptions& options, Article& article) {
    YamlOptions yaml;
    yaml.first_line = 2;
    yaml.most_bytes = kMaxFrontMatterBytes;
    const YamlTree tree = parse_yaml(file.front_matter, yaml);
    for (const YamlProblem& problem : tree.problems()) reading.report(problem);
    if (tree.root() != nullptr && !tree.root()->is_map()) {
        reading.report_wrong_type("---", *tree.root(), "@map");
        return false;
    }
    if (tree.root() == nullptr && !tree.problems().empty()) return false;
    article.body_line = file.body_line;
    if (!options.was_read_before && !keeps_body_limits(reading, file.body, file.body_line)) {
        return false;
    }
    article.body = file.body;
    if (tree.root() != nullptr) {
        read_article_fields(reading, *tree.root(), site, options, article);
    }
    if (!was_written(article, ArticleKey::date)) reading.report(codes::kDateMissing, {1, 1});
    take_from_text(article, site, reading.diagnostics);
    return true;
}

// The limits of a body whose lines are not those of the file.
bool keeps_limits(const Article& article, Diagnostics& diagnostics) {
    Diagnostics found;
    const bool keeps = keeps_body_limits({article.path, found}, article.body, 1);
    for (const Diagnostic& one : found.all()) {
        diagnostics.add({one.code, one.severity}, article.path,
                        article.position_in_file({one.position.line, 0}), one.arguments);
    }
    return keeps;
}

bool read_plain(const Reading& reading, std::string_view text, const SiteConfig& site,
                const ReadOptions& options, Article& article) {
    if (!read_newspaper_text(text, article, site, reading.diagnostics)) {
        reading.report(codes::kFormUnknown, {1, 1});
        return false;
    }
    // What Markdown sees, with all of the text's own marks escaped; reading it took no more than
    // one pass.
    if (!options.was_read_before && !keeps_limits(article, reading.diagnostics)) return false;
    find_date(reading, site, article);
    return true;
}

}  // namespace

std::optional<Article> read_article(std::string_view bytes, const std::string& path,
                                    const SiteConfig& site, Diagnostics& diagnostics,
                                    const ReadOptions& options) {
    std::optional<Article> read;  // OPTIMIZATION: large, and the only thing returned: never moved
    const Reading reading{path, diagnostics};
    const auto text = options.was_read_before ? FileText::read_again(bytes)
                                              : FileText::read(reading, bytes, kMaxArticleBytes);
    if (!text) return read;
    const auto file = cut_front_matter(reading, text->view());
    if (!file) return read;
    Article& article = read.emplace();
    article.path = path;
    const bool is_read = file->has_front_matter
                             ? read_with_front_matter(reading, *file, site, options, article)
                             : read_plain(reading, text->view(), site, options, article);
    if (!is_read) {
        read.reset();
        return read;
    }
    fill_names(reading, file->has_front_matter, article);
    report_missing(reading, article);
    report_source(reading, site, article);
    return read;
}

namespace {

// Of ": draft  # why" the "draft", as it is written; nothing when no value begins here.
std::optional<std::string_view> value_on_line(std::string_view rest) {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (!rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
    const bool is_apart = rest.empty() || rest.front() == ' ' || rest.front() == '\r';
    if (!is_apart) return std::nullopt;
    if (const std::size_t comment = rest.find(" #"); comment != std::string_view::npos) {
        const std::string_view before = rest.substr(0, comment);
        return before.empty() ? before : trim_ascii(before);
    }
    const std::string_view value = trim_ascii(rest);
    return value.empty() ? rest.substr(0, 0) : value;
}

std::string_view unquoted(std::string_view written) {
    const bool is_quoted = written.size() >= 2 && written.front() == written.back() &&
                           (written.front() == '"' || written.front() == '\'');
    return is_quoted ? written.substr(1, written.size() - 2) : written;
}

// The lines between the marks, as they are; nothing when there are none.
std::optional<std::string_view> front_matter_in(std::string_view bytes) {
    const std::string path;
    Diagnostics ignored;
    const auto file = cut_front_matter({path, ignored},
                                       bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
    return file && file->has_front_matter ? std::optional(file->front_matter) : std::nullopt;
}

bool has_front_matter_value(std::string_view bytes, std::string_view key, std::string_view value) {
    const std::optional<std::string_view> front_matter = front_matter_in(bytes);
    if (!front_matter) return false;
    const YamlTree tree = parse_yaml(*front_matter);
    const YamlNode* const node = tree.root() == nullptr ? nullptr : tree.root()->find(key);
    return node != nullptr && node->is_scalar() && node->text == value;
}

}  // namespace

std::optional<std::string> with_front_matter_key(std::string_view bytes, std::string_view key,
                                                 std::string_view value) {
    const std::optional<std::string_view> front_matter = front_matter_in(bytes);
    if (!front_matter) return std::nullopt;
    const YamlTree tree = parse_yaml(*front_matter);
    if (tree.root() == nullptr || !tree.root()->is_map() || tree.root()->find(key) != nullptr) {
        return std::nullopt;
    }
    const auto at =
        static_cast<std::size_t>(front_matter->data() - bytes.data()) + front_matter->size();
    const std::string_view line_end = front_matter->ends_with("\r\n") ? "\r\n" : "\n";
    std::string out(bytes.substr(0, at));
    out.append(key).append(": ").append(print_yaml_scalar(value)).append(line_end);
    out += bytes.substr(at);
    return out;
}

std::optional<std::string> with_front_matter_value(std::string_view bytes, std::string_view key,
                                                   std::string_view value) {
    if (auto added = with_front_matter_key(bytes, key, value)) return added;
    const std::optional<std::string_view> front_matter = front_matter_in(bytes);
    if (!front_matter) return std::nullopt;
    const YamlTree tree = parse_yaml(*front_matter);
    const YamlNode* const node = tree.root() == nullptr ? nullptr : tree.root()->find(key);
    // Of a key that is there twice, which line should it be?
    if (node == nullptr || !node->is_scalar() || !tree.problems().empty()) return std::nullopt;
    for (std::string_view line : split_lines(*front_matter)) {
        if (!line.starts_with(key)) continue;
        const std::optional<std::string_view> old = value_on_line(line.substr(key.size()));
        // A key of that name in a block text, or a value that goes on below: not for us.
        if (!old || unquoted(*old) != node->text) continue;
        const auto at = static_cast<std::size_t>(old->data() - bytes.data());
        std::string out(bytes.substr(0, at));
        if (old->empty()) out += ' ';
        out += print_yaml_scalar(value);
        out += bytes.substr(at + old->size());
        return has_front_matter_value(out, key, value) ? std::optional(std::move(out))
                                                       : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace gazette
