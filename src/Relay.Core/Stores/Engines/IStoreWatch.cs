namespace Relay.Core;

/// <summary>Looks after what an engine's rows are on, such as a disk, and reports to the store's health.</summary>
public interface IStoreWatch
{
    /// <summary>Called at the start and about once a second, by one thread at a time.</summary>
    void Look(StoreHealth health);

    /// <summary>
    /// Called when a commit that only removes has failed. True if room was made, so that it is worth another try.
    /// </summary>
    bool TryMakeRoom(StoreHealth health);
}
