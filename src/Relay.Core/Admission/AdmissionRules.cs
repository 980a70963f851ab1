using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's own rules for every way in, be it a client, the relay itself or an import that runs without a relay. What
/// a store must know (deleted, vanished, expired, outdated) it finds out itself; who may hand in what is the matter of
/// <see cref="AccessRules"/>. Thread-safe.
/// </summary>
sealed class AdmissionRules(RelayNames relayNames)
{
    /// <summary>Every name is brought into the form in which names are compared; more relays than this nobody has.</summary>
    const int MaxRelayNames = 100;

    /// <summary>Judges an event whose id and signature are right, or will be looked at.</summary>
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
        var names = 0;
        foreach (var tag in e.Tags)
        {
            if (!tag.Name.Is("relay"u8))
                continue;
            if (tag.Value.Is("ALL_RELAYS"u8))
                return Verdict.Accept;
            if (++names <= MaxRelayNames && relayNames.Contains(tag.Value))
                return Verdict.Accept;
        }
        return Verdict.Invalid(names switch
        {
            0 => "a request to vanish names a relay",
            <= MaxRelayNames => "the request to vanish names other relays",
            _ => "this relay is not among the first hundred that the request to vanish names",
        });
    }
}
