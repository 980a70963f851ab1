using Relay.Core;

namespace Relay.Policies.Tests;

public sealed class WaitingQuestionsTests
{
    const long Patience = 1000;

    readonly WaitingQuestions _waiting = new(Patience);

    [Fact]
    public void Events_and_filters_have_turns()
    {
        for (var i = 0; i < 3; i++)
            _waiting.Add(Question());
        _waiting.Add(Question(PluginSubject.Req));
        _waiting.Add(Question(PluginSubject.Count));

        var taken = new List<bool>();
        while (_waiting.TryTake(0, out var question))
            taken.Add(question.Subject == PluginSubject.Event);
        Assert.Equal([false, true, false, true, true], taken);
    }

    [Fact]
    public void Suspects_come_last_and_by_turns_with_the_others_once_they_have_waited_for_a_quarter_of_the_time()
    {
        PluginQuestion one = Question(isSuspect: true), two = Question(isSuspect: true);
        _waiting.Add(one);
        _waiting.Add(two);
        Assert.True(_waiting.IsSuspectNext(0));
        for (var i = 0; i < 2; i++)
            _waiting.Add(Question());

        Assert.False(_waiting.IsSuspectNext(Patience / 4 - 1));
        Assert.True(_waiting.IsSuspectNext(Patience / 4));
        Assert.Same(one, _waiting.TakeSuspect());
        Assert.False(_waiting.IsSuspectNext(Patience / 4));
        Assert.True(_waiting.TryTake(Patience / 4, out _));
        Assert.True(_waiting.IsSuspectNext(Patience / 4));
        Assert.Same(two, _waiting.TakeSuspect());
        Assert.False(_waiting.IsSuspectNext(Patience / 4));
        Assert.Equal(1, _waiting.Count);
    }

    [Fact]
    public void Suspects_of_one_address_delay_those_of_others_by_one_a_turn()
    {
        for (var i = 0; i < 50; i++)
            _waiting.Add(Question(isSuspect: true));
        var others = new PluginQuestion(default, PluginSubject.Event, null, null, Elsewhere, 0) { IsSuspect = true };
        _waiting.Add(others);

        _waiting.TakeSuspect();
        Assert.Same(others, _waiting.TakeSuspect());
        Assert.Equal(49, _waiting.Count);
    }

    static ClientContext Elsewhere => new() { Id = 99, RemoteAddress = System.Net.IPAddress.Parse("203.0.113.9") };

    static PluginQuestion Question(PluginSubject subject = PluginSubject.Event, bool isSuspect = false) =>
        new(default, subject, null, null, Judge.Client, 0) { IsSuspect = isSuspect };
}
