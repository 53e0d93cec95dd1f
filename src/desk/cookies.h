#pragma once
// The desk's one cookie (RFC 6265): the secret of a session. HttpOnly, SameSite=Lax, for the whole
// host; under https also Secure and with the __Host- prefix, so that no other host of the domain
// can set it. Pure; any thread.
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// Of the request; only the form that we would have set.
std::optional<std::string> session_cookie(const HttpRequest& request, std::string_view url);

// Set-Cookie for a secret; an empty one removes it. `url`: what browsers call the desk.
HttpField set_session_cookie(std::string_view secret, std::string_view url);

}  // namespace gazette
