using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary>Prints the result of an import.</summary>
static class ImportSummary
{
    /// <summary>Prints, and returns whether the import succeeded: the input was read to its end, and not all of it in vain.</summary>
    public static bool Print(ImportReport report, ImportOptions options, string target)
    {
        foreach (var problem in report.Problems)
            Console.Error.WriteLine($"line {problem.Line}: {problem.Reason}");
        if (report.Problems.Count < report.Bad + report.Refused)
            Console.Error.WriteLine(Text($"and {report.Bad + report.Refused - report.Problems.Count:N0} more"));
        Console.Out.WriteLine(Text($"Read {report.Lines:N0} events in {report.Seconds:N1} s, {report.Rate:N0} a second, into {target}:"));
        Console.Out.WriteLine(Text($"{report.Stored,12:N0} stored"));
        if (options.SkipProtected)
            PrintSum(report.Protected, "protected (NIP-70): left out");
        else
            PrintSum(report.Protected, "of these protected (NIP-70): --skip-protected leaves them out");
        PrintSum(report.Duplicates, "already stored");
        PrintSum(report.Superseded, "superseded: a newer version of the same replaceable event is stored");
        PrintSum(report.Deleted, "deleted: their authors have deleted them, or have asked to vanish");
        PrintSum(report.Expired, "expired: they asked not to be kept any longer (NIP-40)");
        PrintSum(report.Future, "too far in the future (Relay:Limits:CreatedAtMaxSecondsAhead): --keep-future imports them");
        PrintSum(report.Skipped, "never stored: ephemeral events, messages without an event, requests to vanish by unknown keys");
        PrintSum(report.Refused, "refused");
        PrintSum(report.Bad, "bad: not valid events");
        if (report.Failure is not null)
            Console.Error.WriteLine($"relay: the import stopped early: {report.Failure}");
        var isInVain = report.Stored == 0 && report.Bad + report.Refused > 0;
        if (isInVain)
            Console.Error.WriteLine("relay: nothing was stored");
        return report.Failure is null && !isInVain;
    }

    static void PrintSum(long sum, string meaning)
    {
        if (sum > 0)
            Console.Out.WriteLine(Text($"{sum,12:N0} {meaning}"));
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
