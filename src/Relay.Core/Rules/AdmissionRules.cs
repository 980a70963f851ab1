using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's own rules for events from any source: a client, the relay itself, or an import that runs without a relay. The store itself
/// checks whether an event is deleted, vanished, expired or superseded. <see cref="AccessRules"/> decides who may publish it. Thread-safe.
/// </summary>
sealed class AdmissionRules(RelayNames relayNames)
{
    // Requests to vanish pass the rules that keep other events out, so their size is bounded tightly. A reason of one paragraph and a
    // hundred long relay addresses fit.
    const int MaxVanishTags = 100;
    const int MaxVanishContentBytes = 1_024;
    const int MaxVanishBytes = 8 * 1024;

    /// <summary>Judges an event whose id and signature are right, or will be checked later.</summary>
    public Verdict Check(EventView e, long now) => e.Kind switch
    {
        Kind.ClientAuthentication => Verdict.Invalid("authentication events are not published"),
        Kind.Vanish => CheckVanish(e),
        Kind.Repost or Kind.GenericRepost when EmbeddedEvent.IsProtected(e) => Verdict.Blocked("reposts must not carry protected events"),
        var kind when Kind.ClassOf(kind) == KindClass.Ephemeral && e.IsExpiredAt(now) => Verdict.Invalid("event expired"),
        _ => Verdict.Accept,
    };

    Verdict CheckVanish(EventView e)
    {
        if (e.Content.Length > MaxVanishContentBytes)
            return Verdict.Invalid("the content of a request to vanish has at most 1,024 bytes");
        if (e.Record.Length > MaxVanishBytes)
            return Verdict.Invalid("a request to vanish has at most 8,192 bytes");
        var (tags, names) = (0, 0);
        var isForThisRelay = false;
        foreach (var tag in e.Tags)
        {
            if (++tags > MaxVanishTags)
                return Verdict.Invalid("a request to vanish has at most 100 tags");
            if (!tag.Name.Is("relay"u8))
                continue;
            names++;
            isForThisRelay = isForThisRelay || tag.Value.Is("ALL_RELAYS"u8) || relayNames.Contains(tag.Value);
        }
        if (isForThisRelay)
            return Verdict.Accept;
        return Verdict.Invalid(names == 0 ? "a request to vanish names a relay" : "the request to vanish names other relays");
    }
}
