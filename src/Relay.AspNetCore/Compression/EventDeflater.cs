using System.Buffers;
using System.IO.Compression;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// Compresses an event once for all receivers. A body is the sync-flushed deflate block of the event's JSON and the closing bracket of its
/// message, without the final 00 00 FF FF. It is empty if compression saves nothing: the event is then sent uncompressed. Thread-safe.
/// </summary>
sealed class EventDeflater
{
    /// <summary>Room for about 50,000 events of usual size. Clients mostly ask for the newest events.</summary>
    static readonly int CacheBytes = ProcessShare.Of(16, atMost: 32 << 20);

    /// <summary>
    /// The longest record, in bytes, that is compressed while the event is passed on live. Compressing it takes about 300 µs, once for all
    /// receivers; a longer record would occupy the thread that passes on everybody's events for milliseconds.
    /// </summary>
    public const int MaxLiveBytes = 16 * 1024;

    const int FlushMarkerLength = 4;

    readonly DeflatedEventCache _cache = new(CacheBytes);

    public EventDeflater() => Encode = EncodeLive;

    /// <summary>Makes the body of a live event. All events share this one delegate.</summary>
    public Func<NostrEvent, byte[]> Encode { get; }

    /// <summary>The body of a stored event.</summary>
    public byte[] BodyOf(EventView e)
    {
        if (_cache.TryGet(e, out var body))
            return body;
        body = Deflate(e);
        _cache.Add(e.Record.ToArray(), body);
        return body;
    }

    /// <summary>Forgets all cached bodies.</summary>
    public void Trim() => _cache.Clear();

    byte[] EncodeLive(NostrEvent e)
    {
        if (e.Record.Length > MaxLiveBytes)
            return [];
        var body = Deflate(e.View);
        // Clients that connect next ask for the newest events. They never ask for ephemeral ones, which are not stored.
        if (Kind.ClassOf(e.Kind) != KindClass.Ephemeral)
            _cache.Add(e.Record, body);
        return body;
    }

    static byte[] Deflate(EventView e)
    {
        var json = ArrayPool<byte>.Shared.Rent(EventJson.MaxLength(e) + 1);
        try
        {
            var length = EventJson.Write(e, json);
            json[length++] = (byte)']';
            var deflated = new MemoryStream(length);
            using var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(json, 0, length);
            deflate.Flush();
            var bodyLength = (int)deflated.Length - FlushMarkerLength;
            return bodyLength < length ? deflated.GetBuffer()[..bodyLength] : [];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }
}
