using System.Text.Json.Serialization;
using Relay.AspNetCore;
using Relay.Core;

namespace Relay.Server;

/// <summary>The commands that only a relay that runs can carry out.</summary>
static class RelayCommands
{
    /// <summary>Says what the relay does, again and again until the command goes.</summary>
    public static ControlCommand<StatisticsArguments, RelayStatistics> Statistics { get; } =
        new("stats", RelayCommandsJson.Default.StatisticsArguments, RelayCommandsJson.Default.RelayStatistics);

    /// <summary>Opens log files again and reads files of keys and words, as SIGHUP does.</summary>
    public static ControlCommand<NoArguments, NoArguments> Reload { get; } =
        new("reload", RelayCommandsJson.Default.NoArguments, RelayCommandsJson.Default.NoArguments);

    /// <summary>Sends clients elsewhere before the relay is stopped.</summary>
    public static ControlCommand<DrainArguments, DrainReport> Drain { get; } =
        new("drain", RelayCommandsJson.Default.DrainArguments, RelayCommandsJson.Default.DrainReport);

    /// <summary>Gives <c>relay doctor</c> a ticket for a request.</summary>
    public static ControlCommand<NoArguments, DoctorTicket> Doctor { get; } =
        new("doctor", RelayCommandsJson.Default.NoArguments, RelayCommandsJson.Default.DoctorTicket);

    /// <summary>Says what the store contains.</summary>
    public static ControlCommand<NoArguments, StoreFacts> Describe { get; } =
        new("describe", RelayCommandsJson.Default.NoArguments, RelayCommandsJson.Default.StoreFacts);

    /// <summary>The service with all commands of a running relay.</summary>
    public static ControlService Create(WebApplication app)
    {
        var services = app.Services;
        var (time, engine) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<RelayEngine>());
        var drain = services.GetRequiredService<RelayDrain>();
        var statistics = new StatisticsReader(app, engine, drain, time);
        var store = services.GetRequiredService<IOpenedStore>();
        var control = new ControlService(ProgramVersion.Text, time, app.Logger)
            .Add(Statistics, statistics.ServeAsync)
            .Add(Reload, (_, _) => Task.FromResult(ReadFilesAgain(app)))
            .Add(Drain, (exchange, cancel) => DrainAsync(drain, exchange, cancel))
            .Add(Doctor, (_, _) => Task.FromResult(services.GetRequiredService<DoctorResponder>().Issue()))
            .Add(Describe, (_, cancel) => store.DescribeAsync(cancel).AsTask());
        return StoreCommands.Add(control, engine, store.Store, services.GetRequiredService<RelayOptions>(), time, app.Logger);
    }

    static NoArguments ReadFilesAgain(WebApplication app)
    {
        RelayHost.ReadFilesAgain(app, "relay reload");
        return new NoArguments();
    }

    static async Task<DrainReport> DrainAsync(
        RelayDrain drain, ControlExchange<DrainArguments, DrainReport> exchange, CancellationToken cancel)
    {
        if (exchange.Arguments.Undo)
        {
            drain.Undo();
            return new DrainReport(Closed: 0, drain.Connections);
        }
        var over = TimeSpan.FromSeconds(Math.Clamp(exchange.Arguments.Seconds, 0, 3600));
        try
        {
            var closed = await drain.RunAsync(over, closed => exchange.Report(new(closed, drain.Connections)), cancel);
            return new DrainReport(closed, drain.Connections);
        }
        catch (InvalidOperationException exception)
        {
            throw new ControlException($"{exception.Message}; relay drain --undo takes it back", exception);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ControlException("another command has taken the drain back");
        }
    }
}

/// <summary>The arguments of the command for statistics.</summary>
/// <param name="Seconds">The time over which each statistics are.</param>
/// <param name="Count">How many there are; 0 for no end.</param>
/// <param name="Top">The most connections, subscriptions and slow queries in each.</param>
sealed record StatisticsArguments(double Seconds, int Count, int Top);

/// <summary>The arguments of the command to drain.</summary>
/// <param name="Seconds">The time in which all connections are closed.</param>
/// <param name="Undo">Whether connections are to be taken again.</param>
sealed record DrainArguments(double Seconds, bool Undo);

/// <summary>How far the relay has drained.</summary>
/// <param name="Closed">Connections that it closed.</param>
/// <param name="Open">Connections that are open.</param>
sealed record DrainReport(int Closed, int Open);

/// <summary>What <c>relay doctor</c> sends with a request, so that the relay says how it saw the request.</summary>
/// <param name="Text">The ticket, which is good once.</param>
/// <param name="Answer">What the relay returns with it, so that no other server can pretend to be this one.</param>
sealed record DoctorTicket(string Text, string Answer);

/// <summary>The JSON of these commands.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoArguments))]
[JsonSerializable(typeof(StatisticsArguments))]
[JsonSerializable(typeof(RelayStatistics))]
[JsonSerializable(typeof(DrainArguments))]
[JsonSerializable(typeof(DrainReport))]
[JsonSerializable(typeof(DoctorTicket))]
[JsonSerializable(typeof(StoreFacts))]
sealed partial class RelayCommandsJson : JsonSerializerContext;
