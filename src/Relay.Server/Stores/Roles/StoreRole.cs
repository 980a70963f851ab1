namespace Relay.Server;

/// <summary>What a store of Relay:Stores is for.</summary>
enum StoreRole
{
    /// <summary>It takes the events that meet its conditions.</summary>
    Route,

    /// <summary>It has the same events as Relay:Store.</summary>
    Mirror,

    /// <summary>It gets the events of Relay:Store that are old enough and meet its conditions.</summary>
    Archive,
}
