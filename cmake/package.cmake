# The Debian package that tools/package makes: programs, manual, units, the user and the folder of the endpoint.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gazette)
set(CPACK_PACKAGE_VENDOR Gazette)
set(CPACK_PACKAGE_CONTACT "The maintainers of Gazette <maintainers@gazette.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Renders a newsroom's articles into a news site with its feeds, and publishes it.
 With the endpoint that serves it, whose unit, user and folder come with this package.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
# Libraries as dpkg-shlibdeps finds them in the programs; what the maintainer scripts call; time zones.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "caddy | nginx")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/cmake/debian/postinst
    ${PROJECT_SOURCE_DIR}/cmake/debian/prerm
    ${PROJECT_SOURCE_DIR}/cmake/debian/postrm)

# The units name the program where it is installed: /usr/bin in the package.
set(unit_programs ${CMAKE_INSTALL_FULL_BINDIR})
foreach(unit gazette-endpoint.socket gazette-endpoint.service gazette-verify.service gazette-verify.timer)
    file(READ ${PROJECT_SOURCE_DIR}/docs/deploy/${unit} text)
    string(REPLACE "=/usr/bin/gazette " "=${unit_programs}/gazette " text "${text}")
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/units/${unit} CONTENT "${text}" @ONLY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/deploy/${unit})
    install(FILES ${PROJECT_BINARY_DIR}/generated/units/${unit} DESTINATION lib/systemd/system)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/docs/deploy/Caddyfile ${PROJECT_SOURCE_DIR}/docs/deploy/nginx.conf
    DESTINATION ${CMAKE_INSTALL_DOCDIR}/deploy)
include(CPack)
