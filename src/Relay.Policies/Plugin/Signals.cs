using System.Runtime.InteropServices;

namespace Relay.Policies;

/// <summary>Signals to other processes, which the runtime cannot send.</summary>
static partial class Signals
{
    // The same numbers on Linux, macOS and the BSDs.
    const int SigKill = 9;
    const int SigTerm = 15;

    /// <summary>Tells a process to end; false where that cannot be said.</summary>
    public static bool Terminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SigTerm) == 0;

    /// <summary>Ends a process.</summary>
    public static void Kill(int processId) => _ = Kill(processId, SigKill);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
