using System.Text.Json;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>A message of the relay, as its client understands it.</summary>
public abstract record RelayReply
{
    /// <summary>The message's text as it arrived.</summary>
    public required string Text { get; init; }

    /// <summary>Reads a message of a relay.</summary>
    public static RelayReply Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var parts = document.RootElement;
        string At(int index) => parts[index].GetString()!;
        return (At(0), parts.GetArrayLength()) switch
        {
            ("EVENT", 3) => new EventReply(At(1), ParseEvent(parts[2])) { Text = text },
            ("OK", 4) => new OkReply(At(1), parts[2].GetBoolean(), At(3)) { Text = text },
            ("EOSE", 2) => new EoseReply(At(1), []) { Text = text },
            ("EOSE", 3) => new EoseReply(At(1), [.. parts[2].EnumerateArray().Select(hint => hint.GetString()!)]) { Text = text },
            ("CLOSED", 3) => new ClosedReply(At(1), At(2)) { Text = text },
            ("AUTH", 2) => new AuthReply(At(1)) { Text = text },
            ("NOTICE", 2) => new NoticeReply(At(1)) { Text = text },
            ("COUNT", 3) => ParseCount(At(1), parts[2], text),
            _ => new OtherReply { Text = text },
        };
    }

    /// <summary>The message's text as it arrived.</summary>
    public sealed override string ToString() => Text;

    static CountReply ParseCount(string id, JsonElement answer, string text)
    {
        var authors = answer.TryGetProperty("hll", out var hll) ? hll.GetString() : null;
        return new CountReply(id, answer.GetProperty("count").GetInt64(), authors) { Text = text };
    }

    static NostrEvent ParseEvent(JsonElement json) =>
        NostrEvent.TryParse(JsonSerializer.SerializeToUtf8Bytes(json), out var problem)
        ?? throw new InvalidDataException($"the relay sent an event that is not valid: {problem}");
}

/// <summary>A stored or a live event.</summary>
/// <param name="Subscription">The subscription that it belongs to.</param>
/// <param name="Event">The event.</param>
public sealed record EventReply(string Subscription, NostrEvent Event) : RelayReply;

/// <summary>The answer to EVENT and AUTH.</summary>
/// <param name="Id">The id of the event, as 64 hex digits.</param>
/// <param name="Accepted">Whether the relay accepted it.</param>
/// <param name="Message">The reason, which begins with a machine-readable prefix; often empty if accepted.</param>
public sealed record OkReply(string Id, bool Accepted, string Message) : RelayReply;

/// <summary>The end of the stored events.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Hints">NIP-67's hints about further events.</param>
public sealed record EoseReply(string Subscription, IReadOnlyList<string> Hints) : RelayReply;

/// <summary>The end of a subscription, or the refusal of a REQ or a COUNT.</summary>
/// <param name="Subscription">The id of the subscription or the COUNT.</param>
/// <param name="Message">The reason, which begins with a machine-readable prefix.</param>
public sealed record ClosedReply(string Subscription, string Message) : RelayReply;

/// <summary>A challenge to sign (NIP-42).</summary>
/// <param name="Challenge">The challenge.</param>
public sealed record AuthReply(string Challenge) : RelayReply;

/// <summary>A message for people.</summary>
/// <param name="Message">The message.</param>
public sealed record NoticeReply(string Message) : RelayReply;

/// <summary>The answer to COUNT (NIP-45).</summary>
/// <param name="Subscription">The id that COUNT gave.</param>
/// <param name="Count">The number of events that match.</param>
/// <param name="Hll">The registers of the HyperLogLog in hex; null without them.</param>
public sealed record CountReply(string Subscription, long Count, string? Hll) : RelayReply;

/// <summary>A message of a type or length that a client of this relay does not expect.</summary>
public sealed record OtherReply : RelayReply;
