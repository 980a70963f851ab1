using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Relay.Storage.Files;

/// <summary>
/// The socket in the store's folder through which commands reach the process that owns the store. Only the user who owns the socket may
/// connect: one who may write the folder's files.
/// </summary>
sealed class ControlServer : IAsyncDisposable
{
    /// <summary>How long the commands' connections have to end once they are told to: time for some writes of a batch.</summary>
    static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(250);

    /// <summary>The most commands at a time. Their files are few of those that clients need.</summary>
    const int MaxConnections = 64;

    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource _stopping = new();
    readonly Func<Stream, CancellationToken, Task> _serve;
    readonly ILogger _logger;
    readonly ControlAddress _address;
    readonly Task _accepting;
    readonly Lock _gate = new();
    readonly List<Task> _connections = [];

    public ControlServer(string folder, Func<Stream, CancellationToken, Task> serve, ILogger logger)
    {
        _logger = logger;
        _serve = serve;
        _address = new ControlAddress(folder);
        try
        {
            File.Delete(_address.Path);
            _listener.Bind(_address.EndPoint);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_address.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _listener.Listen();
        }
        catch
        {
            Close();
            throw;
        }
        _accepting = Task.Run(AcceptAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Close();
        await _accepting;
        Task[] connections;
        lock (_gate)
            connections = [.. _connections];
        // The connections are told to end. Events that they do not hand over within 2 s are not stored; the store closes anyway.
        await Task.WhenAll(connections).WaitAsync(EndPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>
    /// Closes the socket, which deletes its file through the endpoint's name. The folder's handle must therefore be closed last.
    /// </summary>
    void Close()
    {
        _listener.Dispose();
        _address.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                lock (_gate)
                {
                    _connections.RemoveAll(task => task.IsCompleted);
                    if (_connections.Count < MaxConnections)
                        _connections.Add(Task.Run(() => ServeAsync(socket)));
                    else
                        socket.Dispose();
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                // The server is stopping.
            }
            catch (SocketException)
            {
                // A command left before it was accepted; or the process has no more files, which takes a while to pass.
                await Task.Delay(AcceptPause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await _serve(stream, _stopping.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidDataException)
        {
            // The command disconnected in the middle. The events it sent before are stored.
        }
        catch (Exception exception)
        {
            FolderMessages.ControlFailed(_logger, exception);
        }
    }
}
