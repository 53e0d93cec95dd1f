#pragma once
// Which files of a newsroom are published as they are, because a story names them: attachments,
// video and sound. Not what a browser would run or draw as a page of this site (HTML, SVG, scripts,
// XML): whoever sends such a file in would write on the site's origin. Pictures go out as
// renditions only, without the place and the camera that their originals name. static/ is the
// technician's, and free.
//
// Pure; any thread.
#include <string>
#include <string_view>

namespace gazette {

// By the ending of its name, in capitals or not.
bool may_be_published(std::string_view path);

// "pdf doc docx …", for those who asked for another.
std::string kinds_to_publish();

}  // namespace gazette
