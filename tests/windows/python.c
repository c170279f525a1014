/* The program python.exe, where a package has only its library. */
#include <windows.h>
#include <shellapi.h>

int main(void) {
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    HMODULE python = LoadLibraryW(L"python38.dll");
    int (*run)(int, wchar_t **) = NULL;
    if (python != NULL) run = (int (*)(int, wchar_t **))(void *)GetProcAddress(python, "Py_Main");
    return words != NULL && run != NULL ? run(count, words) : 127;
}
