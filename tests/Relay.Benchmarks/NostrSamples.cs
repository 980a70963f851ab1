using System.Text;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>The events and messages that the protocol's benchmarks share.</summary>
static class NostrSamples
{
    /// <summary>A note that answers another: some 580 bytes of JSON, the size of an average event.</summary>
    public static NostrEvent Note { get; } = Sign(
        Kind.TextNote,
        "He said \"the average note has some eighty characters\", and so this one has.\n",
        [["e", Key(1), "wss://relay.example.com", "root"], ["p", Key(2)]]);

    /// <summary>A follow list of 500 keys.</summary>
    public static NostrEvent FollowList { get; } = Sign(
        Kind.FollowList, "", [.. Enumerable.Range(0, 500).Select(i => new[] { "p", Key(i) })]);

    /// <summary>A home timeline: 500 authors, three kinds.</summary>
    public static byte[] TimelineRequest { get; } = Encoding.UTF8.GetBytes(
        "[\"REQ\",\"feed\",{\"kinds\":[1,6,16],\"limit\":100,\"authors\":["
        + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"{Key(i)}\"")) + "]}]");

    /// <summary>The answers to one note.</summary>
    public static byte[] RepliesRequest { get; } = Encoding.UTF8.GetBytes(
        $"[\"REQ\",\"replies\",{{\"kinds\":[1],\"#e\":[\"{Key(1)}\"]}}]");

    public static NostrEvent Event(string name) => name == nameof(Note) ? Note : FollowList;

    public static byte[] Message(NostrEvent e) => [.. "[\"EVENT\","u8, .. e.ToJson(), .. "]"u8];

    public static Filter Filter(byte[] request)
    {
        var reader = new ClientMessageReader(request);
        reader.TryReadSubscriptionId(out _);
        return reader.ReadFilters(FilterBounds.None, out _)![0];
    }

    static string Key(int i) => $"{(ulong)(i + 1) * 0x9E3779B97F4A7C15UL:x16}{i:x48}";

    static NostrEvent Sign(ushort kind, string content, string[][] tags)
    {
        using var key = SecretKey.FromBytes(Convert.FromHexString(Key(3)));
        return new EventDraft { Kind = kind, CreatedAt = 1_700_000_000, Content = content, Tags = tags }.Sign(key);
    }
}
