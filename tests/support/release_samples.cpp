#include "support/release_samples.h"

#include "formats/pack_zstd.h"
#include "release/merkle_tree.h"

namespace gazette::testing {

SampleSite sample_site(const std::map<std::string, std::string>& content_of_path) {
    SampleSite site;
    site.manifest.site = "dongchangfu";
    for (const auto& [path, content] : content_of_path) {
        ManifestEntry entry;
        entry.path = path;
        entry.digest = sha256(content);
        entry.size_bytes = content.size();
        entry.type = std::string(content_type_for(path));
        entry.cache = cache_rule_for(path);
        site.manifest.entries.push_back(std::move(entry));
        site.blobs[sha256(content)] = content;
    }
    sort_manifest(site.manifest);
    return site;
}

Declaration declare_all(const SampleSite& site) {
    Declaration declaration;
    declaration.root = merkle_root(site.manifest.entries);
    declaration.site = site.manifest.site;
    declaration.review = site.manifest.review;
    declaration.preview = site.manifest.preview;
    declaration.delta.put = site.manifest.entries;
    return declaration;
}

Declaration declare_changes(const SampleSite& site, const Manifest& from, std::uint64_t base) {
    Declaration declaration = declare_all(site);
    declaration.base = base;
    declaration.delta = delta_between(from, site.manifest);
    return declaration;
}

std::string pack_all(const SampleSite& site) {
    PackWriter writer;
    for (const auto& [digest, bytes] : site.blobs) writer.add(digest, bytes);
    return writer.finish();
}

}  // namespace gazette::testing
