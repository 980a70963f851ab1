using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which valid events an import takes. Policies, rates and sizes are for strangers and do not apply; what an author
/// decided does, as on every way in.
/// </summary>
sealed class ImportAdmission(string? publicUrl, bool keepProtected)
{
    readonly VanishRule _vanish = new(publicUrl);

    /// <summary>Why the event is not taken, or null.</summary>
    public string? Refuse(EventView e)
    {
        if (e.IsProtected && !keepProtected)
            return "blocked: protected events are taken from their authors only";
        if (e.Kind == Kind.Vanish && _vanish.Check(e.Tags) is { IsRefused: true } verdict)
            return verdict.Message;
        return null;
    }
}
