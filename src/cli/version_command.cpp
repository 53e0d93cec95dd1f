#include "cli/version_command.h"

#include "cli/versions.h"
#include "formats/json.h"

#include <string>

namespace gazette {

ExitStatus run(const VersionCommand& command, const Surroundings& surroundings) {
    if (!command.json) {
        surroundings.out << "gazette " << kProgramVersion << '\n';
        for (const LibraryVersion& library : kLibraryVersions) {
            surroundings.out << "  " << library.name << ' ' << library.version << '\n';
        }
        return ExitStatus::Right;
    }
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("gazette", kProgramVersion).key("libraries").begin_object();
    for (const LibraryVersion& library : kLibraryVersions) json.text(library.name, library.version);
    json.end_object().end_object();
    surroundings.out << out << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
