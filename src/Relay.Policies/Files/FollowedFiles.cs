using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Policies;

/// <summary>Files of one sort that are looked at every second. Thread-safe.</summary>
sealed class FollowedFiles<T> : IDisposable where T : class
{
    // Looked at, rather than waited for: notifications get lost on network and container mounts. A look is three calls of the system.
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly FollowedFile<T>[] _files;
    readonly ITimer? _timer;
    int _isLooking;

    /// <summary>Reads all files; an <see cref="OptionsException"/> tells what is wrong with one. The option is named in it.</summary>
    public FollowedFiles(string option, string[]? paths, Func<ILineParser<T>> parser, TimeProvider time, ILogger logger)
    {
        _files = [.. (paths ?? []).Select(path => new FollowedFile<T>(option, path, parser, logger))];
        if (_files.Length > 0)
            _timer = time.CreateTimer(static files => ((FollowedFiles<T>)files!).Look(), this, Interval, Interval);
    }

    public ReadOnlySpan<FollowedFile<T>> All => _files;

    public void Dispose() => _timer?.Dispose();

    /// <summary>A turn that comes while another runs is left out.</summary>
    void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
            return;
        foreach (var file in _files)
            file.Look();
        Volatile.Write(ref _isLooking, 0);
    }
}
