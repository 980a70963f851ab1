using System.Net;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies.Tests;

public sealed class FairQueueTests
{
    readonly FairQueue _queue = new();

    [Fact]
    public void Addresses_have_turns_and_their_connections_have_turns_of_them()
    {
        PluginQuestion a1 = Add(1, 1), a2 = Add(1, 1), b1 = Add(1, 2), b2 = Add(1, 2), c1 = Add(2, 3), c2 = Add(2, 3);

        Assert.Equal([a1, c1, b1, c2, a2, b2], TakeAll());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Newest_of_a_connection_comes_first_while_its_oldest_is_stale()
    {
        PluginQuestion old = Add(1, 1, askedAt: 1), older = Add(1, 1, askedAt: 2), young = Add(1, 1, askedAt: 3);

        Assert.True(_queue.TryTake(stale: 2, out var first));
        Assert.Same(young, first);
        _queue.Remove(old);
        Assert.True(_queue.TryTake(stale: 2, out var second));
        Assert.Same(older, second);
        Assert.False(_queue.TryTake(stale: 2, out _));
    }

    [Fact]
    public void What_is_put_back_is_the_next_of_its_connection()
    {
        var first = Add(1, 1);
        Assert.True(_queue.TryTake(0, out _));
        var second = Add(1, 1);
        _queue.Add(first, isFirst: true);

        Assert.Equal([first, second], TakeAll());
    }

    [Fact]
    public void Estimate_of_what_is_in_front_is_never_too_low_and_exact_where_each_address_has_one_connection()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var connections = random.Next(1, 3);
            for (var i = random.Next(30); i > 0; i--)
                Add(random.Next(5), random.Next(connections));
            for (var i = random.Next(5); i > 0; i--)
                _queue.TryTake(0, out _);
            var question = Question(random.Next(5), random.Next(connections), 0);
            var estimate = _queue.InFrontOf(question);
            _queue.Add(question);
            var inFront = TakeAll().IndexOf(question);

            Assert.True(estimate >= inFront, $"seed {seed}, round {round}: {estimate} instead of {inFront}");
            if (connections == 1)
                Assert.True(estimate <= inFront + 5, $"seed {seed}, round {round}: {estimate} instead of {inFront}");
        }
    }

    PluginQuestion Add(int address, long connection, long askedAt = 0)
    {
        var question = Question(address, connection, askedAt);
        _queue.Add(question);
        return question;
    }

    static PluginQuestion Question(int address, long connection, long askedAt)
    {
        var client = new ClientContext { Id = connection, RemoteAddress = new IPAddress([203, 0, 113, (byte)address]) };
        return new PluginQuestion(default(Bytes32), PluginSubject.Event, null, null, client, 0) { AskedAt = askedAt };
    }

    List<PluginQuestion> TakeAll()
    {
        var taken = new List<PluginQuestion>();
        while (_queue.TryTake(0, out var question))
            taken.Add(question);
        return taken;
    }
}
