using Relay.Nostr;

namespace Relay.Core;

/// <summary>What an engine has found for <see cref="EngineLookups"/>. The engine adds, the store reads.</summary>
public sealed class EngineFindings
{
    readonly Dictionary<Bytes32, CommittedEvent> _byId = [];
    readonly Dictionary<EventAddress, List<CommittedEvent>> _byAddress = [];
    readonly Dictionary<StateKey, ReadOnlyMemory<byte>> _state = [];

    /// <summary>Adds a stored event.</summary>
    public void Add(CommittedEvent row)
    {
        if (!_byId.TryAdd(row.Event.Id, row) || !Kind.IsReplaced(row.Event.Kind))
            return;
        var address = EventAddress.Of(row.Event.View);
        if (!_byAddress.TryGetValue(address, out var versions))
            _byAddress.Add(address, versions = []);
        versions.Add(row);
    }

    /// <summary>Adds a record of state.</summary>
    public void Add(StateKey key, ReadOnlyMemory<byte> value) => _state[key] = value;

    internal bool TryFind(in Bytes32 id, out CommittedEvent row) => _byId.TryGetValue(id, out row);

    internal IReadOnlyList<CommittedEvent> VersionsOf(EventAddress address) =>
        _byAddress.TryGetValue(address, out var versions) ? versions : [];

    internal bool TryRead(StateKey key, out ReadOnlyMemory<byte> value) => _state.TryGetValue(key, out value);
}
