using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// <c>relay delete</c>: removes the stored events that match filters, through the running relay or from the store. It shows first what and
/// how many they are.
/// </summary>
static class DeleteCommand
{
    /// <summary>The most kinds that are shown by name.</summary>
    const int MaxKinds = 10;

    public static Command Create()
    {
        var filter = new FilterArgument();
        var age = new Option<long?>("--age")
        {
            Description = "Only events that are older, by their created_at: such as 12h, 30d or 1y.",
            HelpName = "time",
            CustomParser = static result =>
            {
                if (TimeText.TryParseAge(result.Tokens[0].Value, out var seconds))
                    return seconds;
                result.AddError($"--age {result.Tokens[0].Value} is no length of time, such as 12h, 30d or 1y");
                return null;
            },
        };
        var yes = new Option<bool>("--yes") { Description = "Delete without asking." };
        var command = new Command(
            "delete", "Deletes the stored events that match, after it has shown how many there are and has asked.")
        {
            age, yes, OutputOptions.Json,
        };
        filter.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var oldest = arguments.GetValue(age);
            var selection = await filter.ReadAsync(arguments, cancel);
            if (oldest is { } seconds)
                selection = OlderThan(selection, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds);
            return await RunAsync(configuration, selection, arguments.GetValue(yes), arguments.GetValue(OutputOptions.Json), cancel);
        });
        return command;
    }

    static async Task<int> RunAsync(
        ProgramConfiguration configuration, EventSelection selection, bool isConfirmed, bool json, CancellationToken cancel)
    {
        await using var store = await StoreAccess.OpenAsync(configuration, mayCreate: false, cancel);
        var confirmation = new Pipe();
        var found = new TaskCompletionSource<EventSummary>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<long> progress = static _ => { };
        var deleted = 0L;
        // One connection, so that exactly those events are deleted that were shown.
        var deleting = store.Client.AskAsync(
            ControlCommands.Delete, selection, confirmation.Reader.AsStream(), destination: null, Note, cancel);
        try
        {
            var summary = await ProgressDisplay.RunAsync("looking", scale: null, report =>
            {
                progress = report;
                return FoundAsync();
            });
            // With JSON the summary goes to standard error, where it also reaches people whose output is a file.
            Show(summary, store.Name, json ? Console.Error : Console.Out);
            if (summary.Events == 0)
                return Done(summary, deleted: 0, json);
            if (!isConfirmed && !Confirmation.CanAsk)
                throw new UsageException("nothing was deleted: without a terminal, --yes confirms");
            if (!isConfirmed && !await AskAsync($"Delete {Number(summary.Events)} events for good?"))
            {
                await Console.Error.WriteLineAsync("Nothing was deleted.");
                return 1;
            }
            await confirmation.Writer.WriteAsync(new byte[1], cancel);
            var end = await ProgressDisplay.RunAsync("deleting", ProgressScale.Of(summary.Events), report =>
            {
                progress = report;
                return deleting;
            });
            return Done(summary, end.Removed, json);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ControlException && Volatile.Read(ref deleted) > 0)
        {
            await Console.Error.WriteLineAsync($"relay: at least {Number(deleted)} events were deleted before that");
            throw;
        }
        finally
        {
            await confirmation.Writer.CompleteAsync();
        }

        void Note(DeletionReport report)
        {
            if (!report.IsFound)
                progress(report.Found.Events);
            else if (!found.TrySetResult(report.Found))
                progress(deleted = report.Removed);
        }

        // A relay that ends while the question stands ends the question.
        async Task<bool> AskAsync(string question)
        {
            var answer = Confirmation.AskAsync(question, cancel);
            if (await Task.WhenAny(answer, deleting) == deleting)
                await deleting;
            return await answer;
        }

        async Task<EventSummary> FoundAsync()
        {
            await Task.WhenAny(found.Task, deleting);
            return found.Task.IsCompletedSuccessfully ? await found.Task : (await deleting).Found;
        }
    }

    static int Done(EventSummary found, long deleted, bool json)
    {
        if (json)
            OutputOptions.Print(new { found.Events, found.Kinds, found.Oldest, found.Newest, Deleted = deleted });
        else if (found.Events > 0)
            Console.Out.WriteLine($"{Number(deleted)} events deleted");
        return 0;
    }

    static void Show(EventSummary found, string store, TextWriter output)
    {
        output.WriteLine($"{Number(found.Events)} events match in {store}");
        if (found.Events == 0)
            return;
        foreach (var (kind, count) in found.Kinds.OrderByDescending(static kind => kind.Value).Take(MaxKinds))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,12:N0} of kind {kind}"));
        if (found.Kinds.Count > MaxKinds)
            output.WriteLine($"             and of {Number(found.Kinds.Count - MaxKinds)} more kinds");
        output.WriteLine($"created from {Date(found.Oldest)} to {Date(found.Newest)}");
    }

    /// <summary>The same filters, but only for events up to a time.</summary>
    static EventSelection OlderThan(EventSelection selection, long until) => new()
    {
        Filters =
        [
            .. selection.Filters.Select(text =>
            {
                var filter = JsonNode.Parse(text)!.AsObject();
                if (filter["until"] is not JsonValue given || given.GetValue<JsonElement>().GetDouble() > until)
                    filter["until"] = until;
                return filter.ToJsonString();
            }),
        ],
    };

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A created_at, which an author chooses, may lie beyond all dates.</summary>
    static string Date(long? seconds) => seconds is { } known and >= -62_135_596_800 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(known).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : $"second {seconds}";
}
