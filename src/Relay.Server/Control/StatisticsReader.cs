using System.Net;
using Relay.AspNetCore;
using Relay.Core;

namespace Relay.Server;

/// <summary>Reads what the relay does, while a command asks for it. Nothing is measured for it otherwise.</summary>
sealed class StatisticsReader(WebApplication app, RelayEngine engine, RelayDrain drain, TimeProvider time)
{
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.1);

    readonly long _started = time.GetTimestamp();
    readonly RelayMetrics _metrics = app.Services.GetRequiredService<RelayMetrics>();

    /// <summary>Sends statistics until there are as many as asked for, or until the command goes.</summary>
    public async Task<RelayStatistics> ServeAsync(
        ControlExchange<StatisticsArguments, RelayStatistics> exchange, CancellationToken cancel)
    {
        var arguments = exchange.Arguments;
        var interval = TimeSpan.FromSeconds(Math.Clamp(arguments.Seconds, Shortest.TotalSeconds, 3600));
        using var meter = new ActivityMeter(_metrics);
        for (var count = 1; ; count++)
        {
            var (started, used) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await Task.Delay(interval, time, cancel);
            var elapsed = time.GetElapsedTime(started);
            var statistics = Read(meter.Take(), elapsed, Environment.CpuUsage.TotalTime - used, Math.Clamp(arguments.Top, 0, 100));
            if (count == arguments.Count)
                return statistics;
            await exchange.ReportAsync(statistics, cancel);
        }
    }

    RelayStatistics Read(RelayActivity activity, TimeSpan elapsed, TimeSpan used, int top)
    {
        var open = engine.GetSubscriptions();
        return new RelayStatistics
        {
            Program = ProgramVersion.Text,
            Addresses = [.. app.Urls],
            UptimeSeconds = time.GetElapsedTime(_started).TotalSeconds,
            Seconds = elapsed.TotalSeconds,
            Health = engine.Health.ToString(),
            IsDraining = drain.IsOn,
            MemoryBytes = Environment.WorkingSet,
            Processors = used / elapsed,
            Connections = engine.Connections,
            Opened = activity.Connections.Gained,
            Closed = activity.Connections.Lost,
            TurnedAway = activity.TurnedAway.Gained,
            Subscriptions = engine.Subscriptions,
            Accepted = activity.Accepted.ByWord,
            Refused = activity.Refused.ByWord,
            Queries = activity.Queries.Gained + activity.Counts.Gained,
            SlowestQueryMilliseconds = Math.Max(activity.Queries.MostMilliseconds, activity.Counts.MostMilliseconds),
            QueriesRefused = activity.Unanswered.ByWord,
            Sent = activity.Sent.Gained,
            Commits = activity.Commits.Gained,
            SlowestCommitMilliseconds = activity.Commits.MostMilliseconds,
            TopClients = ClientsOf(open, top),
            TopSubscriptions =
            [
                .. open.OrderByDescending(static subscription => subscription.StepsPerEvent).Take(top).Select(static subscription =>
                    new SubscriptionStatistics(
                        subscription.Client.Id, Text(subscription.Client.RemoteAddress), subscription.Id.ToString(), subscription.Bytes,
                        subscription.StepsPerEvent)),
            ],
            SlowQueries =
            [
                .. engine.GetSlowQueries().Take(top).Select(static query => new SlowQueryStatistics(
                    query.At, query.Connection, Text(query.Address), query.Message, query.Filters, query.Milliseconds, query.Events)),
            ],
        };
    }

    static List<ClientStatistics> ClientsOf(IReadOnlyList<OpenSubscription> open, int top) =>
    [
        .. open.GroupBy(static subscription => subscription.Client)
            .Select(static client => new ClientStatistics(
                client.Key.Id, Text(client.Key.RemoteAddress), client.Count(), client.Sum(static subscription => subscription.Bytes),
                client.Sum(static subscription => (long)subscription.StepsPerEvent)))
            .OrderByDescending(static client => client.Bytes)
            .Take(top),
    ];

    static string? Text(IPAddress? address) => address?.ToString();
}
