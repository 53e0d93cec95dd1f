#include "formats/qr_code.h"

#include "formats/html.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <cerrno>
#include <cstddef>
#include <memory>

namespace gazette {
namespace {

constexpr int kQuietModules = 4;

struct CodeFreer {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

// Dark modules as runs along each row: "M4 4h7v1h-7z".
std::string path_of(const QRcode& code) {
    const auto is_dark = [&](int x, int y) { return (code.data[y * code.width + x] & 1U) != 0; };
    std::string path;
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width;) {
            int end = x;
            while (end < code.width && is_dark(end, y)) ++end;
            if (end > x) {
                path += fmt::format("M{} {}h{}v1h-{}z", x + kQuietModules, y + kQuietModules,
                                    end - x, end - x);
            }
            x = end + 1;
        }
    }
    return path;
}

}  // namespace

Result<std::string> qr_svg(std::string_view text, std::string_view label) {
    if (text.empty()) return failure(ErrorCode::Invalid, "nothing to put into a QR code");
    if (text.size() > kMostQrBytes)
        return failure(ErrorCode::TooLarge, "the text does not fit into a QR code");
    const std::unique_ptr<QRcode, CodeFreer> code(
        QRcode_encodeData(static_cast<int>(text.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    if (code == nullptr) return failure(system_error("cannot make the QR code", errno));
    const int size = code->width + 2 * kQuietModules;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" role=\"img\" "
        "aria-label=\"{1}\" shape-rendering=\"crispEdges\"><path fill=\"currentColor\" "
        "d=\"{2}\"/></svg>",
        size, html_escaped(label), path_of(*code));
}

}  // namespace gazette
