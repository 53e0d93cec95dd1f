#pragma once
// "Publish nothing for now": a file in the endpoint's folder, so that it holds across restarts and
// can be set with the endpoint dead. Readers are served on and recalls are taken; publishes and
// rollbacks are refused with the reason. A running endpoint reads it before each switch: one that
// is in its last step when the file is written may still come.
//
// Functions; any process. Errors: those of Files; Damaged, which a running endpoint takes for a
// hold: what somebody wanted stopped is not let go on because of a bad sector.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"

#include <optional>
#include <string>

namespace gazette {

struct Hold {
    std::string reason;  // one line; may be empty
    Instant since;

    friend bool operator==(const Hold&, const Hold&) = default;
};

// Nothing when there is none.
Result<std::optional<Hold>> read_hold(Files& files, const std::string& data);
// On disk when it returns. Invalid when the reason is not one line; another hold is replaced.
Result<void> set_hold(Files& files, const std::string& data, const Hold& hold);
// False when there was none.
Result<bool> end_hold(Files& files, const std::string& data);

}  // namespace gazette
