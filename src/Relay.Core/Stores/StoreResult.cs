namespace Relay.Core;

/// <summary>The outcome of giving an event to a store.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Sequence">The event's number, if it was stored by a store that numbers its events; otherwise 0.</param>
/// <param name="Reason">
/// Why it failed, beginning with a prefix, or else it gets the prefix <c>error:</c>; only with <see cref="StoreStatus.Failed"/>.
/// </param>
public readonly record struct StoreResult(StoreStatus Status, long Sequence = 0, string? Reason = null)
{
    /// <summary>A failure; the reason begins with a prefix such as <c>error:</c>.</summary>
    public static StoreResult Failed(string reason) => new(StoreStatus.Failed, 0, reason);

    /// <summary>The third element of OK.</summary>
    public bool IsAccepted => Status is StoreStatus.Stored or StoreStatus.Honoured or StoreStatus.Duplicate;

    /// <summary>The fourth element of OK.</summary>
    public string Message => Status switch
    {
        StoreStatus.Stored or StoreStatus.Honoured => "",
        StoreStatus.Duplicate => "duplicate: already have this event",
        StoreStatus.Superseded => "duplicate: a newer version is already stored",
        StoreStatus.Deleted => "blocked: this event was deleted",
        StoreStatus.Vanished => "blocked: the key asked to vanish from this relay",
        StoreStatus.Expired => "invalid: event expired",
        _ => Prefixed(Reason),
    };

    /// <summary>A reason without a prefix gets one: clients tell reasons apart by it.</summary>
    static string Prefixed(string? reason)
    {
        if (string.IsNullOrEmpty(reason))
            return "error: the event could not be stored";
        var colon = reason.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Verdict.IsPrefix(reason.AsSpan(0, colon)) ? reason : $"error: {reason}";
    }
}
