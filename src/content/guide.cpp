#include "content/guide.h"

#include "base/path.h"
#include "content/body_limits.h"
#include "content/diagnostic_codes.h"
#include "content/file_text.h"
#include "content/front_matter.h"
#include "content/urls.h"
#include "content/yaml_fields.h"

namespace gazette {
namespace {

void read_fields(const Reading& reading, const YamlNode& root, const SiteConfig& site,
                 Guide& guide) {
    const Fields fields(reading, root,
                        {"title", "summary", "unit", "phone", "address", "hours", "updated",
                         "steps", "materials", "qr"});
    guide.title = fields.line("title");
    guide.summary = fields.text("summary");
    guide.unit = fields.line("unit");
    guide.phone = fields.line("phone");
    guide.address = fields.line("address");
    guide.hours = fields.line("hours");
    if (const auto* updated = fields.find("updated")) {
        guide.updated = reading.moment("updated", *updated, site.time_zone);
    }
    guide.steps = fields.lines("steps");
    guide.materials = fields.lines("materials");
    if (const auto* qr = fields.find("qr")) guide.qr = reading.truth("qr", *qr).value_or(true);
}

}  // namespace

std::optional<Guide> read_guide(std::string_view bytes, const std::string& path,
                                const SiteConfig& site, Diagnostics& diagnostics) {
    const Reading reading{path, diagnostics};
    const std::size_t errors_before = diagnostics.count(Severity::Error);
    const auto text = FileText::read(reading, bytes, kMaxArticleBytes);
    if (!text) return std::nullopt;
    const auto file = cut_front_matter(reading, text->view());
    if (!file) return std::nullopt;
    if (!file->has_front_matter) {
        reading.report(codes::kFrontMatterMissing, {1, 1});
        return std::nullopt;
    }
    Guide guide;
    guide.path = path;
    std::string_view stem = file_name(path);
    stem.remove_suffix(extension(stem).size());
    guide.slug = stem;
    if (slug_problem(guide.slug) != SlugProblem::None) {
        reading.report(codes::kSlugInvalid, {}, {guide.slug});
    }
    YamlOptions yaml;
    yaml.first_line = 2;
    const YamlTree tree = parse_yaml(file->front_matter, yaml);
    for (const YamlProblem& problem : tree.problems()) reading.report(problem);
    if (tree.root() != nullptr && reading.is_map("---", *tree.root())) {
        read_fields(reading, *tree.root(), site, guide);
    }
    if (guide.title.empty()) reading.report(codes::kTitleMissing, {1, 1});
    if (keeps_body_limits(reading, file->body, file->body_line)) guide.body = file->body;
    guide.body_line = file->body_line;
    if (diagnostics.count(Severity::Error) > errors_before) return std::nullopt;
    return guide;
}

}  // namespace gazette
