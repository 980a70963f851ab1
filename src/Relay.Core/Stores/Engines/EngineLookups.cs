using Relay.Nostr;

namespace Relay.Core;

/// <summary>What a batch of writes asks an engine for. Every set may be empty. The keys are chosen by clients.</summary>
public sealed class EngineLookups
{
    /// <summary>Ids of events.</summary>
    public HashSet<Bytes32> Ids { get; } = [];

    /// <summary>Addresses, of which every stored version is wanted: usually one.</summary>
    public HashSet<EventAddress> Addresses { get; } = [];

    /// <summary>Keys of records of state.</summary>
    public HashSet<StateKey> State { get; } = [];

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsEmpty => Ids.Count == 0 && Addresses.Count == 0 && State.Count == 0;
}
