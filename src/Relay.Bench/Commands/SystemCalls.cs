using System.Runtime.InteropServices;

namespace Relay.Bench;

/// <summary>Linux calls that .NET does not offer.</summary>
static partial class SystemCalls
{
    public const int Terminate = 15;
    public const int Kill = 9;

    const int Children = -1;
    const int CurrentFolder = -100;
    const int NoFollow = 0x100;
    const uint Blocks = 0x400;
    const int BlockSize = 512;

    /// <summary>Sends a signal to a process. Ignores a process that is gone.</summary>
    public static void Signal(int pid, int signal) => kill(pid, signal);

    /// <summary>The processor time of all threads of a process; null if there is no such process.</summary>
    public static TimeSpan? Cpu(int pid)
    {
        // The number of another process's clock, computed as by clock_getcpuclockid(3). The clock is finer than the hundredths of a second
        // in /proc.
        Span<long> time = stackalloc long[2];
        return clock_gettime((~pid << 3) | 2, time) == 0 ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1e3) : null;
    }

    /// <summary>The processor time of all child processes that have ended, including their children.</summary>
    public static TimeSpan ChildrenCpu()
    {
        // Two times of seconds and microseconds, then fourteen other numbers.
        Span<long> usage = stackalloc long[18];
        return getrusage(Children, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : TimeSpan.Zero;
    }

    /// <summary>Bytes that a file takes on the disk: whole blocks, without holes.</summary>
    public static long AllocatedBytes(string path)
    {
        const int BlocksOffset = 48;
        Span<byte> status = stackalloc byte[256];
        if (statx(CurrentFolder, path, NoFollow, Blocks, status) != 0)
            throw new IOException($"{path}: the system does not say how much disk space it takes");
        return BlockSize * MemoryMarshal.Read<long>(status[BlocksOffset..]);
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, Span<long> time);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial int getrusage(int who, Span<long> usage);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
