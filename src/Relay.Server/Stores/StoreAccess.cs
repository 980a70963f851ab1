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
        (Folder, _connection) = (folder, connection);
        Client = new ControlClient(connection, ProgramVersion.Text);
    }

    StoreAccess(string folder, IOpenedStore store, RelayOptions options)
    {
        (Folder, _store) = (folder, store);
        var (time, logger) = (TimeProvider.System, StoreServices.OfCommand.Loggers.CreateLogger<StoreAccess>());
        var service = new ControlService(ProgramVersion.Text, time, logger)
            .Add(RelayCommands.Describe, (_, cancel) => store.DescribeAsync(cancel).AsTask());
        StoreCommands.Add(service, store.Store, options, time, logger);
        _serving = ServeAsync(service);
        Client = new ControlClient(_fromStore.Reader.AsStream(), _toStore.Writer.AsStream(), ProgramVersion.Text);
    }

    /// <summary>The store's folder.</summary>
    public string Folder { get; }

    /// <summary>Carries out the command.</summary>
    public ControlClient Client { get; }

    /// <summary>What the command works on, for people.</summary>
    public string Name => _connection is null ? $"the store in {Folder}" : $"the running relay, whose store is in {Folder}";

    /// <summary>
    /// Opens the way to the store, which must exist unless <paramref name="mayCreate"/> is set. Throws a <see cref="StoreException"/> if
    /// there is none.
    /// </summary>
    public static async Task<StoreAccess> OpenAsync(ProgramConfiguration configuration, bool mayCreate, CancellationToken cancel)
    {
        var settings = configuration.Store;
        var folder = settings.RequireFolder();
        if (await StoreControl.ConnectAsync(folder, cancel) is { } connection)
            return new StoreAccess(folder, connection);
        if (settings.Type.Files is null)
        {
            throw new StoreException(
                $"No relay runs with its socket in {folder}, and a store of the type {settings.Type.Name} lives only as long as its relay.");
        }
        if (!settings.IsThere() && !mayCreate)
            throw new StoreException($"There is no store in {folder}.");
        var store = await settings.OpenAsync(StoreServices.OfCommand, cancel);
        return new StoreAccess(folder, store, configuration.Options.Get<RelayOptions>());
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
