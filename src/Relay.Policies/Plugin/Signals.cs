using System.Runtime.InteropServices;

namespace Relay.Policies;

/// <summary>Signals to other processes, which the runtime cannot send.</summary>
static partial class Signals
{
    // The same numbers on Linux, macOS and the BSDs.
    const int SigKill = 9;
    const int SigTerm = 15;

    /// <summary>Sends SIGTERM to a process. False if that is not possible.</summary>
    public static bool Terminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SigTerm) == 0;

    /// <summary>Sends SIGKILL to a process.</summary>
    public static void Kill(int processId) => _ = Kill(processId, SigKill);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
