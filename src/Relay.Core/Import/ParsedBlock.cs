using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The parsed values of a block. Keeps only as many problems as a report names, because a block may have a million.</summary>
sealed class ParsedBlock(int problemsKept)
{
    /// <summary>The events to store, in their order.</summary>
    public List<NostrEvent> Events { get; } = [];

    /// <summary>The line of each event.</summary>
    public List<long> EventLines { get; } = [];

    /// <summary>The first values that are bad or refused, in their order.</summary>
    public List<ImportProblem> Problems { get; } = [];

    /// <summary>All values of the block.</summary>
    public int Values { get; set; }

    /// <summary>Values that are not valid events.</summary>
    public int Bad { get; private set; }

    /// <summary>Valid events that the relay refuses.</summary>
    public int Refused { get; private set; }

    /// <summary>Values that are never stored.</summary>
    public int Skipped { get; set; }

    /// <summary>Protected events that are left out.</summary>
    public int Protected { get; set; }

    /// <summary>Events that are too far in the future.</summary>
    public int Future { get; set; }

    /// <summary>Events that were found in the store before their signatures were verified.</summary>
    public int Known { get; set; }

    /// <summary>Counts a value that is not a valid event.</summary>
    public void AddBad(long line, long column, string reason)
    {
        Bad++;
        Keep(line, column, reason);
    }

    /// <summary>Counts a valid event that the relay refuses.</summary>
    public void AddRefused(long line, long column, string reason)
    {
        Refused++;
        Keep(line, column, reason);
    }

    /// <summary>The byte is named only if the value is not the first of its line.</summary>
    void Keep(long line, long column, string reason)
    {
        if (Problems.Count == problemsKept)
            return;
        if (column > 0)
            reason = string.Create(CultureInfo.InvariantCulture, $"{reason} (at byte {column + 1:N0} of the line)");
        Problems.Add(new ImportProblem(line, reason));
    }
}
