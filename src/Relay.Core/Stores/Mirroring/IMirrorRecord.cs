namespace Relay.Core;

/// <summary>Where a <see cref="MirrorStore"/> notes which of its stores are behind, so that the next process knows.</summary>
public interface IMirrorRecord
{
    /// <summary>
    /// Notes for each store whether it is behind. Completes when that is on the disk. Throws if it cannot be noted; then it is unknown
    /// whether the earlier or the new note counts.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyList<bool> isBehind);

    /// <summary>Notes that nothing is being written any more: the stores that are not behind have the same events.</summary>
    ValueTask EndAsync();
}
