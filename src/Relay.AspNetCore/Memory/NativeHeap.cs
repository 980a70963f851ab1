using System.Runtime.InteropServices;

namespace Relay.AspNetCore;

/// <summary>The C library's heap, which the store and the compression use.</summary>
static class NativeHeap
{
    /// <summary>Gives free pages back where the library is glibc, which keeps them else; others do so by themselves.</summary>
    internal static void Trim()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library.
        }
    }

    [DllImport("libc.so.6", ExactSpelling = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int malloc_trim(nuint pad);
}
