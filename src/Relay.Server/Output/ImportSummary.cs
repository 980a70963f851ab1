using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary>Prints the result of an import.</summary>
static class ImportSummary
{
    public static void Print(ImportReport report)
    {
        foreach (var problem in report.Problems)
            Console.Error.WriteLine($"line {problem.Line}: {problem.Reason}");
        if (report.Problems.Count < report.Bad + report.Refused)
            Console.Error.WriteLine(Text($"and {report.Bad + report.Refused - report.Problems.Count:N0} more"));
        Console.Out.WriteLine(Text($"{report.Lines:N0} lines in {report.Seconds:N1} s, {report.Rate:N0} a second"));
        PrintSum(report.Stored, "stored");
        PrintSum(report.Duplicates, "already stored");
        PrintSum(report.Superseded, "older than the stored version");
        PrintSum(report.Deleted, "deleted by their authors");
        PrintSum(report.Expired, "expired");
        PrintSum(report.Skipped, "ephemeral");
        PrintSum(report.Refused, "refused");
        PrintSum(report.Bad, "bad");
        if (report.Failure is not null)
            Console.Error.WriteLine($"relay: the import stopped early: {report.Failure}");
    }

    static void PrintSum(long sum, string meaning)
    {
        if (sum > 0 || meaning == "stored")
            Console.Out.WriteLine(Text($"{sum,12:N0} {meaning}"));
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
