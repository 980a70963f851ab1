using System.Buffers.Binary;
using System.Net.Sockets;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>The process that owns the store, and what it tells by its control socket.</summary>
sealed class RunningRelay
{
    /// <summary>How long the process may take to answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // SO_PEERCRED of Linux: struct ucred with process, user and group, 4 bytes each.
    const int SocketLevel = 1, PeerCredentials = 17, CredentialBytes = 12;

    readonly string _store;

    RunningRelay(string store, int? process, string? whySilent)
    {
        _store = store;
        Process = process;
        WhySilent = whySilent;
    }

    /// <summary>The number of the process; null if it is not known, as from outside of its container.</summary>
    public int? Process { get; }

    /// <summary>Why the process takes no commands; null if it does.</summary>
    public string? WhySilent { get; }

    /// <summary>Finds the process; null if no process owns the store.</summary>
    public static async Task<RunningRelay?> FindAsync(string store, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await StoreControl.ConnectAsync(store, patience.Token);
            return connection is null ? null : new(store, OwnerOf(connection), whySilent: null);
        }
        catch (StoreException exception)
        {
            return new(store, process: null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(store, process: null, $"The process that owns the store does not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>The process's report on its store in one line; null if it does not answer.</summary>
    public async Task<string?> AskForHealthAsync(CancellationToken cancel) =>
        (await AskAsync(ControlCommands.Health, cancel))?.Text;

    /// <summary>A ticket for a request through the public address; null if the process gives none.</summary>
    public Task<DoctorTicket?> AskForTicketAsync(CancellationToken cancel) => AskAsync(RelayCommands.Doctor, cancel);

    async Task<T?> AskAsync<T>(ControlCommand<NoArguments, T> question, CancellationToken cancel) where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await StoreControl.ConnectAsync(_store, patience.Token);
            if (connection is null)
                return null;
            var client = new ControlClient(connection, ProgramVersion.Text);
            return await client.AskAsync(question, new NoArguments(), cancel: patience.Token);
        }
        catch (Exception exception) when (
            exception is StoreException or ControlException or IOException or InvalidDataException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    static int? OwnerOf(Stream connection)
    {
        if (!OperatingSystem.IsLinux() || connection is not NetworkStream { Socket: var socket })
            return null;
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        try
        {
            socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        }
        catch (SocketException)
        {
            return null;
        }
        return BinaryPrimitives.ReadInt32LittleEndian(credentials) is var process and > 0 ? process : null;
    }
}
