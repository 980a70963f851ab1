using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The memory of one unfinished message, and who may take it back.</summary>
public sealed class MessageChargeTests
{
    readonly Budget _budget = new("Relay:Memory:MessagesMiB", 1_000);
    readonly FakeTime _time = new();

    [Fact]
    public void It_weighs_its_bytes_times_its_seconds()
    {
        var charge = Take(400);
        Assert.Equal(0, charge.Weight);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1_200, charge.Weight);
    }

    [Fact]
    public void Who_has_finished_between_weighing_and_choosing_is_not_closed()
    {
        var charge = Take(400);
        _time.Advance(TimeSpan.FromSeconds(3));
        charge.Complete();

        Assert.Equal((0, false, 400), (charge.Weight, charge.TryForgive(), _budget.Used));

        charge.End();
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void It_is_given_back_once_and_what_is_read_after_that_is_free()
    {
        var charge = Take(400);

        Assert.Equal((true, false, 0), (charge.TryForgive(), charge.TryForgive(), _budget.Used));

        charge.End();
        Assert.Null(charge.Take(5_000));
        Assert.Equal(0, _budget.Used);
    }

    MessageCharge Take(long bytes)
    {
        var charge = new MessageCharge(_budget, _time);
        Assert.Null(charge.Take(bytes));
        return charge;
    }
}
