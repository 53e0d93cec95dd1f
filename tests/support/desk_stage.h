#pragma once
// A desk with its people and a newsroom in a folder of its own, for tests: requests go to its
// handler as a browser would send them, without a socket.
#include "desk/accounts.h"
#include "desk/desk_handler.h"
#include "desk/story.h"
#include "support/temporary_folder.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

// Time that only a test moves.
class DeskClock : public Clock {
public:
    [[nodiscard]] Instant now() const override { return now_; }

    void pass(std::int64_t seconds) { now_.seconds += seconds; }

private:
    Instant now_{1'657'065'600};  // 2022-07-06 08:00 in Shanghai
};

using Fields = std::vector<HttpField>;

class DeskStage {
public:
    // One of each role, all with the name of the role; "reporter-2", "first-reviewer-2" …; of the
    // chess association "member", "member-2", "manager", of the volunteers "foreign-member",
    // "foreign-manager".
    DeskStage();
    ~DeskStage();
    DeskStage(const DeskStage&) = delete;
    DeskStage& operator=(const DeskStage&) = delete;
    DeskStage(DeskStage&&) = delete;
    DeskStage& operator=(DeskStage&&) = delete;

    DeskCore& core() { return *core_; }

    DeskHandler& handler() { return *handler_; }

    DeskClock& clock() { return clock_; }

    [[nodiscard]] std::string newsroom() const;

    [[nodiscard]] const SigningKey& key() const { return core_->key(); }

    Account account(const std::string& name);
    [[nodiscard]] std::vector<std::string> names() const;

    // `name` is logged in; empty: nobody.
    HttpResponse get(const std::string& name, const std::string& path);
    // With the token of the session.
    HttpResponse post(const std::string& name, const std::string& path, Fields fields = {});
    // As the script of the editor asks.
    HttpResponse post_json(const std::string& name, const std::string& path, Fields fields);
    // A request as it is given, with the cookie of `name`.
    HttpResponse send(const std::string& name, HttpRequest request, Fields fields = {});

    // The same with a body as bytes, in pieces.
    HttpResponse send_body(const std::string& name, HttpRequest request, std::string_view body);

    // Time, after which everybody logs in again.
    void pass(std::int64_t seconds);
    // Another session for the same account from here on.
    void log_in_again(const std::string& name);
    std::string token(const std::string& name);

    Story story(const std::string& id);
    StoryVersion newest(const std::string& id);

    // A draft with a whole text.
    std::string write(const std::string& author, const std::string& title = "青少年象棋协会成立");
    void submit(const std::string& author, const std::string& id);
    // Signs with what the page shows; the answer.
    HttpResponse sign(const std::string& reviewer, const std::string& id);
    // The value of a hidden field of a page.
    static std::string hidden(const std::string& html, std::string_view name);

private:
    struct Person {
        Account account;
        std::string secret;
        std::string token;
    };

    TemporaryFolder folder_;
    std::unique_ptr<Files> files_;
    DeskClock clock_;
    std::unique_ptr<DeskCore> core_;
    std::unique_ptr<DeskHandler> handler_;
    std::map<std::string, Person> people_;
};

// The fields of the editor's form for a text.
Fields form_of(const StoryFields& fields, int base);
// A text that has no fault.
StoryFields sample_text(const std::string& title = "青少年象棋协会成立");

bool shows(const std::string& page, std::string_view text);
std::string header_of(const HttpResponse& response, std::string_view name);

}  // namespace gazette::testing
