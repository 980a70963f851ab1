using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Carries out the commands for stores: those of a running relay, or a store that the process has opened only for a command.
/// </summary>
public sealed class StoreCommands
{
    /// <summary>The most events whose ids a deletion keeps while it waits to be confirmed: 32 MB.</summary>
    const int MostKept = 1_000_000;

    readonly HookPipeline _pipeline;
    readonly IQueryEventsHook _sources;
    readonly EventRemovals _removals;
    readonly EventCounter _counter;
    readonly IEventStore _store;
    readonly RelayOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    StoreCommands(
        HookPipeline pipeline, IQueryEventsHook sources, IEventStore store, RelayOptions options, TimeProvider time, ILogger logger)
    {
        (_pipeline, _sources, _store, _options, _time, _logger) = (pipeline, sources, store, options, time, logger);
        _removals = new EventRemovals(pipeline, sources);
        _counter = new EventCounter(pipeline, sources);
    }

    /// <summary>Adds the commands for a store on which no relay runs.</summary>
    public static ControlService Add(
        ControlService service, IEventStore store, RelayOptions options, TimeProvider time, ILogger logger) =>
        new StoreCommands(new HookPipeline(store), store, store, options, time, logger).AddTo(service);

    /// <summary>Adds the commands for the stores of a relay. Events are imported into one of them.</summary>
    public static ControlService Add(
        ControlService service, RelayEngine relay, IEventStore store, RelayOptions options, TimeProvider time, ILogger logger) =>
        new StoreCommands(relay.Pipeline, relay.Sources, store, options, time, logger).AddTo(service);

    ControlService AddTo(ControlService service) => service
        .Add(ControlCommands.Import, ImportAsync)
        .Add(ControlCommands.Export, ExportAsync)
        .Add(ControlCommands.Scan, ScanAsync)
        .Add(ControlCommands.Count, CountAsync)
        .Add(ControlCommands.Delete, DeleteAsync)
        .Add(ControlCommands.Health, (_, _) => Task.FromResult(Health()));

    HealthReport Health()
    {
        var condition = StoreCondition.WorstOf(_pipeline.Stores);
        return new HealthReport(condition.State, condition.ToString());
    }

    async Task<ImportReport> ImportAsync(ControlExchange<ImportOptions, ImportReport> exchange, CancellationToken cancel)
    {
        var importer = new EventImporter(_store, _options, exchange.Arguments, _time);
        var report = await importer.ImportAsync(exchange.Input, exchange.Report, cancel);
        _logger.Imported(report.Lines, report.Stored, report.Failure ?? "complete");
        return report;
    }

    async Task<ExportReport> ExportAsync(ControlExchange<EventSelection, ExportReport> exchange, CancellationToken cancel)
    {
        if (_store is not IEventLog log)
            throw new ControlException("the store of this relay cannot be read in the order of its events; relay scan reads it");
        if (Filters(exchange.Arguments) is not [var filter])
            throw new ControlException("an export takes one filter");
        var everything = new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything };
        var soFar = new ExportReport(Written: 0, Read: 0, Stored: await _store.CountEventsAsync(everything, cancel));
        await EventExporter.ExportAsync(
            log, filter, exchange.SendAsync,
            progress => exchange.Report(soFar = soFar with { Written = progress.Written, Read = progress.Read }), cancel);
        return soFar;
    }

    async Task<EventCount> ScanAsync(ControlExchange<EventSelection, EventCount> exchange, CancellationToken cancel)
    {
        var sink = new JsonLinesSink(exchange.SendAsync);
        await _sources.QueryEventsAsync(QueryFor(exchange.Arguments), sink, cancel);
        await sink.WaitForRoomAsync(cancel);
        return new EventCount(sink.Count);
    }

    async Task<EventCount> CountAsync(ControlExchange<EventSelection, EventCount> exchange, CancellationToken cancel) =>
        new(await _counter.CountAsync(QueryFor(exchange.Arguments), cancel));

    async Task<DeletionReport> DeleteAsync(ControlExchange<EventSelection, DeletionReport> exchange, CancellationToken cancel)
    {
        if (_pipeline.RemoveEvents.Length == 0)
            throw new ControlException("no store or handler of this relay can remove events");
        var query = QueryFor(exchange.Arguments);
        var sink = new SelectionSink(summary => exchange.Report(new(summary, IsFound: false, Removed: 0)));
        await _sources.QueryEventsAsync(query, sink, cancel);
        var found = sink.Summary;
        if (found.Events == 0)
            return new DeletionReport(found, IsFound: true, Removed: 0);
        if (found.Events > MostKept && query.Filters.Any(static filter => filter.Limit is not null))
            throw new ControlException($"a limit above {MostKept} events is too high for a deletion");
        await exchange.ReportAsync(new(found, IsFound: true, Removed: 0), cancel);
        if (!await IsConfirmedAsync(exchange.Input, cancel))
            return new DeletionReport(found, IsFound: true, Removed: 0);
        var removed = 0L;
        try
        {
            while (sink.Ids.Count > 0)
            {
                foreach (var some in sink.Ids.Chunk(EventRemovals.MostAtOnce))
                {
                    removed += await _removals.RemoveAsync(some, cancel);
                    // Fails if the command has gone, which ends the deletion.
                    await exchange.ReportAsync(new(found, IsFound: true, removed), cancel);
                }
                if (found.Events <= MostKept)
                    break;
                // What was not kept is found again. Without limits, that is the rest.
                sink = new SelectionSink(static _ => { });
                await _sources.QueryEventsAsync(query, sink, cancel);
            }
            return new DeletionReport(found, IsFound: true, removed);
        }
        finally
        {
            _logger.Removed(removed);
        }
    }

    /// <summary>Whether the command says yes. A command that has gone says nothing.</summary>
    static async ValueTask<bool> IsConfirmedAsync(Stream input, CancellationToken cancel)
    {
        try
        {
            return await input.ReadAsync(new byte[1], cancel) > 0;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    static EventQuery QueryFor(EventSelection selection) =>
        new() { Filters = Filters(selection), Visibility = Visibility.Everything };

    static List<Filter> Filters(EventSelection selection)
    {
        var filters = new List<Filter>();
        foreach (var json in selection.Filters ?? [])
        {
            filters.Add(FilterReader.TryParse(Encoding.UTF8.GetBytes(json ?? ""), out var problem, andTags: true)
                ?? throw new ControlException($"the filter {json} is not one: {problem}"));
        }
        return filters;
    }

    /// <summary>Counts the events of each kind, and keeps the ids of the first ones.</summary>
    sealed class SelectionSink(Action<EventSummary> report) : IEventSink
    {
        // A look at the clock for each event would cost more than counting it.
        const int EventsPerReport = 4096;

        readonly Dictionary<int, long> _kinds = [];
        long _events;
        long? _oldest;
        long? _newest;

        public List<Bytes32> Ids { get; } = [];

        public EventSummary Summary => new() { Events = _events, Kinds = _kinds, Oldest = _oldest, Newest = _newest };

        public bool TryWrite(EventView e)
        {
            if (Ids.Count < MostKept)
                Ids.Add(e.Id);
            _kinds[e.Kind] = _kinds.GetValueOrDefault(e.Kind) + 1;
            _oldest = _oldest < e.CreatedAt ? _oldest : e.CreatedAt;
            _newest = _newest > e.CreatedAt ? _newest : e.CreatedAt;
            if (++_events % EventsPerReport == 0)
                report(Summary);
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
