namespace Relay.Core;

/// <summary>A store that reports its own health.</summary>
public interface IStoreHealth
{
    /// <summary>The store's health now. Cheap, never throws, may be asked by any thread.</summary>
    StoreCondition Condition { get; }
}
