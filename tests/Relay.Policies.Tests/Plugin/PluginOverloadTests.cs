using Relay.Core;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>A plugin gets more questions than it can answer. It answers at its own rate, in time, and for all addresses in turn.</summary>
public sealed class PluginOverloadTests
{
    const string Flooding = "198.51.100.1", Honest = "198.51.100.2";

    readonly Author _alice = new();

    [Theory]
    [InlineData(1, 100)]
    [InlineData(100, 1)]
    [InlineData(10, 10)]
    public async Task Slow_plugin_accepts_at_its_own_rate_however_many_publishers_wait(int connections, int eventsOfEach)
    {
        const int stretches = 8, answersInStretch = 50;
        await using var plugin = new GatedPlugin();
        var publishers = new Task<Verdict>?[connections * eventsOfEach];
        var accepted = new int[stretches];

        // Ten seconds with five events each, from publishers that send the next event after their OK.
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            for (var i = 0; i < answersInStretch; i++)
            {
                for (var j = 0; j < publishers.Length; j++)
                {
                    if (publishers[j] is { } asked)
                    {
                        if (!asked.IsCompleted)
                            continue;
                        accepted[stretch] += (await asked).IsRefused ? 0 : 1;
                    }
                    publishers[j] = plugin.AskAsync(_alice.Note($"{stretch} {i} {j}"), Flooding, j % connections);
                }
                plugin.Time.Advance(TimeSpan.FromMilliseconds(200));
                await plugin.AnswerAsync();
            }
        }

        Assert.All(accepted, (count, stretch) => Assert.True(count >= 45, $"{count} in stretch {stretch}: {string.Join(' ', accepted)}"));
        Assert.Equal(0, plugin.Count("relay.plugin.restarts"));
    }

    [Fact]
    public async Task Question_that_would_wait_too_long_is_refused_at_once_whatever_OnFailure_says()
    {
        await using var plugin = new GatedPlugin(onFailure: PluginFailure.Accept);
        var asked = Enumerable.Range(0, 4).Select(i => plugin.AskAsync(_alice.Note($"first {i}"), Flooding)).ToList();
        // One answer a second. Eight answers must be known while several questions wait.
        for (var i = 0; i < 9; i++)
        {
            asked.Add(plugin.AskAsync(_alice.Note($"{i}"), Flooding));
            plugin.Time.Advance(TimeSpan.FromSeconds(1));
            await plugin.AnswerAsync();
        }

        // Seven seconds are three quarters of the time at most. One more question is too late.
        for (var i = 0; i < 3; i++)
            asked.Add(plugin.AskAsync(_alice.Note($"later {i}"), Flooding));
        Assert.False(asked[^1].IsCompleted);
        var refused = plugin.AskAsync(_alice.Note("too much"), Flooding);
        Assert.True(refused.IsCompleted);
        Assert.StartsWith("rate-limited: ", (await refused).Message, StringComparison.Ordinal);
        Assert.Contains(
            plugin.Log.Entries, static entry => entry.Text.Contains("is too slow for the number of questions", StringComparison.Ordinal));

        // Each question that was taken is answered in time.
        for (var i = 0; i < 7; i++)
        {
            plugin.Time.Advance(TimeSpan.FromSeconds(1));
            await plugin.AnswerAsync();
        }
        Assert.All(await Task.WhenAll(asked).Within("answers"), static verdict => Assert.False(verdict.IsRefused));
        Assert.Equal(1, plugin.Count("relay.plugin.questions Overloaded"));
        Assert.Equal(16, plugin.Count("relay.plugin.questions Accepted"));
    }

    [Fact]
    public async Task Plugin_that_was_too_slow_for_a_time_is_asked_again_when_it_has_nothing_to_do()
    {
        await using var plugin = new GatedPlugin();
        for (var i = 0; i < 20; i++)
        {
            var slow = plugin.AskAsync(_alice.Note($"slow {i}"), Honest);
            plugin.Time.Advance(TimeSpan.FromSeconds(9));
            await plugin.AnswerAsync();
            Assert.False((await slow.Within("a slow answer")).IsRefused);
        }

        // From now on it answers at once, which the relay only learns by asking.
        for (var i = 0; i < 20; i++)
        {
            var quick = plugin.AskAsync(_alice.Note($"quick {i}"), Honest);
            await plugin.AnswerAsync();
            Assert.False((await quick.Within("a quick answer")).IsRefused);
        }
    }

    [Fact]
    public async Task Late_answers_are_a_sign_of_life()
    {
        await using var plugin = new GatedPlugin();
        var asked = Enumerable.Range(0, 8).Select(i => plugin.AskAsync(_alice.Note($"{i}"), Flooding)).ToList();
        // Answers only the first question in time, then one every nine seconds.
        for (var i = 0; i < 8; i++)
        {
            plugin.Time.Advance(TimeSpan.FromSeconds(9));
            asked.Add(plugin.AskAsync(_alice.Note($"later {i}"), Flooding));
            await plugin.AnswerAsync();
        }

        Assert.Equal(0, plugin.Count("relay.plugin.restarts"));
        Assert.Equal(7, plugin.Count("relay.plugin.answers.late"));
    }

    [Fact]
    public async Task Connection_with_all_its_events_pending_delays_nobody_by_more_than_one_a_turn()
    {
        const int pending = 256, events = 40;
        await using var plugin = new GatedPlugin();
        var flood = Enumerable.Range(0, pending).Select(i => plugin.AskAsync(_alice.Note($"flood {i}"), Flooding)).ToList();
        var honest = Enumerable.Range(0, events).Select(i => plugin.AskAsync(_alice.Note($"{i}"), Honest, connection: 2)).ToList();

        // The plugin already has eight questions of the flood. From then on the two addresses take turns.
        await plugin.AnswerAsync(8 + 2 * events);
        Assert.All(await Task.WhenAll(honest).Within("the honest"), static verdict => Assert.False(verdict.IsRefused));
        await plugin.AnswerAsync(pending - 8 - events);
        Assert.All(await Task.WhenAll(flood).Within("the flood"), static verdict => Assert.False(verdict.IsRefused));
    }

    [Fact]
    public async Task Address_with_many_connections_has_one_turn_and_they_have_it_one_after_another()
    {
        await using var plugin = new GatedPlugin();
        var flood = Enumerable.Range(0, 100).Select(i => plugin.AskAsync(_alice.Note($"flood {i}"), Flooding, connection: i)).ToList();
        var sameAddress = Enumerable.Range(0, 2).Select(i => plugin.AskAsync(_alice.Note($"same {i}"), Flooding, connection: 200)).ToList();
        var honest = Enumerable.Range(0, 40).Select(i => plugin.AskAsync(_alice.Note($"{i}"), Honest, connection: 300)).ToList();

        await plugin.AnswerAsync(8 + 2 * 40);
        await Task.WhenAll(honest).Within("the honest");
        Assert.DoesNotContain(sameAddress, static asked => asked.IsCompleted);
        // The other connections of the flood have one turn each, then this one has two.
        await plugin.AnswerAsync(100 - 8 - 40 + 2);
        await Task.WhenAll(sameAddress).Within("the other connection");
    }

    [Fact]
    public async Task Flood_of_events_does_not_hold_up_filters_nor_the_reverse()
    {
        await using var plugin = new GatedPlugin(reads: true);
        _ = Enumerable.Range(0, 200).Select(i => plugin.AskAsync(_alice.Note($"{i}"), Flooding)).ToList();
        var filter = plugin.AskFilterAsync(Flooding);
        await plugin.AnswerAsync(8 + 2);
        Assert.False((await filter.Within("the filter")).IsRefused);

        _ = Enumerable.Range(0, 300).Select(i => plugin.AskFilterAsync($"203.0.113.{i % 250}", i)).ToList();
        var late = plugin.AskAsync(_alice.Note("late"), Honest);
        // First the questions that the plugin already has, then one from each in turn. The event's address has its turn after the flood's.
        await plugin.AnswerAsync(18 + 4);
        Assert.False((await late.Within("the event")).IsRefused);
    }
}
