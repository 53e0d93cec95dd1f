#pragma once
// The one include of Catch2 (Debian 12 has version 2.13).
#include <catch2/catch.hpp>
