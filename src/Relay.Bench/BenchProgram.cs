using System.Globalization;
using Spectre.Console;

namespace Relay.Bench;

/// <summary>Runs the bench from its settings to the table of results.</summary>
static class BenchProgram
{
    /// <summary>Runs the bench and returns the exit code: 1 if an answer was wrong, because the numbers then do not count.</summary>
    public static async Task<int> RunAsync(BenchSettings settings, CancellationToken cancel)
    {
        if (settings.Compared.Count > 0)
            return await CompareAsync(settings);
        // Checks first that all parts are there, because making the events takes a while.
        var queries = settings.Filters is { } filters ? QueryFile.Read(filters) : null;
        if (NeedsRelays(settings))
        {
            foreach (var target in settings.Targets)
                BenchConnection.Open(target.Address, settings.Options.Connection).Dispose();
        }
        using var authors = new CorpusAuthors(settings.Corpus.Authors, settings.Corpus.Seed);
        using var builder = new CorpusBuilder(settings.Corpus, authors, Report);
        if (settings.EventsFile is { } path)
        {
            await using var output = StandardFiles.OpenWrite(path);
            await builder.WriteAsync(output, cancel);
            Report(Describe(builder.Tally, authors));
            return 0;
        }
        using var corpus = await LoadAsync(builder, settings.CorpusFile, cancel);
        Report(Describe(builder.Tally, authors));
        using var lines = new CorpusLines(corpus, settings.CorpusFile);
        var workloads = WorkloadTable.Create(new BenchContext
        {
            Corpus = corpus,
            Authors = authors,
            Seed = settings.Corpus.Seed,
            Lines = lines,
            Targets = settings.Targets,
            Options = settings.Options,
            Queries = queries,
            Only = settings.Only,
        });
        var relays = await Task.WhenAll(settings.Targets.Select(target => RelaySummary.ReadAsync(target.Address, cancel)));
        var rows = new BenchRunner(corpus, settings.Targets, settings.Options, Report).Run(workloads, cancel);
        BenchTable.Print(WideConsole(), settings.Targets, rows);
        var summary = new CorpusSummary(
            settings.Corpus with { Events = corpus.Count }, corpus.Count, corpus.KeptCount, builder.Tally.Fingerprint(),
            builder.Tally.AverageSize);
        await WriteAsync(settings, new BenchReport(DateTimeOffset.UtcNow, MachineSummary.Read(), summary, settings.Options, relays, rows));
        return rows.Any(static row => row.HasProblems) ? 1 : 0;
    }

    /// <summary>Whether relays must be running. Rows of command lines start their own.</summary>
    static bool NeedsRelays(BenchSettings settings) =>
        settings.Only.Count == 0 || !settings.Only.All(static name => WorkloadTable.CommandGroups.Contains(name.Split('.')[0]));

    static async Task<int> CompareAsync(BenchSettings settings)
    {
        var comparison = Comparison.Of([.. settings.Compared.Select(BenchJson.Read)]);
        ComparisonTable.Print(WideConsole(), comparison);
        await WriteChartAsync(settings.ChartFile, comparison);
        return 0;
    }

    static async Task WriteAsync(BenchSettings settings, BenchReport report)
    {
        if (settings.JsonFile is { } file)
        {
            await using var output = StandardFiles.OpenWrite(file);
            BenchJson.Write(output, report);
        }
        await WriteChartAsync(settings.ChartFile, Comparison.Of([report]));
    }

    static async Task WriteChartAsync(string? file, Comparison comparison)
    {
        if (file is null)
            return;
        await using var output = StandardFiles.OpenWrite(file);
        BenchChart.Write(output, comparison);
    }

    static async Task<EventCorpus> LoadAsync(CorpusBuilder builder, string? path, CancellationToken cancel)
    {
        if (path is null)
            return builder.Create();
        await using var input = StandardFiles.OpenRead(path);
        try
        {
            return await builder.ReadAsync(input, cancel);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    static string Describe(CorpusTally tally, CorpusAuthors authors) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Count:N0} events of {authors.Count:N0} authors, {tally.AverageSize:0} bytes each, {tally.Fingerprint()}");

    static void Report(string line) => Console.Error.WriteLine(line);

    /// <summary>A file or pipe has no width at which lines must break.</summary>
    static IAnsiConsole WideConsole()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 400;
        return AnsiConsole.Console;
    }
}
