#pragma once
// Every request of the desk comes through here and is held against the same rules, in this order:
// our host (DNS rebinding), a program's token where a program asks, a route of the table, a form of
// our own page (Origin, token), a session, a right. Only then an answer is made (answers.h). What
// may not be seen is answered like what is not there.
//
// Thread-safe.
#include "desk/media_store.h"
#include "desk/micropub_endpoint.h"
#include "desk/visit.h"
#include "net/http_server.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class DeskHandler : public HttpHandler {
public:
    explicit DeskHandler(DeskCore& core) : core_(core) {}

    Outcome begin(const HttpRequest& request) override;
    void on_exception(std::string_view what) noexcept override;

    // Known once the server runs, before it is told to anybody.
    void set_port(std::uint16_t port) { port_ = port; }

    // Answers programs from now on; must outlive the handler.
    void set_micropub(MicropubEndpoint& micropub) { micropub_ = &micropub; }

    // Stories take pictures from now on; must outlive the handler.
    void set_media(MediaStore& media) { media_ = &media; }

    // A request with its whole body, if it has one.
    HttpResponse answer(const HttpRequest& request, std::vector<HttpField> form,
                        std::vector<BroughtPicture> pictures_brought = {});

    static constexpr std::size_t kMostFormBytes = std::size_t{2} << 20U;

private:
    [[nodiscard]] bool is_our_host(const HttpRequest& request) const;
    [[nodiscard]] bool is_from_our_page(const HttpRequest& request) const;
    [[nodiscard]] std::string origin_of(const HttpRequest& request) const;
    enum class FormToken : std::uint8_t { IsThere, ComesLater };

    Outcome begin_pictures(const HttpRequest& request);
    Visit visit_of(const HttpRequest& request, const std::shared_ptr<const SiteConfig>& site);
    Result<std::optional<HttpResponse>> admit(Visit& visit, FormToken form_token);
    Result<HttpResponse> answer_route(Visit& visit);
    // What a preview's page needs; nothing: 404.
    static HttpResponse answer_asset(const HttpRequest& request,
                                     const std::optional<std::string>& bytes);

    DeskCore& core_;
    std::uint16_t port_ = 0;
    std::atomic<MicropubEndpoint*> micropub_ = nullptr;
    std::atomic<MediaStore*> media_ = nullptr;
};

}  // namespace gazette
