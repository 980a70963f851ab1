using System.CommandLine;
using System.Diagnostics;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary><c>relay run</c>: serves until it is told to stop.</summary>
static class RunCommand
{
    public const string Name = "run";

    /// <summary>The exit code if the store broke: EX_IOERR of sysexits.h.</summary>
    const int BrokenStore = 74;

    /// <summary>The exit code if the relay did not end in time: EX_SOFTWARE of sysexits.h.</summary>
    const int CutOff = 70;

    /// <summary>How much longer than its own limit the end may take, on a slow machine.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var listen = new ListenArguments();
        var command = new Command(Name, "Runs the relay until SIGTERM or Ctrl+C.");
        listen.AddTo(command);
        command.SetAction((arguments, _) => RunAsync(ProgramConfiguration.LoadToRun(arguments, listen.Read(arguments))));
        return command;
    }

    static async Task<int> RunAsync(ProgramConfiguration configuration)
    {
        using var signals = new ProgramSignals();
        // Opening a large store takes a while, in which a signal must be able to end the program.
        var running = Task.Run(() => ServeAsync(configuration, signals));
        var patience = TimeSpan.FromSeconds(configuration.Options.Get<RelayOptions>().Network.ShutdownSeconds) + Grace;
        await Task.WhenAny(running, OverdueAsync(signals.Ended, patience));
        if (running.IsCompleted)
            return await running;
        Console.Error.WriteLine($"relay: not ended {patience.TotalSeconds:0} s after {signals.Cause}; the process ends now");
        return CutOff;
    }

    static async Task<int> ServeAsync(ProgramConfiguration configuration, ProgramSignals signals)
    {
        var started = Stopwatch.StartNew();
        if (configuration.Store.Folder is { } folder)
            await WaitForCommandAsync(folder, signals.Ended);
        await using var app = RelayHost.Build(configuration, signals, ServiceRequest.Take());
        signals.OnHangUp = () => RelayHost.ReadFilesAgain(app, "SIGHUP");
        app.Services.GetRequiredService<ServiceNotices>().Opening(configuration.Store.Place);
        await app.StartAsync(signals.Ended);
        var broken = app.Services.GetRequiredService<IOpenedStore>().Broken;
        // The supervisor restarts the process after this exit; nothing else helps a broken store.
        _ = broken.ContinueWith(_ => RelayHost.Stop(app, "a broken store"), TaskScheduler.Default);
        try
        {
            await RelayHost.AnnounceAsync(app, started.Elapsed);
        }
        catch (StoreBrokenException)
        {
            // The store broke before the announcement. The application is already stopping.
        }
        await using var watchdog = ServiceStatus.Watch(app);
        var served = Stopwatch.StartNew();
        using var ended = signals.Ended.UnsafeRegister(_ => RelayHost.Stop(app, signals.Cause!), null);
        var stopping = Stopwatch.StartNew();
        using var began = app.Lifetime.ApplicationStopping.UnsafeRegister(_ => stopping.Restart(), null);
        await app.WaitForShutdownAsync();
        ProgramLog.Stopped(app.Logger, stopping.Elapsed.TotalSeconds, TimeSpan.FromSeconds((long)served.Elapsed.TotalSeconds));
        return broken.IsCompleted ? BrokenStore : 0;
    }

    /// <summary>Waits some seconds for a command that owns the store, as scan does. A relay that owns it is not waited for.</summary>
    static async Task WaitForCommandAsync(string store, CancellationToken ended)
    {
        try
        {
            await using var relay = await StoreControl.ConnectAsync(store, ended);
        }
        catch (Exception exception) when (exception is StoreException or OperationCanceledException or IOException
            or UnauthorizedAccessException)
        {
            // Opening the store says what is wrong.
        }
    }

    /// <summary>Completes if the program has not ended this long after a signal.</summary>
    static async Task OverdueAsync(CancellationToken ended, TimeSpan patience)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(patience, CancellationToken.None);
    }
}
