using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>What a run came across: agreement about nothing would prove nothing.</summary>
public sealed class RunCoverage
{
    readonly Dictionary<StoreStatus, int> _statuses = [];

    public int Results { get; private set; }

    public int EmptyResults { get; private set; }

    /// <summary>Neighbours in a result with the same second.</summary>
    public int Ties { get; private set; }

    /// <summary>Ties whose first four id bytes are equal too.</summary>
    public int MinedTies { get; private set; }

    /// <summary>Ties whose first eight id bytes are equal too.</summary>
    public int LongMinedTies { get; private set; }

    public int Counted { get; private set; }

    /// <summary>Fails if a run of 150 steps did not come across enough of everything.</summary>
    public void AssertIsWide(int seed)
    {
        foreach (var status in Enum.GetValues<StoreStatus>().Except([StoreStatus.Failed]))
            Assert.True(Of(status) >= 5, $"seed {seed}: only {Of(status)} events were {status}");
        Assert.InRange(Results, 200, int.MaxValue);
        Assert.InRange(EmptyResults, 20, int.MaxValue);
        Assert.InRange(Counted, 200, int.MaxValue);
        Assert.InRange(Ties, 500, int.MaxValue);
        Assert.InRange(MinedTies, 100, int.MaxValue);
        Assert.InRange(LongMinedTies, 10, int.MaxValue);
    }

    public int Of(StoreStatus status) => _statuses.GetValueOrDefault(status);

    public void Note(StoreStatus status) => _statuses[status] = Of(status) + 1;

    public void NoteCount(long count) => Counted += count > 0 ? 1 : 0;

    public void Note(IReadOnlyList<NostrEvent> found)
    {
        Results += found.Count > 0 ? 1 : 0;
        EmptyResults += found.Count > 0 ? 0 : 1;
        for (var i = 1; i < found.Count; i++)
        {
            if (found[i].CreatedAt != found[i - 1].CreatedAt)
                continue;
            var shared = found[i].Id.Span.CommonPrefixLength(found[i - 1].Id.Span);
            Ties++;
            MinedTies += shared >= 4 ? 1 : 0;
            LongMinedTies += shared >= 8 ? 1 : 0;
        }
    }
}
