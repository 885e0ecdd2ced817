# trabecula_embed_model(TARGET FILE SYMBOL): compiles the bytes of FILE into TARGET. Its sources then see
#   #include "embedded/SYMBOL.h"       trabecula::core::ByteSpan trabecula::core::embedded::SYMBOL();
# The assembler copies the bytes, so that megabytes cost no time to compile. For GCC and Clang on ELF systems.
set(TRABECULA_EMBED_TEMPLATES ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "Where embedded_model.*.in are")

function(trabecula_embed_model target file symbol)
  get_filename_component(TRABECULA_EMBED_FILE "${file}" ABSOLUTE)
  if(NOT EXISTS "${TRABECULA_EMBED_FILE}")
    message(FATAL_ERROR "trabecula_embed_model: there is no ${TRABECULA_EMBED_FILE}")
  endif()
  set(TRABECULA_EMBED_SYMBOL ${symbol})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}-embedded)
  foreach(ending cpp h)
    configure_file(${TRABECULA_EMBED_TEMPLATES}/embedded_model.${ending}.in ${folder}/embedded/${symbol}.${ending} @ONLY)
  endforeach()
  # The target may be of another folder, where properties set here would not be seen.
  set_source_files_properties(${folder}/embedded/${symbol}.cpp TARGET_DIRECTORY ${target} PROPERTIES
    OBJECT_DEPENDS "${TRABECULA_EMBED_FILE}" SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${folder}/embedded/${symbol}.cpp)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
