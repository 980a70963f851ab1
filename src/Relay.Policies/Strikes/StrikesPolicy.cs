using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Refuses events of authors and addresses whose texts were refused too often lately. Requests to vanish pass.</summary>
public sealed class StrikesPolicy(Strikes strikes) : INonBlockingHook, IRejectEventHook
{
    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(e.Kind == Kind.Vanish ? Verdict.Accept : strikes.Judge(client, e));
}
