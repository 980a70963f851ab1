using Relay.Nostr;

namespace Relay.Core;

/// <summary>A store of a <see cref="MirrorStore"/>, and where it stands. <see cref="MirrorMembers"/> changes that.</summary>
sealed class MirrorMember(MirroredStore settings, int place)
{
    long _copied;

    public string Name => settings.Name;

    public ISequencedStore Store => settings.Store;

    public IEventLog Log { get; } = settings.Store as IEventLog
        ?? throw new ArgumentException($"the store {settings.Name} cannot be read in the order of its events", nameof(settings));

    /// <summary>Its place among the others. The first that is in step is read.</summary>
    public int Place => place;

    public MirrorState State { get; set; } = settings.IsBehind ? MirrorState.Behind : MirrorState.InStep;

    public bool IsInStep => State == MirrorState.InStep;

    /// <summary>Whether it has missed something since its repair began.</summary>
    public bool HasMissed { get; set; }

    /// <summary>Events that the repair under way has copied.</summary>
    public long Copied => Interlocked.Read(ref _copied);

    public StoreCondition Condition => (Store as IStoreHealth)?.Condition ?? StoreCondition.Healthy;

    public bool IsBroken => Condition.State == StoreState.Broken;

    public void NoteCopied(long events) => Interlocked.Add(ref _copied, events);

    public void BeginRepair() => Interlocked.Exchange(ref _copied, 0);

    /// <summary>Whether it has the event. False if it has expired.</summary>
    public ValueTask<bool> HasAsync(Bytes32 id) => Store.ContainsAsync(id, CancellationToken.None);
}
