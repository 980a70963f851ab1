using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Refuses events whose text contains a word, a pattern or a domain from one of the operator's files. The time that it takes grows with the
/// text's length only. Its owner disposes of it.
/// </summary>
public sealed class WordsPolicy : INonBlockingHook, IRejectEventHook, IFollowsFiles, IDisposable
{
    readonly KindSet _kinds;
    readonly byte[][] _tags;
    readonly FollowedFiles<WordList> _files;
    readonly Strikes? _strikes;

    /// <summary>Reads the files. Throws an <see cref="OptionsException"/> that says what is wrong with them.</summary>
    public WordsPolicy(WordsOptions options, TimeProvider time, ILogger logger, Strikes? strikes = null)
    {
        _kinds = options.Kinds;
        _tags = Array.ConvertAll(options.Tags, JsonText.Escape);
        _files = new($"Relay:Policies:Words:{nameof(options.Files)}", options.Files, static () => new WordLines(), time, logger);
        _strikes = strikes;
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var verdict = _kinds.Contains(e.Kind) ? Judge(e.View) : Verdict.Accept;
        if (verdict.IsRefused)
            _strikes?.Add(client, e);
        return new(verdict);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    void IFollowsFiles.ReadFilesAgain() => _files.ReadAgain();

    Verdict Judge(EventView e)
    {
        using var text = new ReadableText(e, _tags);
        foreach (var file in _files.All)
        {
            var verdict = file.Content.Judge(text);
            if (verdict.IsRefused)
                return verdict;
        }
        return Verdict.Accept;
    }
}
