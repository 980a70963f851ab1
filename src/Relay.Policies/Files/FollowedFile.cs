using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Policies;

/// <summary>
/// A file that is read at the start, and again when it has changed and then stayed the same for some checks. Its last complete content
/// stays in force, even if the file is deleted or damaged. Any thread may read the content; one thread checks the file.
/// </summary>
sealed class FollowedFile<T> where T : class
{
    // A million keys, one a line.
    public const int MaxBytes = 64 * 1024 * 1024;

    // A file that is rewritten in place is short or empty for a moment. Reading it then would let denied keys in.
    /// <summary>How many checks in a row must find the same change before the file is read again.</summary>
    public const int Looks = 2;

    /// <summary>
    /// How many checks are needed if the file may be unfinished: it is shorter than before, or its last line has no line end.
    /// </summary>
    public const int LooksIfUnfinished = 10;

    const int TriesAtStart = 3;

    readonly string _path;
    readonly Func<ILineParser<T>> _parser;
    readonly ILogger _logger;
    volatile T _content;
    int _count;
    long _length;
    FileLook _decided;
    FileLook _seen;
    int _looks;
    bool _isUnreadable;

    /// <summary>Reads the file. Throws an <see cref="OptionsException"/> that names the option, the file and the wrong lines.</summary>
    public FollowedFile(string option, string path, Func<ILineParser<T>> parser, ILogger logger)
    {
        _path = path;
        _parser = parser;
        _logger = logger;
        try
        {
            // An empty path, or one with a null character, throws an ArgumentException.
            _path = Path.GetFullPath(path);
            for (var tries = 1; _content is null; tries++)
            {
                using var file = RegularFile.Open(_path, out var look);
                if (Read(file, look) is var (parsed, errors))
                {
                    ThrowIfWrong(option, errors);
                    Take(parsed, look);
                }
                else if (tries == TriesAtStart)
                {
                    throw new IOException("it changes while it is read");
                }
            }
        }
        catch (Exception exception) when (IsUnreadable(exception) || exception is ArgumentException)
        {
            throw new OptionsException([$"{option}: {_path} cannot be read: {exception.Message.ReplaceLineEndings(" ")}"]);
        }
    }

    /// <summary>The last complete content of the file.</summary>
    public T Content => _content;

    /// <summary>
    /// Checks the file, and reads it again if it has changed and then stayed the same long enough; at once if the operator says that it is
    /// complete. Never throws.
    /// </summary>
    public void Look(bool isComplete = false)
    {
        try
        {
            using var file = RegularFile.Open(_path, out var look);
            if (look != _decided)
                Follow(file, look, isComplete);
            _isUnreadable = false;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            if (!_isUnreadable)
                _logger.FollowedFileUnreadable(_path, exception.Message, _count);
            _isUnreadable = true;
        }
    }

    void Follow(FileStream file, FileLook look, bool isComplete)
    {
        _looks = look == _seen ? _looks + 1 : 1;
        _seen = look;
        if (!isComplete && (_looks < Looks || (_looks < LooksIfUnfinished && MayBeUnfinished(file, look))))
            return;
        if (Read(file, look) is not var (parsed, errors))
            return;
        _decided = look;
        foreach (var (line, reason) in errors.First)
            _logger.FollowedLineWrong(_path, line, reason);
        if (errors.Count > 0)
        {
            _logger.FollowedFileKept(_path, errors.Count, _count);
            return;
        }
        if (parsed.Count < _count / 2)
            _logger.FollowedFileShrunk(_path, parsed.Count, _count);
        else
            _logger.FollowedFileLoaded(_path, parsed.Count);
        Take(parsed, look);
    }

    void Take(ILineParser<T> parsed, FileLook look)
    {
        _content = parsed.Complete();
        _count = parsed.Count;
        _length = look.Length;
        _decided = look;
    }

    void ThrowIfWrong(string option, LineErrors errors)
    {
        if (errors.Count == 0)
            return;
        var problems = errors.First.Select(error => $"{option}: {_path}:{error.Line} {error.Reason}").ToList();
        if (errors.Count > problems.Count)
            problems.Add($"{option}: {_path} has {errors.Count - problems.Count} more wrong lines");
        throw new OptionsException(problems);
    }

    bool MayBeUnfinished(FileStream file, FileLook look)
    {
        if (look.Length < _length)
            return true;
        Span<byte> last = [(byte)'\n'];
        return look.Length > 0 && (RandomAccess.Read(file.SafeFileHandle, last, look.Length - 1) == 0 || last[0] != '\n');
    }

    /// <summary>Reads and parses the file. Null if it changed meanwhile.</summary>
    (ILineParser<T> Parsed, LineErrors Errors)? Read(FileStream file, FileLook look)
    {
        if (look.Length > MaxBytes)
            throw new IOException($"it is larger than {MaxBytes / 1024 / 1024} MiB");
        var parser = _parser();
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        // A file that keeps growing must not be read forever.
        var errors = LineSplitter.Split(reader, parser, () => file.Position <= look.Length);
        return RegularFile.LookAt(file.SafeFileHandle) == look ? (parser, errors) : null;
    }

    /// <summary>
    /// Whether the exception means that the file cannot be read. Files without a length throw the last kind, where the system does not tell
    /// their type.
    /// </summary>
    static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;
}
