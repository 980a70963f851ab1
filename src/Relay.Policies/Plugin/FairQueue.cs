using System.Diagnostics.CodeAnalysis;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Questions that wait for their turn. Addresses take turns, and so do the connections of an address. Many questions of one connection
/// delay those of others by at most one question per turn. Used under its host's lock.
/// </summary>
sealed class FairQueue
{
    readonly Dictionary<Bytes32, Address> _addresses = [];
    readonly LinkedList<Address> _turns = new();

    // At index n: the number of addresses with more than n questions here.
    readonly List<int> _addressesWithMoreThan = [];

    public int Count { get; private set; }

    /// <summary>Adds a question as the last of its connection, or as the first if it was taken before and comes back.</summary>
    public void Add(PluginQuestion question, bool isFirst = false)
    {
        if (!_addresses.TryGetValue(question.AddressKey, out var address))
        {
            address = new Address();
            _addresses.Add(question.AddressKey, address);
            _turns.AddLast(address.Turn);
        }
        var connection = address.Open(question.ConnectionId);
        if (isFirst)
            connection.Questions.AddFirst(question.Waiting);
        else
            connection.Questions.AddLast(question.Waiting);
        if (_addressesWithMoreThan.Count == address.Count)
            _addressesWithMoreThan.Add(0);
        _addressesWithMoreThan[address.Count++]++;
        Count++;
    }

    public void Remove(PluginQuestion question)
    {
        var address = _addresses[question.AddressKey];
        address.Connections[question.ConnectionId].Questions.Remove(question.Waiting);
        _addressesWithMoreThan[--address.Count]--;
        Count--;
        address.CloseIfEmpty(question.ConnectionId);
        if (address.Count > 0)
            return;
        _turns.Remove(address.Turn);
        _addresses.Remove(question.AddressKey);
    }

    /// <summary>
    /// Takes the question whose turn it is: the oldest of its connection. If that was asked before <paramref name="stale"/>, it takes the
    /// newest instead, since a plugin that cannot keep up would answer the oldest ones too late.
    /// </summary>
    public bool TryTake(long stale, [NotNullWhen(true)] out PluginQuestion? question)
    {
        question = null;
        if (_turns.First is not { } turn)
            return false;
        _turns.RemoveFirst();
        _turns.AddLast(turn);
        var questions = turn.Value.Next().Questions;
        question = questions.First!.Value.AskedAt < stale ? questions.Last!.Value : questions.First.Value;
        Remove(question);
        return true;
    }

    /// <summary>The most questions that would have their turn before this one if it were added now.</summary>
    public int InFrontOf(PluginQuestion question)
    {
        var ofOwnAddress = _addresses.TryGetValue(question.AddressKey, out var address) ? address.InFrontOf(question.ConnectionId) : 0;
        var inFront = 0;
        // Each turn of its own address follows one of every other address that still has a question.
        for (var turn = 0; turn <= ofOwnAddress && turn < _addressesWithMoreThan.Count && _addressesWithMoreThan[turn] > 0; turn++)
            inFront += _addressesWithMoreThan[turn];
        return inFront;
    }

    sealed class Address
    {
        readonly LinkedList<Connection> _turns = new();

        public Address() => Turn = new(this);

        public LinkedListNode<Address> Turn { get; }

        public Dictionary<long, Connection> Connections { get; } = [];

        public int Count { get; set; }

        public Connection Open(long id)
        {
            if (Connections.TryGetValue(id, out var connection))
                return connection;
            connection = new Connection();
            Connections.Add(id, connection);
            _turns.AddLast(connection.Turn);
            return connection;
        }

        public void CloseIfEmpty(long id)
        {
            if (Connections[id] is { Questions.Count: 0 } connection && Connections.Remove(id))
                _turns.Remove(connection.Turn);
        }

        /// <summary>The connection whose turn it is. Its next turn comes after all others.</summary>
        public Connection Next()
        {
            var turn = _turns.First!;
            _turns.RemoveFirst();
            _turns.AddLast(turn);
            return turn.Value;
        }

        public int InFrontOf(long id)
        {
            var own = Connections.TryGetValue(id, out var connection) ? connection.Questions.Count : 0;
            var others = connection is null ? Connections.Count : Connections.Count - 1;
            return (int)Math.Min(Count, own + (long)others * (own + 1));
        }
    }

    sealed class Connection
    {
        public Connection() => Turn = new(this);

        public LinkedListNode<Connection> Turn { get; }

        public LinkedList<PluginQuestion> Questions { get; } = new();
    }
}
