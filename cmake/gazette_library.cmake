# gazette_library(NAME SOURCES … HEADERS … DEPENDS … LIBRARIES …): one static library a folder.
# DEPENDS are our own lower folders (public), LIBRARIES what others make (private: no library's
# type stands in our headers, save those that base hands on).
function(gazette_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;LIBRARIES" ${ARGN})
    add_library(gazette_${name} STATIC)
    target_sources(gazette_${name}
        PRIVATE ${ARG_SOURCES}
        PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${ARG_HEADERS})
    list(TRANSFORM ARG_DEPENDS PREPEND gazette_)
    target_link_libraries(gazette_${name}
        PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_LIBRARIES} PUBLIC gazette_flags)
    gazette_precompile(gazette_${name})
endfunction()

# One precompiled header of standard headers and fmt, shared by every target.
function(gazette_precompile target)
    if(NOT GAZETTE_PCH)
        return()
    endif()
    if(TARGET gazette_pch)
        target_precompile_headers(${target} REUSE_FROM gazette_pch)
        target_link_libraries(${target} PRIVATE fmt::fmt)
    endif()
endfunction()

if(GAZETTE_PCH)
    file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
    add_library(gazette_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
    target_link_libraries(gazette_pch PRIVATE gazette_flags fmt::fmt)
    target_precompile_headers(gazette_pch PRIVATE
        <algorithm> <array> <atomic> <cstdint> <cstring> <functional> <map> <memory> <mutex>
        <optional> <set> <span> <string> <string_view> <thread> <tuple> <unordered_map>
        <unordered_set> <utility> <variant> <vector> <fmt/format.h>)
endif()
