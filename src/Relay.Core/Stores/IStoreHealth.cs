namespace Relay.Core;

/// <summary>A store that knows how well it is.</summary>
public interface IStoreHealth
{
    /// <summary>How well the store is now. Cheap, never throws, may be asked by any thread.</summary>
    StoreCondition Condition { get; }
}
