#pragma once
// What a reader may ask and what RFC 9110 has a server answer, as a table: a request a row, its
// status and the fields that matter. Run against our endpoint, and against nginx where both are
// meant to answer alike; where they are not, the row says why.
//
// In fields and expectations stand for the address of the row: {tag} {tag-gzip} {tag-br} its ETags,
// {size} {size-gzip} {size-br} the lengths of its forms, {date} its Last-Modified.
#include "net/http_message.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

struct RequestRow {
    std::string method;
    std::string target;
    std::vector<HttpField> fields;
    int status = 200;
    std::vector<HttpField> expected;  // "": the field is not there, "*": it is
    std::string other = {};           // why nginx answers otherwise; empty: it answers alike
};

// Such a row is of an address that nginx does not have.
inline constexpr std::string_view kOnlyOurs = "the endpoint's own addresses";

std::vector<RequestRow> request_table();

}  // namespace gazette::testing
