#include "build/vanished.h"

#include "base/text.h"
#include "build/output_marker.h"
#include "content/diagnostic_codes.h"
#include "content/urls.h"
#include "release/manifest.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace gazette {
namespace {

bool is_number(std::string_view text, std::size_t digits) {
    return text.size() == digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "2022/07/06/x.html" → "/2022/07/06/x.html"; "issues/2022-07-06/index.html" → "…/2022-07-06/".
std::string address_of(std::string_view path) {
    constexpr std::string_view kIndex = "/index.html";
    std::string address = "/" + std::string(path);
    if (address.ends_with(kIndex)) address.resize(address.size() - kIndex.size() + 1);
    return address;
}

}  // namespace

bool is_lasting_path(std::string_view path) {
    const std::vector<std::string_view> parts = split(path, '/');
    if (!path.ends_with(".html")) return false;
    if (parts.size() == 4) {
        return is_number(parts[0], 4) && is_number(parts[1], 2) && is_number(parts[2], 2);
    }
    if (parts.size() == 3) return parts[0] == "issues";
    return parts.size() == 2 && parts[0] == "guides" && parts[1] != "index.html";
}

Result<void> report_vanished(Files& files, const std::string& out, const SitePlan& plan,
                             Diagnostics& diagnostics) {
    const std::string path = join_path(join_path(out, kOutputMarker), "manifest");
    const Result<std::string> bytes = files.read(path, kMaxManifestBytes);
    if (!bytes) {
        if (bytes.error().code == ErrorCode::NotFound) return {};
        return failure(bytes.error());
    }
    const Result<Manifest> manifest = parse_manifest(bytes.value());
    if (!manifest || manifest->preview) return {};
    std::unordered_set<std::string_view> planned;
    for (const PlannedPage& page : plan.pages) planned.insert(page.address);
    for (const ManifestEntry& entry : manifest->entries) {
        if (!is_lasting_path(entry.path)) continue;
        const std::string address = address_of(entry.path);
        if (planned.contains(address)) continue;
        diagnostics.add(codes::kAddressVanished, "redirects.tsv", {}, {address});
    }
    return {};
}

}  // namespace gazette
