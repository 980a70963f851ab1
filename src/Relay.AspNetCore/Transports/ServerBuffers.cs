using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// What the server itself keeps for each connection, which no budget of the relay sees: where there is room, up to 256 KiB that a
/// client has sent ahead while its last message is worked off, and 64 KiB that it has not taken. Either takes a sixteenth of the memory at
/// most, if all connections have it that memory lets in.
/// </summary>
static class ServerBuffers
{
    const int Parts = 16;

    // What the server reads into at once.
    const int Least = 4 * 1024;

    /// <summary>Bytes of one connection that are received and not yet looked at. More than some messages only queue.</summary>
    internal static int ReadBytes(NetworkOptions options) => Math.Max(Least, Part(options, atMost: 256 * 1024));

    /// <summary>
    /// Bytes of one connection that are handed to the server and not yet to the system; Kestrel's own default where there is room.
    /// </summary>
    internal static int WriteBytes(NetworkOptions options) => Math.Max(Least, Part(options, atMost: 64 * 1024));

    static int Part(NetworkOptions options, int atMost) =>
        Math.Min(ProcessShare.Of(Parts, int.MaxValue) / ConnectionCapacity.OfMemory(options), atMost);
}
