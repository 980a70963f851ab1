using System.Diagnostics;
using Relay.Testing;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>This program started again as the owner of a store (<see cref="StoreOwner"/>). Disposing kills it.</summary>
sealed class OwnerProcess : IDisposable
{
    readonly Process _process;

    OwnerProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts it and waits until its store is open.</summary>
    public static async Task<OwnerProcess> StartAsync(string path, string seed)
    {
        var program = Environment.ProcessPath!;
        // Started as "dotnet tests.dll" the program is the runtime, and the library its first argument.
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(OwnerProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. itself, StoreOwner.Argument, path, seed]) { RedirectStandardOutput = true };
        var owner = new OwnerProcess(Process.Start(start)!);
        Assert.Equal(StoreOwner.Ready, await owner.Output.ReadLineAsync().Within("the other process"));
        return owner;
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the end of the other process");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
