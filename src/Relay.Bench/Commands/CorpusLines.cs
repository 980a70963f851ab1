using Relay.Nostr;

namespace Relay.Bench;

/// <summary>The corpus as a file of JSON lines. Unless there is such a file, it is written at the first use.</summary>
sealed class CorpusLines(EventCorpus corpus, string? file) : IDisposable
{
    string? _own;

    public string Path => file ?? (_own ??= Write());

    public void Dispose()
    {
        if (_own is not null)
            File.Delete(_own);
    }

    string Write()
    {
        var path = System.IO.Path.GetTempFileName();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        var line = new byte[1 << 12];
        for (var i = 0; i < corpus.Count; i++)
        {
            var needed = EventJson.MaxLength(corpus[i]) + 1;
            if (line.Length < needed)
                line = new byte[2 * needed];
            var length = EventJson.Write(corpus[i], line);
            line[length] = (byte)'\n';
            stream.Write(line, 0, length + 1);
        }
        return path;
    }
}
