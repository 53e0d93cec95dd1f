#include "cli/publish_watch.h"

#include "support/catch.h"
#include "support/publish_desk.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <functional>
#include <vector>

namespace gazette {

namespace {

using Desk = testing::PublishDesk;

// What happens while the command waits, one step each time it begins to. After the last step it is
// asked to end.
class Watched {
public:
    Watched() : stop_(::eventfd(0, EFD_CLOEXEC)) {
        control.stop = stop_;
        control.longest_wait = std::chrono::milliseconds(10);
        control.first_retry = control.longest_retry = std::chrono::milliseconds(1);
        command.where = desk.here();
        command.out = desk.newsroom + "/public2";
        desk.write_story("2022/07/05/a.md", story("甲", "aaa"), "甲的正文。");
    }

    ~Watched() { ::close(stop_); }

    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    Watched(Watched&&) = delete;
    Watched& operator=(Watched&&) = delete;

    static std::string story(const std::string& title, const std::string& id,
                             const std::string& date = "2022-07-05") {
        return "title: " + title + "\nid: " + id +
               "\nsection: 要闻\nbyline: 融媒体记者 王宁\ndate: " + date + "\n";
    }

    // Each step is tried until it is content, for a while.
    ExitStatus run_through(std::vector<std::function<bool()>> steps) {
        std::size_t at = 0;
        int rounds = 0;
        control.on_waiting = [&] {
            constexpr int kMostRounds = 500;
            if (at < steps.size() && steps[at]()) ++at;
            const bool is_over = at == steps.size() || ++rounds > kMostRounds;
            if (is_over) ::eventfd_write(stop_, 1);
        };
        const ExitStatus status = watch_and_publish(command, control, desk.around());
        INFO(desk.out.str() << desk.err.str());
        CHECK(at == steps.size());
        return status;
    }

    [[nodiscard]] bool readers_get(const std::string& path, const std::string& text) const {
        return desk.get(path).find(text) != std::string::npos;
    }

    Desk desk;
    PublishCommand command;
    WatchControl control;

private:
    int stop_;
};

}  // namespace

TEST_CASE("a watch publishes at once, again when a story changes, and else is quiet", "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    std::string quiet;
    const ExitStatus status = watched.run_through(
        {[&] { return watched.readers_get("/2022/07/05/a.html", "甲的正文"); },
         [&] {
             desk.write_story("2022/07/05/a.md", Watched::story("甲", "aaa"), "改过的正文。");
             return true;
         },
         [&] { return watched.readers_get("/2022/07/05/a.html", "改过的正文"); },
         [&] {
             quiet = desk.out.str();
             return true;
         },
         [] { return true; }, [] { return true; }, [&] { return desk.out.str() == quiet; }});
    CHECK(status == ExitStatus::Right);
    CHECK(quiet.find("Release 2 is published") != std::string::npos);
}

TEST_CASE("a watch publishes when an embargo ends, also when the clock jumps there", "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    desk.write_story("2022/07/06/b.md", Watched::story("乙", "bbb", "2022-07-06 12:00"),
                     "乙的正文。");
    watched.run_through({[&] { return watched.readers_get("/", " 200 "); },
                         [&] { return !watched.readers_get("/2022/07/06/b.html", " 200 "); },
                         [&] {
                             desk.clock.time = *parse_rfc3339("2022-07-06T12:00:00+08:00");
                             return true;
                         },
                         [&] { return watched.readers_get("/2022/07/06/b.html", "乙的正文"); }});
}

TEST_CASE("a clock that goes back takes nothing from readers, and the next embargo counts anew",
          "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    desk.write_story("2022/07/06/b.md", Watched::story("乙", "bbb", "2022-07-06 12:00"),
                     "乙的正文。");
    desk.write_story("2022/07/07/c.md", Watched::story("丙", "ccc", "2022-07-07 12:00"),
                     "丙的正文。");
    const Instant start = desk.clock.time;
    watched.run_through({[&] { return watched.readers_get("/", " 200 "); },
                         [&] {
                             desk.clock.time = *parse_rfc3339("2022-07-06T13:00:00+08:00");
                             return true;
                         },
                         [&] { return watched.readers_get("/2022/07/06/b.html", "乙的正文"); },
                         [&] {
                             desk.clock.time = start;
                             return true;
                         },
                         [&] { return desk.err.str().find("would vanish") != std::string::npos; },
                         [&] { return watched.readers_get("/2022/07/06/b.html", "乙的正文"); },
                         [&] {
                             desk.clock.time = *parse_rfc3339("2022-07-07T12:00:00+08:00");
                             return true;
                         },
                         [&] { return watched.readers_get("/2022/07/07/c.html", "丙的正文"); }});
}

TEST_CASE("a watch tries a target that is away again until it is there", "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    // Away: the endpoint wants another token than the publisher has.
    desk.set_token("wrong");
    watched.run_through({[&] { return desk.err.str().find("401") != std::string::npos; },
                         [&] {
                             desk.set_token(desk.token);
                             return true;
                         },
                         [&] { return watched.readers_get("/2022/07/05/a.html", "甲的正文"); }});
}

TEST_CASE("a watch waits for a wrong story to be mended", "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    desk.write_story(
        "2022/07/05/b.md",
        "title: 乙\nid: bbb\nsection: 没有\nbyline: 融媒体记者 王宁\ndate: 2022-07-05\n",
        "乙的正文。");
    watched.run_through(
        {[&] { return desk.err.str().find("nothing is published") != std::string::npos; },
         [&] { return watched.readers_get("/", " 503 "); },
         [&] {
             desk.write_story("2022/07/05/b.md", Watched::story("乙", "bbb"), "乙的正文。");
             return true;
         },
         [&] { return watched.readers_get("/2022/07/05/b.html", "乙的正文"); }});
}

TEST_CASE("a rollback stays while the newsroom does not change", "[watch]") {
    Watched watched;
    Desk& desk = watched.desk;
    watched.run_through(
        {[&] { return watched.readers_get("/2022/07/05/a.html", "甲的正文"); },
         [&] {
             desk.write_story("2022/07/05/a.md", Watched::story("甲", "aaa"), "改过的正文。");
             return true;
         },
         [&] { return watched.readers_get("/2022/07/05/a.html", "改过的正文"); },
         [&] {
             return run(RollbackCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right;
         },
         [&] {
             // Something that is no part of the site.
             return desk.files->replace(desk.newsroom + "/notes.txt", "x").has_value();
         },
         [] { return true; }, [] { return true; },
         [&] { return watched.readers_get("/2022/07/05/a.html", "甲的正文"); }});
}

TEST_CASE("a watch goes with nothing that would do something else", "[watch]") {
    Desk desk;
    for (const PublishCommand& odd :
         {PublishCommand{.where = desk.here(), .no_build = true, .watch = true},
          PublishCommand{.where = desk.here(), .dry_run = true, .watch = true},
          PublishCommand{.where = desk.here(), .watch = true, .resend = true}}) {
        desk.clear();
        CHECK(run(odd, desk.around()) == ExitStatus::Usage);
        CHECK(desk.err.str().find("--watch") != std::string::npos);
    }
}

}  // namespace gazette
