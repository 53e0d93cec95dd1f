#include "build/build.h"

#include "base/task_pool.h"
#include "build/build_run.h"
#include "build/load.h"
#include "build/output.h"
#include "build/sources.h"
#include "build/taken_addresses.h"
#include "build/theme.h"
#include "build/vanished.h"

#include <algorithm>

namespace gazette {

Result<BuildReport> build(const BuildOptions& options, Files& files, Diagnostics& diagnostics) {
    return BuildRun(options, files, diagnostics).run();
}

Result<void> check(const BuildOptions& options, const std::vector<std::string>& paths, Files& files,
                   Diagnostics& diagnostics) {
    const std::string out = output_folder(options.source, options.out);
    const TaskPool pool(options.jobs);
    Diagnostics all;
    const Sources sources =
        TRY(scan(files, options.source, within_newsroom(files, options.source, out), pool, all));
    LoadOptions how = load_options(options);
    how.is_for_show = true;
    const Loaded loaded = TRY(load(files, sources, how, pool, all));
    if (loaded.usable) {
        const std::optional<Theme> theme =
            TRY(load_theme(files, options.source, sources, loaded.paper.site.language, all));
        if (theme && !all.has_errors()) {
            const SitePlan plan = plan_pages(loaded.paper, {options.now, options.drafts});
            report_taken_addresses(loaded.paper, plan, sources, all);
            TRY(report_vanished(files, out, plan, all));
        }
    }
    const auto concerns = [&](const Diagnostic& diagnostic) {
        return paths.empty() ||
               std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
                   return diagnostic.file == path || diagnostic.file.starts_with(path + "/");
               });
    };
    for (const Diagnostic& diagnostic : all.all()) {
        if (!concerns(diagnostic)) continue;
        diagnostics.add({diagnostic.code, diagnostic.severity}, diagnostic.file,
                        diagnostic.position, diagnostic.arguments);
    }
    diagnostics.sort();
    return {};
}

Result<std::vector<std::string>> clean(const std::string& source, const std::string& out,
                                       Files& files) {
    const std::string folder = output_folder(source, out);
    std::vector<std::string> foreign;
    if (files.info(folder)) {
        Output output = TRY(Output::open(files, folder, source));
        foreign = TRY(output.clean());
    }
    const std::string catalog = join_path(source, ".gazette");
    if (files.info(catalog)) TRY(remove_tree(files, catalog));
    return foreign;
}

}  // namespace gazette
