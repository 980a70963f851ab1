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
    readonly Lock _looking = new();

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

    /// <summary>Reads the files that have changed at once, because the operator says that they are complete.</summary>
    public void ReadAgain()
    {
        lock (_looking)
            LookAtAll(isComplete: true);
    }

    /// <summary>Checks all files. Does nothing if another check is still running.</summary>
    void Look()
    {
        if (!_looking.TryEnter())
            return;
        try
        {
            LookAtAll(isComplete: false);
        }
        finally
        {
            _looking.Exit();
        }
    }

    void LookAtAll(bool isComplete)
    {
        foreach (var file in _files)
            file.Look(isComplete);
    }
}
