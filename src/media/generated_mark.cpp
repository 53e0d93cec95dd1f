#include "media/generated_mark.h"

#include "formats/json.h"
#include "formats/xml.h"
#include "media/webp_container.h"

#include <cstddef>

namespace gazette {
namespace {

// A marker segment of JPEG holds its size in two bytes, which count themselves.
constexpr std::size_t kMostSegmentBytes = 65'535 - 2;

// Behind the file's first segment, APP0, where there is one (ISO 16684-3 §7.3 wants XMP early).
std::optional<std::string> jpeg_with_xmp(std::string_view file, std::string_view xmp) {
    using namespace std::string_view_literals;
    constexpr std::string_view kStart = "\xFF\xD8"sv;
    constexpr std::string_view kApp0 = "\xFF\xE0"sv;
    constexpr std::string_view kNamespace = "http://ns.adobe.com/xap/1.0/\0"sv;
    if (!file.starts_with(kStart)) return std::nullopt;
    std::size_t at = kStart.size();
    if (file.substr(at).starts_with(kApp0)) {
        if (file.size() < at + 4) return std::nullopt;
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(file[i]); };
        at += 2 + (std::size_t{byte(at + 2)} << 8U | byte(at + 3));
    }
    const std::size_t size = 2 + kNamespace.size() + xmp.size();
    if (at >= file.size() || size > kMostSegmentBytes) return std::nullopt;
    std::string out(file.substr(0, at));
    out += "\xFF\xE1";
    out.push_back(static_cast<char>(size >> 8U));
    out.push_back(static_cast<char>(size & 0xFFU));
    out.append(kNamespace).append(xmp).append(file.substr(at));
    return out;
}

}  // namespace

std::string generated_mark_xmp(const GeneratedMark& mark) {
    std::string label;
    JsonWriter json(label, JsonFor::File);
    json.begin_object();
    json.text("Label", "1").text("ContentProducer", "").text("ProduceID", "");
    json.text("ReservedCode1", "").text("ContentPropagator", mark.propagator);
    json.text("PropagateID", mark.id).text("ReservedCode2", "");
    json.end_object();
    std::string out =
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\""
        " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\""
        " xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\""
        " Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/"
        "trainedAlgorithmicMedia\"><TC260:AIGC>";
    append_xml_escaped(out, label);
    out += "</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
    return out;
}

std::optional<std::string> with_xmp(std::string_view file, PictureFormat format,
                                    std::string_view xmp) {
    switch (format) {
        case PictureFormat::Webp:
            return webp_with_xmp(file, xmp);
        case PictureFormat::Jpeg:
            return jpeg_with_xmp(file, xmp);
    }
    return std::nullopt;
}

}  // namespace gazette
