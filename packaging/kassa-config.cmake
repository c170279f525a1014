# find_package(kassa) defines the target kassa::kassa: the header and the shared library of this package.

get_filename_component(kassa_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET kassa::kassa)
  add_library(kassa::kassa SHARED IMPORTED)
  set_target_properties(kassa::kassa PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${kassa_prefix}/include")
  if(WIN32)
    set_target_properties(kassa::kassa PROPERTIES IMPORTED_LOCATION "${kassa_prefix}/bin/kassa.dll")
    if(MSVC)
      set_target_properties(kassa::kassa PROPERTIES IMPORTED_IMPLIB "${kassa_prefix}/lib/kassa.lib")
    else()
      set_target_properties(kassa::kassa PROPERTIES IMPORTED_IMPLIB "${kassa_prefix}/lib/libkassa.dll.a")
    endif()
  else()
    set_target_properties(kassa::kassa PROPERTIES
      IMPORTED_LOCATION "${kassa_prefix}/lib/libkassa.so.0" IMPORTED_SONAME libkassa.so.0)
  endif()
endif()

unset(kassa_prefix)
set(kassa_FOUND TRUE)
