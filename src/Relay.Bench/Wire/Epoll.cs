using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Relay.Bench;

/// <summary>Linux's epoll: waits on thousands of sockets at a cost that depends only on the ready ones.</summary>
sealed partial class Epoll : IDisposable
{
    const int Add = 1;
    const uint Readable = 1;
    const int Interrupted = 4;
    const int MaxReady = 512;

    /// <summary>An entry is packed on x64 only: four bytes of flags, four unused bytes on other machines, eight bytes of data.</summary>
    static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    static readonly int EntrySize = DataOffset + 8;

    readonly int _handle;
    readonly byte[] _ready = new byte[MaxReady * EntrySize];

    public Epoll()
    {
        _handle = epoll_create1(0);
        if (_handle < 0)
            throw new IOException($"epoll fails with error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Watches a socket under this number.</summary>
    public void Watch(int socket, int number)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(entry[DataOffset..], number);
        if (epoll_ctl(_handle, Add, socket, entry) != 0)
            throw new IOException($"epoll fails with error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Collects the numbers of readable sockets, not all of them if they are many; none if the time is over.</summary>
    public void Wait(int milliseconds, List<int> numbers)
    {
        var count = epoll_wait(_handle, _ready, MaxReady, milliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            throw new IOException($"epoll fails with error {Marshal.GetLastPInvokeError()}");
        for (var i = 0; i < count; i++)
            numbers.Add(BinaryPrimitives.ReadInt32LittleEndian(_ready.AsSpan(i * EntrySize + DataOffset)));
    }

    public void Dispose() => close(_handle);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int handle, int operation, int socket, Span<byte> entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int handle, Span<byte> ready, int maxReady, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int handle);
}
