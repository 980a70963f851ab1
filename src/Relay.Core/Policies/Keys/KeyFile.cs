using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A file of public keys that is read again when it changes. Once it was read, the last list that was whole stays in
/// force whatever happens to the file. Keys may be asked for by any thread; reloading is one thread's business.
/// </summary>
sealed class KeyFile
{
    // An operator finds the mistake by the first few; a file of something else altogether would fill the log.
    const int MaxLoggedLines = 10;

    readonly string _path;
    readonly ILogger _logger;
    (DateTime Written, long Length) _stamp;
    bool _isMissing;
    volatile HashSet<Bytes32> _keys;

    /// <summary>Reads the file; an <see cref="OptionsException"/> names the option, the file and every line that is wrong.</summary>
    internal KeyFile(string option, string path, ILogger logger)
    {
        _path = Path.GetFullPath(path);
        _logger = logger;
        try
        {
            _stamp = Stamp();
            var content = Read();
            if (content.Problems.Count > 0)
                throw new OptionsException([.. content.Problems.Select(problem => $"{option}: {_path}:{problem.Line} {problem.Reason}")]);
            _keys = content.Keys;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new OptionsException([$"{option}: {_path} cannot be read: {e.Message.ReplaceLineEndings(" ")}"]);
        }
    }

    internal bool Contains(in Bytes32 key) => _keys.Contains(key);

    /// <summary>Reads the file again if it has changed. Never throws.</summary>
    internal void Refresh()
    {
        try
        {
            // Taken before reading: a change meanwhile is found the next time.
            var stamp = Stamp();
            _isMissing = false;
            if (stamp == _stamp)
                return;
            Replace(Read());
            _stamp = stamp;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            if (!_isMissing)
                _logger.KeyFileUnreadable(_path, e.Message, _keys.Count);
            _isMissing = true;
        }
    }

    void Replace(KeyFileContent content)
    {
        foreach (var (line, reason) in content.Problems.Take(MaxLoggedLines))
            _logger.KeyFileLineWrong(_path, line, reason);
        if (content.Problems.Count > 0)
        {
            _logger.KeyFileKept(_path, content.Problems.Count, _keys.Count);
            return;
        }
        _keys = content.Keys;
        _logger.KeyFileLoaded(_path, content.Keys.Count);
    }

    /// <summary>The last is what a pipe says, which has no length.</summary>
    static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    KeyFileContent Read()
    {
        // Whoever edits the list may go on doing so.
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return KeyFileContent.Read(file);
    }

    /// <summary>Of the file itself, whatever links lead to it: containers exchange those.</summary>
    (DateTime Written, long Length) Stamp()
    {
        using var file = File.OpenHandle(_path, share: FileShare.ReadWrite | FileShare.Delete);
        return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
    }
}
