using Relay.Nostr;

namespace Relay.Core;

/// <summary>Decides which valid events an import takes. Thread-safe.</summary>
sealed class ImportRules(RelayOptions relay, ImportOptions options, TimeProvider time)
{
    readonly AdmissionRules _rules = new(new RelayNames(relay));
    readonly long _maxSecondsAhead = relay.Limits.CreatedAtMaxSecondsAhead;

    /// <summary>Whether the event is from beyond the time limit that clients have, and such events are not asked for.</summary>
    public bool IsTooFarAhead(EventView e) =>
        !options.KeepFuture && e.CreatedAt > time.GetUtcNow().ToUnixTimeSeconds() + _maxSecondsAhead;

    /// <summary>Applies the rules for events from any source.</summary>
    public Verdict Check(EventView e) => _rules.Check(e, now: 0);
}
