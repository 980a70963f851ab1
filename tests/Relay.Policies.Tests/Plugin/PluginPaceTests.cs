using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class PluginPaceTests
{
    const long Second = 1000, Patience = 10 * Second;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    public void Process_has_no_more_at_once_than_allowed(int most) => Assert.Equal(most, new PluginPace(most, Patience).Window);

    [Fact]
    public void Fast_process_soon_has_as_many_at_once_as_allowed()
    {
        var pace = new PluginPace(256, Patience);
        Answer(pace, count: 248, inFlight: 256, each: 1);

        Assert.Equal(256, pace.Window);
        Answer(pace, count: 10, inFlight: 256, each: 1);
        Assert.Equal(256, pace.Window);
    }

    [Fact]
    public void Process_that_is_asked_one_by_one_shows_nothing_about_more()
    {
        var pace = new PluginPace(256, Patience);
        Answer(pace, count: 1000, inFlight: 1, each: Second / 10);

        Assert.Equal(8, pace.Window);
        // It may work on all the questions that it is given at the same time.
        Assert.Equal(0, pace.TimeFor(256, load: 0, _now));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void Slow_process_has_no_more_than_it_answers_in_their_time(int perSecond)
    {
        var pace = new PluginPace(256, Patience);
        var late = Answer(pace, count: 2000, inFlight: 256, each: Second / perSecond);

        Assert.Equal(0, late);
        Assert.InRange(pace.Window, 1, perSecond * 10);
    }

    [Fact]
    public void Process_that_becomes_slow_gets_fewer_until_it_answers_in_time_again()
    {
        var pace = new PluginPace(256, Patience);
        Answer(pace, count: 1000, inFlight: 256, each: 1);
        Answer(pace, count: 1000, inFlight: 256, each: Second / 2);

        Assert.Equal(0, Answer(pace, count: 100, inFlight: 256, each: Second / 2));
    }

    [Fact]
    public void Time_for_more_is_known_after_eight_answers_and_the_first()
    {
        var pace = new PluginPace(256, Patience);
        Answer(pace, count: 8, inFlight: 8, each: Second);
        Assert.Equal(0, pace.TimeFor(10, 0, _now));

        Answer(pace, count: 1, inFlight: 8, each: Second);
        // The first answer was late, but is not used as a measure.
        Assert.Equal(10 * Second, pace.TimeFor(10, load: 0, _now));
        // The six that it still has, because eight were too many for it, and no more.
        Assert.Equal(16 * Second, pace.TimeFor(10, load: 100, _now));
    }

    [Fact]
    public void Process_is_silent_only_while_it_has_something_to_answer()
    {
        var pace = new PluginPace(256, Patience);
        PluginQuestion lost = Give(pace, load: 0, 0), answered = Give(pace, load: 1, Second);
        Assert.True(pace.IsBusy);
        Assert.Equal(0, pace.SilentSince);
        pace.OnAnswered(answered, 2, 2 * Second);

        // The question before it was lost, or is worked on beside others.
        Assert.True(!pace.IsBusy && pace.IsOvertaken(lost));
        Give(pace, load: 1, 100 * Second);
        Assert.True(pace.IsBusy);
        Assert.Equal(100 * Second, pace.SilentSince);

        // That question was taken back, so the pause after it does not count as silence.
        Give(pace, load: 0, 200 * Second);
        Assert.Equal(200 * Second, pace.SilentSince);
    }

    long _now;
    readonly Queue<PluginQuestion> _given = new();

    /// <summary>
    /// A process that answers one question after another and always has as many as allowed. Returns how many answers were late.
    /// </summary>
    int Answer(PluginPace pace, int count, int inFlight, long each)
    {
        var late = 0;
        for (var i = 0; i < count; i++)
        {
            while (_given.Count < Math.Min(inFlight, pace.Window))
                _given.Enqueue(Give(pace, _given.Count, _now));
            _now += each;
            var question = _given.Dequeue();
            late += _now - question.GivenAt > Patience ? 1 : 0;
            pace.OnAnswered(question, _given.Count + 1, _now);
        }
        return late;
    }

    static PluginQuestion Give(PluginPace pace, int load, long now)
    {
        var question = new PluginQuestion(default, PluginSubject.Event, new Author().Note(), null, Judge.Client, 0);
        pace.OnGiven(question, load, now);
        return question;
    }
}
