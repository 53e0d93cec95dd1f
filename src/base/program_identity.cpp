#include "base/program_identity.h"

#include <link.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <vector>

namespace gazette {
namespace {

void add_file(FingerprintBuilder& identity, const std::string& path) {
    identity.add(path);

    struct stat s {};

    if (::stat(path.c_str(), &s) != 0) return;  // the kernel's own object has no file
    identity.add(static_cast<std::int64_t>(s.st_ino)).add(std::int64_t{s.st_size});
    identity.add(std::int64_t{s.st_mtim.tv_sec}).add(std::int64_t{s.st_mtim.tv_nsec});
}

int collect(dl_phdr_info* object, std::size_t, void* paths) {
    const std::string path = object->dlpi_name;
    if (!path.empty()) static_cast<std::vector<std::string>*>(paths)->push_back(path);
    return 0;
}

}  // namespace

Fingerprint program_identity() {
    std::vector<std::string> paths;
    ::dl_iterate_phdr(collect, &paths);
    // They are loaded at random places, but always in the order of their names here.
    std::sort(paths.begin(), paths.end());
    FingerprintBuilder identity;
    add_file(identity, "/proc/self/exe");
    for (const std::string& path : paths) add_file(identity, path);
    add_file(identity, "/usr/share/zoneinfo/tzdata.zi");
    return identity.finish();
}

}  // namespace gazette
