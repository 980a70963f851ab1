using System.CommandLine;
using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay copy</c>: copies the events of one store into another, of the same or of another type.</summary>
static class CopyCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("from")
        {
            Description = "The store to copy: its folder, Type:folder, or Type:file with the file that has a connection string.",
        };
        var to = new Argument<string>("to")
        {
            Description = "The store to copy into: Type:folder, the folder of a store that is there, or Type:file as above.",
        };
        var command = new Command("copy", "Copies all events of one store into another, and compares both.") { from, to };
        command.SetAction(async (arguments, cancel) =>
        {
            var (first, second) = (StorePlace.Parse(arguments.GetRequiredValue(from)), StorePlace.Parse(arguments.GetRequiredValue(to)));
            if (first.IsSame(second))
                throw new UsageException("both are the same store");
            var configuration = ProgramConfiguration.Load(arguments, second.Keys);
            return await RunAsync(new CopySource(first, configuration.File), first, configuration.Store, second, cancel) ? 0 : 1;
        });
        return command;
    }

    static async Task<bool> RunAsync(
        CopySource source, StorePlace from, StoreSettings settings, StorePlace to, CancellationToken cancel)
    {
        // Asked first, so that nothing is made if there is nothing to copy.
        var total = await source.CountAsync(cancel);
        settings.IsThere();
        await using var opened = await settings.OpenAloneAsync(StoreServices.OfCommand, cancel);
        if (opened.Store is not IEventLog log)
            throw new StoreException($"{to} cannot be read in the order of its events, so a copy cannot be compared.");
        CopyReport? report = null;
        await ProgressDisplay.RunAsync("copying", ProgressScale.Of(total), async progress =>
        {
            await source.ReadAsync(
                async lines => report = await new StoreCopier(opened.Store).CopyAsync(lines, progress, cancel), cancel);
            return report;
        });
        await opened.SettleAsync();
        var found = await ProgressDisplay.RunAsync(
            "comparing", ProgressScale.Of(report!.Expected.Count), progress => StoreCopier.DigestAsync(log, progress, cancel));
        return Print(report, found, from, to);
    }

    static bool Print(CopyReport report, IdDigest found, StorePlace from, StorePlace to)
    {
        Line($"Read {report.Read:N0} events of {from} into {to}:");
        Line($"{report.Stored,12:N0} stored");
        PrintSum(report.Known, "already stored");
        PrintSum(report.Honoured, "requests to vanish, whose keys have nothing here: what they forbid is remembered");
        PrintSum(report.Left, "not kept: a newer version or a deletion is there, or they have expired");
        if (found.Agrees(report.Expected))
        {
            Line($"Both agree: {found.Count:N0} events, whose ids add up to {found}");
            return true;
        }
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"relay: {to} has {found.Count:N0} events, and the copy should have made it {report.Expected.Count:N0}: "
            + $"it had others before, or some of the events have deleted others"));
        return false;
    }

    static void PrintSum(long sum, string meaning)
    {
        if (sum > 0)
            Line($"{sum,12:N0} {meaning}");
    }

    static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
