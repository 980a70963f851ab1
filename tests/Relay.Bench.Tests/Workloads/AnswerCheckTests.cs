using System.Text;
using Relay.Nostr;

namespace Relay.Bench.Tests;

/// <summary>A bench that believes everything measures nothing.</summary>
public sealed class AnswerCheckTests
{
    readonly Problems _problems = new();

    [Fact]
    public void A_right_answer_is_no_problem()
    {
        Check("""[{"limit":3}]""", [2, 1, 0]);
        Assert.Empty(_problems.ToList());
    }

    [Fact]
    public void Answers_in_the_wrong_order_are_noticed()
    {
        var newest = SampleCorpus.All.Count - 1;
        Check("""[{"limit":3}]""", [0, newest]);
        AssertProblem("an event newer than the one before it");
    }

    [Fact]
    public void An_event_twice_is_noticed()
    {
        Check("""[{"limit":3}]""", [0, 0]);
        AssertProblem("an event twice in an answer");
    }

    [Fact]
    public void An_event_that_was_not_asked_for_is_noticed()
    {
        Check("""[{"kinds":[40000]}]""", [0]);
        AssertProblem("an event that its filter does not ask for");
    }

    [Fact]
    public void Too_many_events_are_noticed()
    {
        Check("""[{"limit":1}]""", [1, 0]);
        AssertProblem("an answer beyond its limit");
    }

    [Fact]
    public void Too_few_events_are_noticed()
    {
        var check = new AnswerCheck(_problems);
        check.Start(BenchQuery.Parse("""[{"limit":3}]"""u8) with { AtLeast = 2 });
        check.Add(SampleCorpus.All[0].ToJson());
        check.End(1);
        AssertProblem("an answer that lacks events");
    }

    [Fact]
    public void A_forged_event_is_noticed()
    {
        var check = new AnswerCheck(_problems);
        check.Start(BenchQuery.Parse("[{}]"u8));
        var e = new EventDraft { Kind = 1, CreatedAt = 1, Content = "true" }.Sign(SampleCorpus.Authors.Key(0));
        check.Sample(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(e.ToJson()).Replace("true", "false", StringComparison.Ordinal)));
        AssertProblem("something that is not an event");
    }

    void Check(string filters, int[] answer)
    {
        var check = new AnswerCheck(_problems);
        check.Start(BenchQuery.Parse(Encoding.UTF8.GetBytes(filters)));
        foreach (var index in answer)
            check.Add(SampleCorpus.All[index].ToJson());
        check.End(answer.Length);
    }

    void AssertProblem(string sort) => Assert.Equal([sort], _problems.ToList().Select(static problem => problem.Sort));
}
