namespace Relay.Core;

/// <summary>Adds up the results of an import. Not thread-safe.</summary>
sealed class ImportTally(ImportOptions options, TimeProvider time)
{
    readonly long _start = time.GetTimestamp();
    readonly List<ImportProblem> _problems = [];
    ImportReport _sums = new();

    /// <summary>The sums so far.</summary>
    public ImportReport Report(string? failure = null) => _sums with
    {
        Problems = [.. _problems],
        Seconds = time.GetElapsedTime(_start).TotalSeconds,
        Failure = failure,
    };

    /// <summary>Adds a block and the store's results for its events. Returns a failure of the store itself, or null.</summary>
    public string? Add(ParsedBlock block, IReadOnlyList<StoreResult> results)
    {
        long stored = 0, duplicates = block.Known, superseded = 0, deleted = 0, expired = 0, skipped = block.Skipped;
        long protectedOnes = block.Protected;
        string? failure = null;
        var refused = new List<ImportProblem>();
        for (var i = 0; i < results.Count; i++)
        {
            switch (results[i].Status)
            {
                case StoreStatus.Stored:
                    stored++;
                    if (block.Events[i].View.IsProtected)
                        protectedOnes++;
                    break;
                case StoreStatus.Duplicate:
                    duplicates++;
                    break;
                case StoreStatus.Honoured:
                    skipped++;
                    break;
                case StoreStatus.Superseded:
                    superseded++;
                    break;
                case StoreStatus.Deleted or StoreStatus.Vanished:
                    deleted++;
                    break;
                case StoreStatus.Expired:
                    expired++;
                    break;
                default:
                    // The store itself is in trouble, so later events would fail too.
                    if (results[i].Message.StartsWith("error:", StringComparison.Ordinal))
                        failure ??= results[i].Message;
                    refused.Add(new ImportProblem(block.EventLines[i], results[i].Message));
                    break;
            }
        }
        _sums = _sums with
        {
            Lines = _sums.Lines + block.Values,
            Stored = _sums.Stored + stored,
            Duplicates = _sums.Duplicates + duplicates,
            Superseded = _sums.Superseded + superseded,
            Deleted = _sums.Deleted + deleted,
            Expired = _sums.Expired + expired,
            Skipped = _sums.Skipped + skipped,
            Protected = _sums.Protected + protectedOnes,
            Future = _sums.Future + block.Future,
            Refused = _sums.Refused + block.Refused + refused.Count,
            Bad = _sums.Bad + block.Bad,
        };
        Keep(block.Problems.Concat(refused).OrderBy(static problem => problem.Line));
        return failure;
    }

    void Keep(IEnumerable<ImportProblem> problems)
    {
        if (_problems.Count < options.ProblemsShown)
            _problems.AddRange(problems.Take(options.ProblemsShown - _problems.Count));
    }
}
