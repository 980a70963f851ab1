using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Accepts only events of some kinds.</summary>
public sealed class KindsPolicy(KindsOptions options) : INonBlockingHook, IRejectEventHook
{
    readonly KindSet _accepted = (options.Allowed ?? KindSet.All).Except(options.Denied).Or(options.ExemptKinds);

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(_accepted.Contains(e.Kind)
            ? Verdict.Accept
            : Verdict.Blocked(string.Create(CultureInfo.InvariantCulture, $"kind {e.Kind} is not accepted here")));
}
