using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The moment of the store that a query sees in all its slices: what the engine's rows alone do not tell. Ask for the parts after a
/// snapshot of the rows was taken, and again with each new snapshot.
/// </summary>
public sealed class QueryMoment
{
    readonly ReplacedVersions _replaced;
    readonly Func<ImmutableDictionary<Bytes32, Vanishing>> _vanishing;
    readonly ImmutableDictionary<Bytes32, Vanishing> _before;

    internal QueryMoment(long bound, ReplacedVersions replaced, Func<ImmutableDictionary<Bytes32, Vanishing>> vanishing)
    {
        Bound = bound;
        _replaced = replaced;
        _vanishing = vanishing;
        _before = vanishing();
    }

    /// <summary>The highest number that the query sees.</summary>
    public long Bound { get; }

    /// <summary>
    /// Versions that higher numbers replaced. For this query they are still current, although the engine may have removed them already. A
    /// version that was deleted or has vanished since is not among them.
    /// </summary>
    public ImmutableArray<CommittedEvent> Replaced => _replaced.After(Bound);

    /// <summary>
    /// The keys whose events are being erased, or were when the query began: a snapshot may be older than the end of an erasure.
    /// </summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing
    {
        get
        {
            var now = _vanishing();
            return _before.Count == 0 || ReferenceEquals(_before, now) ? now : _before.SetItems(now);
        }
    }
}
