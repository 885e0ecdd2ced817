# The 3-D surface. OpenGL tests run one at a time, in an X server of their own; each once more without a display.
find_package(Qt6 6.4 REQUIRED COMPONENTS Test Widgets)
find_program(XVFB_RUN xvfb-run)

add_executable(surface_view_test ${CMAKE_CURRENT_LIST_DIR}/surface_view_test.cpp)
set_target_properties(surface_view_test PROPERTIES AUTOMOC ON)
target_link_libraries(surface_view_test PRIVATE trabecula-options trabecula-surface-widget Qt6::Test)

add_executable(surface_pane_test ${CMAKE_CURRENT_LIST_DIR}/surface_pane_test.cpp)
set_target_properties(surface_pane_test PROPERTIES AUTOMOC ON)
target_link_libraries(surface_pane_test PRIVATE trabecula-options trabecula-surface-widget Qt6::Test)

add_executable(surface_scene_test ${CMAKE_CURRENT_LIST_DIR}/surface_scene_test.cpp)
target_link_libraries(surface_scene_test PRIVATE trabecula-options trabecula-surface-scene GTest::gtest_main)

add_executable(surface_link_test ${CMAKE_CURRENT_LIST_DIR}/surface_link_test.cpp)
set_target_properties(surface_link_test PROPERTIES AUTOMOC ON)
target_link_libraries(surface_link_test PRIVATE trabecula-options trabecula-widgets Qt6::Test)

add_executable(surface_window_test ${CMAKE_CURRENT_LIST_DIR}/surface_window_test.cpp)
set_target_properties(surface_window_test PROPERTIES AUTOMOC ON)
target_link_libraries(surface_window_test PRIVATE trabecula-options trabecula-desktop Qt6::Test)

if(XVFB_RUN)
  foreach(name surface_view_test surface_pane_test surface_scene_test surface_link_test surface_window_test)
    add_test(NAME ${name} COMMAND ${XVFB_RUN} -a -s "-screen 0 1280x800x24" $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE TIMEOUT 300 ENVIRONMENT "QT_QPA_PLATFORM=xcb")
  endforeach()
endif()
add_test(NAME surface_pane_offscreen_test COMMAND surface_pane_test)
set_tests_properties(surface_pane_offscreen_test PROPERTIES TIMEOUT 120 ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
add_test(NAME surface_scene_no_display_test COMMAND surface_scene_test)
set_tests_properties(surface_scene_no_display_test PROPERTIES TIMEOUT 120
  ENVIRONMENT_MODIFICATION "DISPLAY=unset:;WAYLAND_DISPLAY=unset:")
