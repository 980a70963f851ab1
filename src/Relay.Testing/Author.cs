using Relay.Nostr;

namespace Relay.Testing;

/// <summary>A person with a key who writes events. Unless a time is given, each event is a second newer than the one before.</summary>
public sealed class Author
{
    /// <summary>A time in the past of every clock, early enough for millions of events.</summary>
    public const long FirstTime = 1_700_000_000;

    static long _lastTime = FirstTime;

    /// <summary>The secret key, made at random.</summary>
    public SecretKey Key { get; } = SecretKey.Generate();

    /// <summary>The public key.</summary>
    public Bytes32 PublicKey => new(Key.PublicKey);

    /// <summary>The public key as 64 hex digits.</summary>
    public string Hex => PublicKey.ToString();

    /// <summary>A signed text note (kind 1).</summary>
    public NostrEvent Note(string content = "", long? at = null, params string[][] tags) => Event(Kind.TextNote, content, at, tags);

    /// <summary>A signed event of any kind.</summary>
    public NostrEvent Event(int kind, string content = "", long? at = null, params string[][] tags) => new EventDraft
    {
        Kind = (ushort)kind,
        CreatedAt = at ?? Interlocked.Increment(ref _lastTime),
        Content = content,
        Tags = tags,
    }.Sign(Key);

    /// <summary>A deletion request (NIP-09) for these events.</summary>
    public NostrEvent Deletion(params NostrEvent[] targets) =>
        Event(Kind.Deletion, tags: [.. targets.Select(target => new[] { "e", target.Id.ToString() })]);

    /// <summary>A proof of the key for a relay (NIP-42), made now unless a time is given.</summary>
    public NostrEvent Proof(string challenge, string relay, long? at = null) => Event(
        Kind.ClientAuthentication, at: at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds(), tags: [["relay", relay], ["challenge", challenge]]);

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
