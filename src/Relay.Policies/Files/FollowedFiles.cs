using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Policies;

/// <summary>Files of one type, each of which is checked every second. Thread-safe.</summary>
sealed class FollowedFiles<T> : IDisposable where T : class
{
    // Checked every second, because change notifications get lost on network and container mounts. A check is three system calls.
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly FollowedFile<T>[] _files;
    readonly ITimer? _timer;
    int _isLooking;

    /// <summary>
    /// Reads all files. Throws an <see cref="OptionsException"/> that names the option and says what is wrong with a file.
    /// </summary>
    public FollowedFiles(string option, string[]? paths, Func<ILineParser<T>> parser, TimeProvider time, ILogger logger)
    {
        _files = [.. (paths ?? []).Select(path => new FollowedFile<T>(option, path, parser, logger))];
        if (_files.Length > 0)
            _timer = time.CreateTimer(static files => ((FollowedFiles<T>)files!).Look(), this, Interval, Interval);
    }

    public ReadOnlySpan<FollowedFile<T>> All => _files;

    public void Dispose() => _timer?.Dispose();

    /// <summary>Checks all files. Does nothing if the previous check is still running.</summary>
    void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
            return;
        foreach (var file in _files)
            file.Look();
        Volatile.Write(ref _isLooking, 0);
    }
}
