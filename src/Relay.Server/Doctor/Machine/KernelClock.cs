using System.Runtime.InteropServices;

namespace Relay.Server;

/// <summary>Whether a program keeps the kernel's clock right, such as chrony, ntpd or systemd-timesyncd.</summary>
static partial class KernelClock
{
    /// <summary>STA_UNSYNC: nothing has set the clock by another one for a while.</summary>
    const int Unsynchronized = 0x40;

    /// <summary>Null if the system does not tell, as on systems other than 64-bit Linux and in some sandboxes.</summary>
    public static bool? IsSynchronized()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        var state = new TimeState();
        return adjtimex(ref state) < 0 ? null : (state.Status & Unsynchronized) == 0;
    }

    [LibraryImport("libc")]
    private static partial int adjtimex(ref TimeState state);

    /// <summary>struct timex of 64-bit Linux: with no mode set, the kernel only fills it. 208 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    struct TimeState
    {
        [FieldOffset(0)] public uint Modes;
        [FieldOffset(40)] public int Status;
    }
}
