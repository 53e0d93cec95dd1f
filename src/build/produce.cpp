#include "build/produce.h"

#include "base/guarded.h"
#include "base/text.h"
#include "build/copied_files.h"
#include "build/page_press.h"

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
            return is_before(a.id, b.id) || (a.id == b.id && a.body && !b.body);
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

// What becomes of a file that was made.
struct MadeFile {
    std::uint32_t number = 0;
    Sha256 digest;
    std::uint64_t size_bytes = 0;
};

// The lines of files that were made; printed when they are wanted, for they are long.
class MadeLines {
public:
    MadeLines(const SiteParts& site, std::shared_ptr<const CopiedFiles> copied,
              std::vector<MadeFile> made)
        : site_(site), copied_(std::move(copied)), made_(std::move(made)) {
        std::ranges::sort(made_, {}, &MadeFile::number);
    }

    // In no order, and without texts.
    [[nodiscard]] std::vector<ManifestLine> lines() {
        std::vector<ManifestLine> lines;
        lines.reserve(made_.size());
        for (const MadeFile& file : made_) lines.push_back({path(file.number), {}, file.number});
        return lines;
    }

    Result<void> print(const ManifestLine& line, std::string& out) const {
        const auto file = std::ranges::lower_bound(made_, line.number, {}, &MadeFile::number);
        PageEntry of_page;
        EntryRef entry;
        if (line.number < copied_->size()) {
            entry.path = line.path;
            entry.type = content_type_for(line.path);
            entry.cache = cache_rule_for(line.path);
            entry.own = copied_->own(line.number);
        } else {
            const PlannedPage& page = site_.plan.pages[line.number - copied_->size()];
            entry = of_page.describe(site_.loaded.paper, page, line.path);
        }
        entry.digest = file->digest;
        entry.size_bytes = file->size_bytes;
        return append_line(entry, out);
    }

private:
    std::string_view path(std::uint32_t number) {
        if (number < copied_->size()) return copied_->path(number);
        const std::string_view address = site_.plan.pages[number - copied_->size()].address;
        // OPTIMIZATION: most addresses are paths but for their first letter.
        return address.ends_with('/') ? folder_files_.keep(file_of(address)) : address.substr(1);
    }

    SiteParts site_;
    std::shared_ptr<const CopiedFiles> copied_;
    std::vector<MadeFile> made_;  // by number
    StringPool folder_files_;
};

// The files of a site by number: those that are copied first, then the plan's pages. Of each, what
// is known of it from last time and what has to be done.
class FileList {
public:
    // `output` is null where there is none yet.
    FileList(const SitePlan& plan, const CopiedFiles& copied, const Output* output)
        : plan_(plan), copied_(copied), output_(output) {
        const std::size_t count = copied.size() + plan.pages.size();
        states_.resize(count);
        files_.resize(count);
        for (std::size_t i = 0; i < count; ++i) set_key(i);
        if (output == nullptr) return;
        RememberedFiles remembered = output->remembered_files();
        for (std::size_t i = 0; i < count; ++i) compare(i, remembered.find(path(i)));
    }

    [[nodiscard]] std::size_t size() const { return states_.size(); }

    [[nodiscard]] std::size_t first_page() const { return copied_.size(); }

    [[nodiscard]] std::string path(std::size_t number) const {
        return number < first_page() ? copied_.path(number)
                                     : file_of(plan_.pages[number - first_page()].address);
    }

    // Those that may have to be written.
    [[nodiscard]] std::vector<std::string> doubtful_paths() const {
        std::vector<std::string> paths;
        for (std::size_t i = 0; i < size(); ++i) {
            if (states_[i].need != Need::Nothing) paths.push_back(path(i));
        }
        return paths;
    }

    // Whether the file is as it is to be; looks into it where nothing else tells. Each number is
    // asked for by one thread.
    bool is_clean(std::size_t number) {
        State& state = states_[number];
        if (state.need == Need::Nothing) return true;
        if (state.need == Need::Make) return false;
        if (output_->holds(old_line(state))) return true;
        state.need = Need::Make;
        state.reasons.set(kReasonAltered);
        return false;
    }

    [[nodiscard]] std::vector<Reasons> reasons_of_pages() const {
        std::vector<Reasons> reasons;
        reasons.reserve(size() - first_page());
        for (std::size_t i = first_page(); i < size(); ++i) reasons.push_back(states_[i].reasons);
        return reasons;
    }

    // `made`: the lines of files that were made. The new manifest's lines and, by number, what is
    // to be remembered of each file.
    Result<void> hand_over(std::vector<ManifestLine> made, Produced& produced) {
        TRY(sort_lines(made));
        const std::vector<ManifestLine> kept = kept_lines();
        if (kept.empty()) {
            produced.lines = std::move(made);
        } else {
            // OPTIMIZATION: few are made, so their places are searched for.
            produced.lines.reserve(made.size() + kept.size());
            auto next = kept.begin();
            for (const ManifestLine& line : made) {
                const auto place =
                    std::ranges::lower_bound(next, kept.end(), line.path, {}, &ManifestLine::path);
                produced.lines.insert(produced.lines.end(), next, place);
                produced.lines.push_back(line);
                next = place;
            }
            produced.lines.insert(produced.lines.end(), next, kept.end());
        }
        for (std::uint32_t i = 0; i < produced.lines.size(); ++i) {
            files_[produced.lines[i].number].line = i;
        }
        produced.files = std::move(files_);
        produced.reasons = reasons_of_pages();
        return {};
    }

private:
    enum class Need : std::uint8_t { Nothing, Check, Make };

    struct State {
        std::uint32_t line = 0;  // of the output's old lines, unless Make
        Need need = Need::Make;
        Reasons reasons = Reasons().set(kReasonNew);
    };

    void set_key(std::size_t number) {
        RememberedFile& file = files_[number];
        if (number < first_page()) {
            file.key = copied_.key(number).value_or(Fingerprint{});
        } else {
            const PlannedPage& page = plan_.pages[number - first_page()];
            file.key = page.key;
            file.marks = page.marks;
        }
    }

    void compare(std::size_t number, const RememberedFile* before) {
        State& state = states_[number];
        const RememberedFile& file = files_[number];
        if (before == nullptr) return;
        state.reasons.reset(kReasonNew);
        if (file.key != before->key || file.key == Fingerprint{}) {  // none: not known
            for (std::size_t i = 0; i < kKeyParts; ++i) {
                state.reasons.set(i, before->marks[i] != file.marks[i]);
            }
            // Marks may be equal by chance; then any part may be the one.
            if (state.reasons.none()) state.reasons = Reasons((1U << kKeyParts) - 1);
        } else {
            state.line = before->line;
            state.need = is_trusted(old_line(state)) ? Need::Nothing : Need::Check;
        }
    }

    [[nodiscard]] const ManifestLine& old_line(const State& state) const {
        return output_->old_lines()[state.line];
    }

    // OPTIMIZATION: files of a folder come one after the other.
    bool is_trusted(const ManifestLine& line) {
        const std::string_view folder = parent_path(line.path);
        if (!is_last_trusted_ || folder != last_folder_) {
            is_last_trusted_ = output_->is_trusted(line);
            last_folder_ = folder;
        }
        return *is_last_trusted_;
    }

    [[nodiscard]] std::vector<ManifestLine> kept_lines() const {
        const std::vector<ManifestLine>& old = output_->old_lines();
        std::vector<std::uint32_t> numbers(old.size(), UINT32_MAX);
        for (std::uint32_t i = 0; i < size(); ++i) {
            if (states_[i].need != Need::Make) numbers[states_[i].line] = i;
        }
        std::vector<ManifestLine> kept;
        kept.reserve(old.size());
        for (std::size_t i = 0; i < old.size(); ++i) {
            if (numbers[i] == UINT32_MAX) continue;
            kept.push_back(old[i]);
            kept.back().number = numbers[i];
        }
        return kept;
    }

    const SitePlan& plan_;
    const CopiedFiles& copied_;
    const Output* output_;
    std::vector<State> states_;
    std::vector<RememberedFile> files_;
    std::string_view last_folder_;
    std::optional<bool> is_last_trusted_;
};

struct Counts {
    std::size_t made = 0;
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
    Worker(const BodySources& sources, const SiteParts& site) : press(sources, site) {}

    PagePress press;
    std::vector<MadeFile> made;
    Counts counts;
    std::optional<Error> failure;
};

class PageProducer {
public:
    PageProducer(const SiteParts& site, FileList& list, Output& output)
        : site_(site), list_(list), output_(output) {}

    // Unless its file is as it is to be.
    Result<void> make(std::size_t index, Worker& worker) {
        const std::size_t number = list_.first_page() + index;
        if (list_.is_clean(number)) {
            ++worker.counts.unchanged;
            return {};
        }
        const PlannedPage& page = site_.plan.pages[index];
        const std::string_view bytes = TRY(worker.press.print(page));
        ++worker.counts.made;
        const Sha256 digest = sha256(bytes);
        worker.made.push_back({static_cast<std::uint32_t>(number), digest, bytes.size()});
        worker.counts.add(TRY(output_.write(file_of(page.address), bytes, digest)), bytes.size());
        return {};
    }

private:
    const SiteParts& site_;
    FileList& list_;
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
        worker.press.forget();
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

Result<void> write_copies(const CopiedFiles& copied, FileList& list, Output& output,
                          std::vector<MadeFile>& made, Counts& counts) {
    for (std::size_t i = 0; i < copied.size(); ++i) {
        if (list.is_clean(i)) {
            ++counts.unchanged;
            continue;
        }
        const std::string bytes = TRY(copied.bytes(i));
        const Sha256 digest = sha256(bytes);
        made.push_back({static_cast<std::uint32_t>(i), digest, bytes.size()});
        counts.add(TRY(output.write(copied.path(i), bytes, digest)), bytes.size());
    }
    return {};
}

}  // namespace

Result<Produced> produce(Files& files, const SiteParts& site, const ProduceOptions& options,
                         const TaskPool& pool, Output& output) {
    Produced produced;
    const auto copied =
        std::make_shared<const CopiedFiles>(files, site, options.newsroom, options.scanned_at_ns);
    FileList list(site.plan, *copied, &output);
    TRY(output.begin(list.doubtful_paths()));
    Counts counts;
    std::vector<MadeFile> made;
    TRY(write_copies(*copied, list, output, made, counts));

    PageProducer producer(site, list, output);
    const BodySources sources{files, options.newsroom, options.allow_unknown};
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::size_t i = 0; i < pool.threads(); ++i) {
        workers.push_back(std::make_unique<Worker>(sources, site));
    }
    TRY(RunScheduler(site.plan, producer, workers, options).make_all(pool));
    for (const auto& worker : workers) {
        produced.pages_made += worker->counts.made;
        counts.written += worker->counts.written;
        counts.unchanged += worker->counts.unchanged;
        counts.bytes += worker->counts.bytes;
        made.insert(made.end(), worker->made.begin(), worker->made.end());
        worker->made = {};
    }
    produced.files_written = counts.written;
    produced.files_unchanged = counts.unchanged;
    produced.bytes_written = counts.bytes;
    const auto lines = std::make_shared<MadeLines>(site, copied, std::move(made));
    TRY(list.hand_over(lines->lines(), produced));
    produced.print = [lines = std::shared_ptr<const MadeLines>(lines)](const ManifestLine& line,
                                                                       std::string& out) {
        return lines->print(line, out);
    };
    return produced;
}

std::vector<Reasons> reasons_to_make(Files& files, const SiteParts& site,
                                     const ProduceOptions& options, const TaskPool& pool,
                                     const Output* output) {
    const CopiedFiles copied(files, site, options.newsroom, options.scanned_at_ns);
    FileList list(site.plan, copied, output);
    pool.parallel_for(list.size(), 1, [&](std::size_t i, std::size_t) { list.is_clean(i); });
    return list.reasons_of_pages();
}

}  // namespace gazette
