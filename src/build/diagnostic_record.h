#pragma once
// What was found wrong, as bytes in what the build remembers (catalog.h, output_memory.h): a file
// that is not read again is complained of again.
#include "base/diagnostic.h"
#include "build/record_log.h"

#include <span>

namespace gazette {

void write_diagnostic(const Diagnostic& diagnostic, RecordWriter& out);

// Adds one that was found in `file`; false when the record is not to be understood.
bool read_diagnostic(RecordReader& in, std::string_view file, Diagnostics& diagnostics);

}  // namespace gazette
