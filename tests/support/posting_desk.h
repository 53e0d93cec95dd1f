#pragma once
// A desk over a small newsroom of its own, with its database, its handler and its endpoint for
// programs, but without a server: requests are handed in. Two organisations, one member each, a
// manager of the first, three reviewers.
#include "desk/desk_handler.h"
#include "desk/desk_posts.h"
#include "desk/media_table.h"
#include "desk/micropub_endpoint.h"
#include "support/temporary_folder.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

class PostingDesk {
public:
    // `clock` must outlive it.
    explicit PostingDesk(const Clock& clock);

    // A token that is this text, for tests that name it themselves.
    void put_token(std::string_view secret, const Account& account,
                   const std::vector<AppScope>& scopes) const;
    // A cookie of somebody who has just logged in.
    std::string log_in(const Account& account) const;
    // Through the handler, as a server hands it in; a form in the body.
    HttpResponse send(HttpRequest request, std::string_view body = {}) const;
    // A page for this cookie.
    HttpResponse get(std::string_view path, std::string_view cookie) const;
    // A form of our own page for this cookie, with its token.
    HttpResponse post(std::string_view path, std::string_view cookie, std::string_view form) const;
    std::int64_t count(std::string_view table) const;
    Story story(std::string_view id) const;

    static constexpr std::uint16_t kPort = 8641;
    static constexpr std::string_view kBase = "http://127.0.0.1:8641";

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    std::vector<std::string> log;
    std::unique_ptr<DeskCore> core;
    std::unique_ptr<MediaTable> rows;
    std::unique_ptr<MediaStore> media;
    std::unique_ptr<DeskPosts> posts;
    std::unique_ptr<DeskTokens> tokens;
    std::unique_ptr<MicropubEndpoint> endpoint;
    std::unique_ptr<DeskHandler> handler;
    Account lin;                     // member of the chess association
    Account zhou;                    // its manager
    Account wu;                      // member of the volunteers
    std::vector<Account> reviewers;  // of the stages 1 to 3

private:
    Account add(const std::string& name, DeskRole role, const std::string& organisation) const;
};

}  // namespace gazette::testing
