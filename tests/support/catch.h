#pragma once
// The one include of Catch2 (Debian 12 has version 2.13).
// An exception that no assertion expects ends its test either way; so it costs a twelfth less to
// compile.
#define CATCH_CONFIG_FAST_COMPILE
#include <catch2/catch.hpp>
