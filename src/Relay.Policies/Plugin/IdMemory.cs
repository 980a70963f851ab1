using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Remembers the latest ids, up to a number. A new id beyond that replaces the oldest.</summary>
sealed class IdMemory(int capacity)
{
    readonly Dictionary<Bytes32, LinkedListNode<Bytes32>> _nodes = [];
    readonly LinkedList<Bytes32> _order = new();

    public bool Contains(in Bytes32 id) => _nodes.ContainsKey(id);

    public void Add(in Bytes32 id)
    {
        if (_nodes.ContainsKey(id))
            return;
        if (_nodes.Count == capacity)
            Remove(_order.First!.Value);
        _nodes.Add(id, _order.AddLast(id));
    }

    public void Remove(in Bytes32 id)
    {
        if (_nodes.Remove(id, out var node))
            _order.Remove(node);
    }

    public void Clear()
    {
        _nodes.Clear();
        _order.Clear();
    }
}
