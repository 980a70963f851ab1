using System.Runtime.InteropServices;

namespace Relay.Server;

/// <summary>
/// What the system's signals mean to a relay that runs. SIGTERM and SIGINT (Ctrl+C) end it, and so does SIGHUP if the relay's terminal was
/// closed. SIGHUP from anybody else makes it read its files again, as daemons do. A signal that the parent made the system ignore, as
/// shells do for jobs in the background, stays ignored.
/// </summary>
sealed partial class ProgramSignals : IHostLifetime, IDisposable
{
    const int StandardInput = 0;

    readonly CancellationTokenSource _end = new();
    readonly List<PosixSignalRegistration> _registrations;
    readonly bool _hadTerminal = HasTerminal();
    volatile string? _cause;

    public ProgramSignals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, "SIGTERM")),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, "SIGINT (Ctrl+C)")),
        ];
        // On Windows this signal stands for a closed window.
        if (!OperatingSystem.IsWindows())
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp));
    }

    /// <summary>Cancelled when a signal asks for the end.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>The signal that asked for the end; null if none has.</summary>
    public string? Cause => _cause;

    /// <summary>What SIGHUP does. Before it is set, SIGHUP does nothing: every file is about to be read anyway.</summary>
    public Action? OnHangUp { get; set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _end.Dispose();
    }

    Task IHostLifetime.WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostLifetime.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    void End(PosixSignalContext context, string cause)
    {
        context.Cancel = true;
        // Container hosts and people may ask more than once.
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
            _end.Cancel();
    }

    void HangUp(PosixSignalContext context)
    {
        if (_hadTerminal && !HasTerminal())
        {
            End(context, "SIGHUP (its terminal was closed)");
            return;
        }
        context.Cancel = true;
        OnHangUp?.Invoke();
    }

    static bool HasTerminal() => !OperatingSystem.IsWindows() && IsTerminal(StandardInput) == 1;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int file);
}
