using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The moment of the store that a query sees in all its slices: what the engine's rows alone do not tell. With each new snapshot of the rows,
/// take <see cref="Vanishing"/> before it and <see cref="Replaced"/> after it.
/// </summary>
public sealed class QueryMoment
{
    readonly ReplacedVersions _replaced;
    readonly Func<ImmutableDictionary<Bytes32, Vanishing>> _vanishing;

    internal QueryMoment(long bound, ReplacedVersions replaced, Func<ImmutableDictionary<Bytes32, Vanishing>> vanishing)
    {
        Bound = bound;
        _replaced = replaced;
        _vanishing = vanishing;
    }

    /// <summary>The highest number that the query sees.</summary>
    public long Bound { get; }

    /// <summary>
    /// To be taken after the snapshot: versions that higher numbers replaced. For this query they are still current, although the engine may have removed them already. A
    /// version that was deleted or has vanished since is not among them.
    /// </summary>
    public ImmutableArray<CommittedEvent> Replaced => _replaced.After(Bound);

    /// <summary>
    /// To be taken before the snapshot: the keys whose events are being erased. The snapshot may still have these events; once a key is no
    /// longer here, it has none.
    /// </summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing => _vanishing();
}
