using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's own rules for every way in, be it a client, the relay itself or an import that runs without a relay. What
/// a store must know (deleted, vanished, expired, outdated) it finds out itself. Thread-safe.
/// </summary>
sealed class AdmissionRules(string? publicUrl)
{
    readonly string? _ownUrl = publicUrl is null ? null : RelayUrl.TryNormalize(publicUrl);

    /// <summary>Judges an event whose id and signature are right, or will be looked at.</summary>
    public Verdict Check(EventView e, long now, bool takesProtected = false)
    {
        if (e.IsProtected && !takesProtected)
            return Verdict.Blocked("protected events are not accepted");
        return e.Kind switch
        {
            Kind.ClientAuthentication => Verdict.Invalid("authentication events are not published"),
            Kind.Vanish => CheckVanish(e),
            _ when Kind.ClassOf(e.Kind) == KindClass.Ephemeral && e.IsExpiredAt(now) => Verdict.Invalid("event expired"),
            _ => Verdict.Accept,
        };
    }

    Verdict CheckVanish(EventView e)
    {
        var namesAny = false;
        foreach (var tag in e.Tags)
        {
            if (!tag.Name.Is("relay"u8))
                continue;
            namesAny = true;
            if (tag.Value.Is("ALL_RELAYS"u8) || _ownUrl is not null && RelayUrl.TryNormalize(tag.Value.ToString()) == _ownUrl)
                return Verdict.Accept;
        }
        return Verdict.Invalid(namesAny ? "the request to vanish names other relays" : "a request to vanish names a relay");
    }
}
