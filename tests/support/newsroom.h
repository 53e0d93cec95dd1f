#pragma once
// A newsroom in a folder of its own, made in a line or two, and what was built from it.
#include "base/diagnostic.h"
#include "base/files.h"
#include "build/build.h"
#include "support/temporary_folder.h"

#include <map>
#include <string>
#include <string_view>

namespace gazette::testing {

using Tree = std::map<std::string, std::string>;  // path → bytes

// All files below a folder but those below .gazette-output/ that are no manifest.
Tree read_tree(const std::string& folder);

class Newsroom {
public:
    // With a site.yml of two sections, and nothing else.
    Newsroom();

    Newsroom& write(const std::string& path, std::string_view bytes);
    // An article with id, date, section and byline; `extra` are further lines of front matter.
    Newsroom& article(const std::string& path, std::string_view title, std::string_view body,
                      std::string_view extra = {});
    void remove(const std::string& path) const;

    [[nodiscard]] std::string path() const { return folder_ / "newsroom"; }

    [[nodiscard]] std::string out() const { return folder_ / "public"; }

    [[nodiscard]] BuildOptions options() const;

    // Builds with the options given; diagnostics of the last build stay readable.
    Result<BuildReport> build(Files& files, const BuildOptions& options);

    Result<BuildReport> build() { return build(*files_, options()); }

    // With a file system whose present is an hour later, so that no file is too young to be trusted
    // by its time.
    Result<BuildReport> build_later(const BuildOptions& options);

    Result<BuildReport> build_later() { return build_later(options()); }

    // What a build that remembers nothing makes of the newsroom, in another folder.
    Tree clean_tree();

    [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

    // "code code …" of the last build, sorted by place.
    [[nodiscard]] std::string codes() const;

    [[nodiscard]] Tree tree() const { return read_tree(out()); }

    [[nodiscard]] std::string page(const std::string& path) const;

    // A file of the newsroom, such as one in .gazette/.
    [[nodiscard]] std::string file(const std::string& path) const;

private:
    TemporaryFolder folder_;
    std::unique_ptr<Files> files_ = real_files();
    Diagnostics diagnostics_;
};

}  // namespace gazette::testing
