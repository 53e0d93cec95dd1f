#include "build/produce.h"

#include "base/guarded.h"
#include "build/article_bodies.h"
#include "build/copied_files.h"
#include "pages/frame_parts.h"
#include "pages/page_kinds.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <unordered_map>

namespace gazette {
namespace {

// What a target must know of a page beside its bytes: its status, and which article it belongs to
// or shows, for a recall (SECURITY §1.1). Kept from page to page for its memory.
class PageEntry {
public:
    // Valid until the next call.
    const EntryRef& describe(const Newspaper& paper, const PlannedPage& page,
                             std::string_view path) {
        entry_ = {};
        entry_.path = path;
        entry_.type = content_type_for(path);
        entry_.cache = cache_rule_for(path);
        set_status(paper, page);
        set_shows(paper, page);
        return entry_;
    }

private:
    void set_status(const Newspaper& paper, const PlannedPage& page) {
        switch (page.kind) {
            case PageKind::Article:
                entry_.own = paper.rows[page.subject].id;
                break;
            case PageKind::Notice:
                entry_.status = 410;
                entry_.notice = paper.rows[page.subject].id;
                break;
            case PageKind::Redirect: {
                entry_.status = 301;
                const std::string_view to = page.links.front().address;
                location_ = to.find("://") == std::string_view::npos
                                ? Addresses(paper.site).link(to)
                                : std::string(to);
                entry_.location = location_;
                break;
            }
            case PageKind::NotFound:
                entry_.status = 404;
                break;
            case PageKind::Home:
            case PageKind::List:
            case PageKind::ArchiveIndex:
            case PageKind::Issues:
            case PageKind::Issue:
            case PageKind::IssuePage:
            case PageKind::Guides:
            case PageKind::Guide:
            case PageKind::JsonFeed:
            case PageKind::AtomFeed:
            case PageKind::RssFeed:
            case PageKind::SitemapIndex:
            case PageKind::Sitemap:
            case PageKind::NewsSitemap:
            case PageKind::Robots:
            case PageKind::AppManifest:
            case PageKind::AppLatest:
            case PageKind::AppDay:
                break;
        }
    }

    // By id, each once; with its body where it shows that, too.
    void set_shows(const Newspaper& paper, const PlannedPage& page) {
        shows_.clear();
        for (const ShownRecord& shown : page.shows) {
            const std::string_view id = paper.rows[shown.row].id;
            if (id != entry_.own) shows_.push_back({id, shown.shape == Shape::Body});
        }
        std::ranges::sort(shows_, [](const ShowsRef& a, const ShowsRef& b) {
            return a.id != b.id ? a.id < b.id : a.body && !b.body;
        });
        const auto repeated =
            std::unique(shows_.begin(), shows_.end(),
                        [](const ShowsRef& a, const ShowsRef& b) { return a.id == b.id; });
        shows_.erase(repeated, shows_.end());
        entry_.shows = shows_;
    }

    EntryRef entry_;
    std::string location_;
    std::vector<ShowsRef> shows_;
};

struct Counts {
    std::size_t written = 0;
    std::size_t unchanged = 0;
    std::uint64_t bytes = 0;

    void add(Written what, std::size_t size) {
        if (what == Written::Unchanged) {
            ++unchanged;
        } else {
            ++written;
            bytes += size;
        }
    }
};

// What one thread needs, made once and used for all its pages.
struct Worker {
    Worker(const BodySources& sources, const BodyContext& context, const Theme& theme)
        : bodies(sources, context), renderer(theme) {}

    ArticleBodies bodies;
    FrameParts frame;
    ThemeRenderer renderer;
    std::string page;
    PageEntry entry;
    ManifestLines lines;
    Counts counts;
    std::optional<Error> failure;
};

class PageProducer {
public:
    PageProducer(const Loaded& loaded, const SitePlan& plan, const Theme& theme, Output& output)
        : loaded_(loaded), plan_(plan), theme_(theme), output_(output) {}

    Result<void> make(std::size_t index, Worker& worker) {
        const PlannedPage& page = plan_.pages[index];
        worker.page.clear();
        const PageInput input({loaded_.paper, plan_, theme_.words, theme_.assets}, page,
                              worker.bodies, worker.frame);
        worker.renderer.render(input, worker.page);
        if (worker.bodies.failure()) return failure(*worker.bodies.failure());
        const std::string path = file_of(page.address);
        EntryRef entry = worker.entry.describe(loaded_.paper, page, path);
        entry.digest = sha256(worker.page);
        entry.size_bytes = worker.page.size();
        TRY(worker.lines.add(entry));
        worker.counts.add(TRY(output_.write(path, worker.page, entry.digest)), worker.page.size());
        return {};
    }

private:
    const Loaded& loaded_;
    const SitePlan& plan_;
    const Theme& theme_;
    Output& output_;
};

// All runs of one order of writing, in parallel; the next order begins when all are done.
class RunScheduler {
public:
    RunScheduler(const SitePlan& plan, PageProducer& producer,
                 std::vector<std::unique_ptr<Worker>>& workers, const ProduceOptions& options)
        : plan_(plan), producer_(producer), workers_(workers), options_(options) {}

    Result<void> make_all(const TaskPool& pool) {
        std::size_t begin = 0;
        while (begin < plan_.runs.size()) {
            std::size_t end = begin;
            const WriteOrder order = order_of(begin);
            while (end < plan_.runs.size() && order_of(end) == order) ++end;
            pool.parallel_for(end - begin, 1, [&](std::size_t index, std::size_t worker) {
                make_run(plan_.runs[begin + index], *workers_[worker]);
            });
            for (const auto& worker : workers_) {
                if (worker->failure) return failure(*worker->failure);
            }
            begin = end;
        }
        return {};
    }

private:
    [[nodiscard]] WriteOrder order_of(std::size_t run) const {
        return plan_.pages[plan_.runs[run].begin].order;
    }

    void make_run(const PageRun& run, Worker& worker) {
        for (std::uint32_t index = run.begin; index < run.end; ++index) {
            if (failed_.load(std::memory_order_relaxed)) return;
            const Result<void> made = producer_.make(index, worker);
            if (!made) {
                worker.failure = made.error();
                failed_.store(true, std::memory_order_relaxed);
                return;
            }
        }
        worker.bodies.forget();
        const std::size_t done = done_.fetch_add(run.end - run.begin) + run.end - run.begin;
        if (options_.progress) options_.progress(done, plan_.pages.size());
    }

    const SitePlan& plan_;
    PageProducer& producer_;
    std::vector<std::unique_ptr<Worker>>& workers_;
    const ProduceOptions& options_;
    std::atomic<std::size_t> done_{0};
    std::atomic<bool> failed_{false};
};

std::vector<std::string> planned_paths(const SitePlan& plan) {
    std::vector<std::string> paths;
    paths.reserve(plan.pages.size());
    for (const PlannedPage& page : plan.pages) paths.push_back(file_of(page.address));
    return paths;
}

}  // namespace

Result<Produced> produce(Files& files, const SiteParts& site, const ProduceOptions& options,
                         const TaskPool& pool, Output& output) {
    const Loaded& loaded = site.loaded;
    const SitePlan& plan = site.plan;
    const Theme& theme = site.theme;
    Produced produced;
    const CopiedFiles copied(files, site, options.newsroom);
    std::vector<std::string> paths = planned_paths(plan);
    copied.add_paths(paths);
    TRY(output.begin(std::move(paths)));
    Counts counts;
    TRY(copied.write(output, produced.lines.emplace_back(),
                     [&](Written what, std::size_t size) { counts.add(what, size); }));

    PageProducer producer(loaded, plan, theme, output);
    const BodySources sources{files, options.newsroom, options.allow_unknown};
    const BodyContext context{loaded.paper, plan, theme.words};
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::size_t i = 0; i < pool.threads(); ++i) {
        workers.push_back(std::make_unique<Worker>(sources, context, theme));
    }
    TRY(RunScheduler(plan, producer, workers, options).make_all(pool));
    for (const auto& worker : workers) {
        counts.written += worker->counts.written;
        counts.unchanged += worker->counts.unchanged;
        counts.bytes += worker->counts.bytes;
        produced.lines.push_back(std::move(worker->lines));
    }
    produced.files_written = counts.written;
    produced.files_unchanged = counts.unchanged;
    produced.bytes_written = counts.bytes;
    return produced;
}

}  // namespace gazette
