using System.Diagnostics;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>The process of a database server that tests start, and those that it starts. It reads what they write to their log.</summary>
sealed class ServerProcess : IDisposable
{
    const int KeptLines = 40;

    readonly Process _process;
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Queue<string> _log = new();

    ServerProcess(Process process, string ready)
    {
        _process = process;
        Ended = ReadAsync(ready);
    }

    /// <summary>Completes when this process has ended, and all that write to its log.</summary>
    public Task Ended { get; }

    /// <summary>Starts it and waits for the line of its log that says that it takes connections.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string[] arguments, string ready)
    {
        // With what these tests inherited as output, a server that outlives them would keep those waiting who read it.
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new ServerProcess(Process.Start(start)!, ready);
        try
        {
            await server._ready.Task.Within(program);
            return server;
        }
        catch
        {
            await server.KillAsync();
            server.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL to it and to the processes that it has started, and waits for their end.</summary>
    public Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        return Ended.Within("the end of the server");
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    async Task ReadAsync(string ready)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (_log.Count == KeptLines)
                _log.Dequeue();
            _log.Enqueue(line);
            if (line.Contains(ready, StringComparison.Ordinal))
                _ready.TrySetResult();
        }
        await _process.WaitForExitAsync();
        _ready.TrySetException(new InvalidOperationException($"the server did not start: {string.Join(Environment.NewLine, _log)}"));
    }
}
