using System.Net;

namespace Relay.Core.Tests;

public sealed class TurnsTests
{
    static readonly ClientContext A = ManualTurns.Client(1), B = ManualTurns.Client(2);

    readonly ManualTurns _turns = new(places: 4);

    [Fact]
    public void Owner_that_comes_later_waits_for_the_turns_at_work_and_not_for_ten_thousand_queued_ones()
    {
        _turns.Add("A", A, count: 10_000, microseconds: 60);
        for (var i = 0; i < 1_000; i++)
            _turns.RunOne();
        _turns.Add("B", B, microseconds: 60);
        var before = _turns.Ran.Count;
        while (!_turns.Ran.Contains("B"))
            Assert.True(_turns.RunOne());

        Assert.InRange(_turns.Ran.Count - before, 1, _turns.Places + 1);
    }

    [Fact]
    public void As_many_turns_are_at_work_as_there_are_places()
    {
        _turns.Add("A", A, count: 100);
        _turns.Add("B", B, count: 100);

        do
            Assert.Equal(Math.Min(_turns.Places, 200 - _turns.Ran.Count), _turns.Started);
        while (_turns.RunOne());
        Assert.Equal(200, _turns.Ran.Count);
        Assert.Equal(0, _turns.Turns.AtWork);
    }

    [Fact]
    public void Turns_of_one_owner_come_in_the_order_in_which_they_were_asked_for()
    {
        var names = Enumerable.Range(0, 50).Select(static i => $"{i}").ToList();
        foreach (var name in names)
            _turns.Add(name, A);
        _turns.RunAll();

        Assert.Equal(names, _turns.Ran);
    }

    [Fact]
    public void Owners_get_the_same_time_however_long_their_turns_are()
    {
        // 40 slices of queries beside verifications that take a thousandth of the time of one.
        _turns.Add("long", A, count: 40, microseconds: 50_000);
        _turns.Add("short", B, count: 100_000, microseconds: 50);
        while (_turns.Ran.Count(static name => name == "long") < 20)
            Assert.True(_turns.RunOne());

        // Twenty slices take as long as 20,000 verifications, except for those that had places when the other client came.
        Assert.InRange(_turns.Ran.Count(static name => name == "short"), (20 - 2 * _turns.Places) * 1_000, 22_000);
    }

    [Fact]
    public void Ten_thousand_owners_with_one_turn_each_come_in_the_order_of_arrival_and_are_forgotten()
    {
        _turns.Add("busy", A, count: 20, microseconds: 100);
        var names = Enumerable.Range(10, 10_000).Select(static i => $"{i}").ToList();
        foreach (var name in names)
            _turns.Add(name, ManualTurns.Client(int.Parse(name)));
        Assert.Equal(10_001, _turns.Turns.Owners);
        _turns.RunAll();

        Assert.Equal(names, _turns.Ran.Where(static name => name != "busy"));
        Assert.Equal(0, _turns.Turns.Owners);
        Assert.Equal(0, _turns.Turns.AtWork);
    }

    [Fact]
    public void Owner_gets_on_while_new_owners_come_without_end()
    {
        var next = 10;
        void Crowd() => _turns.Add("new", ManualTurns.Client(next++), microseconds: 1_000);
        for (var i = 0; i < 20; i++)
            Crowd();
        _turns.Add("A", A, count: 10, microseconds: 1_000);
        for (var i = 0; i < 1_000; i++)
        {
            Crowd();
            Assert.True(_turns.RunOne());
        }

        // Twenty other clients wait at any time.
        Assert.Equal(10, _turns.Ran.Count(static name => name == "A"));
    }

    [Fact]
    public void Owner_that_was_away_has_saved_nothing()
    {
        _turns.Add("A", A, count: 1_000, microseconds: 100);
        for (var i = 0; i < 900; i++)
            _turns.RunOne();
        _turns.Add("B", B, count: 1_000, microseconds: 100);
        for (var i = 0; i < 100; i++)
            _turns.RunOne();

        Assert.InRange(_turns.Ran.Skip(900).Count(static name => name == "A"), 45, 60);
    }

    [Fact]
    public void Thread_runs_short_turns_of_all_owners_in_a_row_and_goes_back_to_the_pool_after_half_a_millisecond()
    {
        var turns = new ManualTurns(places: 1);
        turns.Add("A", A, count: 100, microseconds: 60);
        turns.Add("B", B, count: 100, microseconds: 60);
        turns.ExecuteOne();

        // The first turn had a place at once, when nobody else waited.
        Assert.Equal(9, turns.Ran.Count);
        Assert.InRange(turns.Ran.Count(static name => name == "A"), 4, 5);
        Assert.Equal(1, turns.Started);
        Assert.Equal(1, turns.Turns.AtWork);
    }

    [Fact]
    public void Client_without_an_address_and_one_on_this_machine_stand_for_themselves()
    {
        static object Key(long id, string? address) =>
            ((ITurnOwner)new ClientContext { Id = id, RemoteAddress = address is null ? null : IPAddress.Parse(address) }).TurnKey;

        Assert.NotEqual(Key(1, null), Key(2, null));
        Assert.NotEqual(Key(1, "127.0.0.1"), Key(2, "127.0.0.1"));
        Assert.NotEqual(Key(1, "::ffff:127.0.0.1"), Key(2, "::1"));
        Assert.Equal(Key(1, "192.0.2.1"), Key(2, "::ffff:192.0.2.1"));
        Assert.Equal(Key(1, "2001:db8::1"), Key(2, "2001:db8::2"));
        Assert.NotEqual(Key(1, "2001:db8:0:1::1"), Key(1, "2001:db8:0:2::1"));
    }
}
