#pragma once
// The bodies of Micropub requests as they arrive: forms, JSON and multipart forms with pictures
// among them. Each becomes one request that the endpoint performs when the body is complete.
//
// One thread a body. `endpoint` must outlive it.
#include "desk/micropub_endpoint.h"
#include "net/http_message.h"

#include <memory>
#include <string_view>

namespace gazette {

// For POST /micropub, by the field Content-Type.
Understood<std::unique_ptr<HttpUpload>> open_micropub_body(MicropubEndpoint& endpoint,
                                                           MicropubCall call,
                                                           std::string_view content_type);
// For POST /media: a multipart form with one file named "file".
Understood<std::unique_ptr<HttpUpload>> open_media_body(MicropubEndpoint& endpoint,
                                                        MicropubCall call,
                                                        std::string_view content_type);

}  // namespace gazette
