using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Sizes of the buffers that the server keeps for each connection, which no budget of the relay counts: if memory allows, up to 256 KiB
/// that a client has sent ahead while the relay works on its last message, and up to 64 KiB that it has not taken. With the most
/// connections that memory allows, each kind takes at most a sixteenth of it.
/// </summary>
static class ServerBuffers
{
    const int Parts = 16;

    // The server reads this many bytes at once.
    const int Least = 4 * 1024;

    /// <summary>
    /// Bytes of one connection that are received and not yet looked at. A larger buffer would only hold messages that wait.
    /// </summary>
    public static int ReadBytes(NetworkOptions options) => Math.Max(Least, Part(options, atMost: 256 * 1024));

    /// <summary>
    /// Bytes of one connection that the server has and the system has not yet taken. Kestrel's own default if there is room.
    /// </summary>
    public static int WriteBytes(NetworkOptions options) => Math.Max(Least, Part(options, atMost: 64 * 1024));

    static int Part(NetworkOptions options, int atMost) =>
        Math.Min(ProcessShare.Of(Parts, int.MaxValue) / ConnectionCapacity.OfMemory(options), atMost);
}
