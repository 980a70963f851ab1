using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which valid events an import takes. Policies, rates and sizes are for strangers and do not apply; what an author
/// decided does, as on every way in.
/// </summary>
sealed class ImportAdmission(string? publicUrl, bool keepProtected)
{
    /// <summary>Why the event is not taken, or null.</summary>
    public string? Refuse(EventView e)
    {
        if (e.IsProtected && !keepProtected)
            return "blocked: protected events are taken from their authors only";
        if (e.Kind == Kind.Vanish && !IsForUs(e.Tags))
            return "invalid: the request to vanish does not name this relay";
        return null;
    }

    bool IsForUs(TagsView tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Name.Is("relay"u8) && (tag.Value.Is("ALL_RELAYS"u8) || tag.Value.ToString() == publicUrl))
                return true;
        }
        return false;
    }
}
