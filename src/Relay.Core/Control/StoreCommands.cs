using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Carries out the commands for stores: those of a running relay, or a store that the process has opened only for a command.
/// </summary>
public sealed class StoreCommands
{
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
        .Add(ControlCommands.Scan, ScanAsync)
        .Add(ControlCommands.Count, CountAsync)
        .Add(ControlCommands.Summarize, SummarizeAsync)
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

    async Task<EventCount> ScanAsync(ControlExchange<EventSelection, EventCount> exchange, CancellationToken cancel)
    {
        var sink = new JsonLinesSink(exchange.SendAsync);
        await _sources.QueryEventsAsync(QueryFor(exchange.Arguments), sink, cancel);
        await sink.WaitForRoomAsync(cancel);
        return new EventCount(sink.Count);
    }

    async Task<EventCount> CountAsync(ControlExchange<EventSelection, EventCount> exchange, CancellationToken cancel) =>
        new(await _counter.CountAsync(QueryFor(exchange.Arguments), cancel));

    async Task<EventSummary> SummarizeAsync(ControlExchange<EventSelection, EventSummary> exchange, CancellationToken cancel)
    {
        var sink = new SummarySink(exchange.Report);
        await _sources.QueryEventsAsync(QueryFor(exchange.Arguments), sink, cancel);
        return sink.Summary;
    }

    async Task<EventCount> DeleteAsync(ControlExchange<EventSelection, EventCount> exchange, CancellationToken cancel)
    {
        var removed = 0L;
        try
        {
            foreach (var filter in Filters(exchange.Arguments))
            {
                var before = removed;
                removed += await _removals.RemoveAsync(filter, soFar => exchange.Report(new(before + soFar)), cancel);
            }
            return new EventCount(removed);
        }
        catch (InvalidOperationException exception)
        {
            throw new ControlException(exception.Message, exception);
        }
        finally
        {
            _logger.Removed(removed);
        }
    }

    static EventQuery QueryFor(EventSelection selection) =>
        new() { Filters = Filters(selection), Visibility = Visibility.Everything };

    static List<Filter> Filters(EventSelection selection)
    {
        var filters = new List<Filter>();
        foreach (var json in selection.Filters)
        {
            filters.Add(FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem)
                ?? throw new ControlException($"the filter {json} is not one: {problem}"));
        }
        return filters;
    }

    /// <summary>Counts the events of each kind.</summary>
    sealed class SummarySink(Action<EventSummary> report) : IEventSink
    {
        // A look at the clock for each event would cost more than counting it.
        const int EventsPerReport = 4096;

        readonly Dictionary<int, long> _kinds = [];
        long _events;
        long? _oldest;
        long? _newest;

        public EventSummary Summary => new() { Events = _events, Kinds = _kinds, Oldest = _oldest, Newest = _newest };

        public bool TryWrite(EventView e)
        {
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
