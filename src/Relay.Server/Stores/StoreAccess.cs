using System.IO.Pipelines;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// A command's way to a store: through the relay that runs on it or, if there is none, by opening it. Both speak the control protocol, so a
/// command is the same for both. Serves one command.
/// </summary>
sealed class StoreAccess : IAsyncDisposable
{
    readonly Stream? _connection;
    readonly IOpenedStore? _store;
    readonly Task _serving = Task.CompletedTask;
    readonly CancellationTokenSource _ended = new();
    readonly Pipe _toStore = new();
    readonly Pipe _fromStore = new();

    StoreAccess(string folder, Stream connection)
    {
        (Name, _connection) = ($"the running relay, whose store is in {folder}", connection);
        Client = new ControlClient(connection, ProgramVersion.Text);
    }

    StoreAccess(StoreSettings settings, IOpenedStore store, RelayOptions options)
    {
        (Name, _store) = ($"the store in {settings.Place}", store);
        var (time, logger) = (TimeProvider.System, StoreServices.OfCommand.Loggers.CreateLogger<StoreAccess>());
        var service = new ControlService(ProgramVersion.Text, time, logger)
            .Add(RelayCommands.Describe, (_, cancel) => store.DescribeAsync(cancel).AsTask());
        StoreCommands.Add(service, store.Store, options, time, logger);
        _serving = ServeAsync(service);
        Client = new ControlClient(_fromStore.Reader.AsStream(), _toStore.Writer.AsStream(), ProgramVersion.Text);
    }

    /// <summary>Carries out the command.</summary>
    public ControlClient Client { get; }

    /// <summary>What the command works on, for people.</summary>
    public string Name { get; }

    /// <summary>
    /// Opens the way to the store, which must exist unless <paramref name="mayCreate"/> is set. Throws a <see cref="StoreException"/> if
    /// there is none.
    /// </summary>
    public static async Task<StoreAccess> OpenAsync(ProgramConfiguration configuration, bool mayCreate, CancellationToken cancel)
    {
        var settings = configuration.Store;
        // A store in a database can do without a folder. If a relay uses it then, opening says so.
        var folder = settings.Type.Medium == StoreMedium.Server ? settings.Folder : settings.RequireFolder();
        if (folder is not null && await StoreControl.ConnectAsync(folder, cancel) is { } connection)
            return new StoreAccess(folder, connection);
        if (settings.Type.Medium == StoreMedium.Memory)
        {
            throw new StoreException(
                $"No relay runs with its socket in {folder}, and a store of the type {settings.Type.Name} lives only as long as its "
                + "relay.");
        }
        if (!settings.IsThere() && !mayCreate)
            throw new StoreException($"There is no store in {folder}.");
        var store = await settings.OpenAsync(StoreServices.OfCommand, cancel);
        return new StoreAccess(settings, store, configuration.Options.Get<RelayOptions>());
    }

    /// <summary>
    /// The way to the relay that runs on the store. Throws a <see cref="StoreException"/> if none runs, for commands that need one.
    /// </summary>
    public static async Task<StoreAccess> OfRunningRelayAsync(ProgramConfiguration configuration, CancellationToken cancel)
    {
        var folder = configuration.Store.RequireFolder();
        return await StoreControl.ConnectAsync(folder, cancel) is { } connection
            ? new StoreAccess(folder, connection)
            : throw new StoreException($"No relay runs on the store in {folder}, and this command is for a relay that runs.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        await _ended.CancelAsync();
        await _serving;
        if (_store is not null)
        {
            await _store.SettleAsync();
            await _store.DisposeAsync();
        }
        _ended.Dispose();
    }

    async Task ServeAsync(ControlService service)
    {
        await Task.Yield();
        Exception? failure = null;
        try
        {
            await service.ServeAsync(_toStore.Reader.AsStream(), _fromStore.Writer.AsStream(), _ended.Token);
        }
        catch (Exception exception)
        {
            // The command waits for an end in any case.
            failure = exception as IOException ?? new IOException(exception.Message, exception);
        }
        await _fromStore.Writer.CompleteAsync(failure);
        await _toStore.Reader.CompleteAsync();
    }
}
