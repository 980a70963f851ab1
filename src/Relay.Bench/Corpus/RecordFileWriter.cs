namespace Relay.Bench;

/// <summary>Writes packed events into a temporary file, which goes when it is closed.</summary>
sealed class RecordFileWriter : IDisposable
{
    const int BufferSize = 1 << 20;

    readonly List<long> _ends = [];
    FileStream? _file = new(
        Path.Combine(Path.GetTempPath(), "relay-bench-" + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
        FileShare.None, BufferSize, FileOptions.DeleteOnClose);

    public void Add(ReadOnlySpan<byte> record)
    {
        _file!.Write(record);
        _ends.Add((_ends.Count > 0 ? _ends[^1] : 0) + record.Length);
    }

    /// <summary>The events as they can be read; nothing can be added after.</summary>
    public RecordFile Finish()
    {
        _file!.Flush();
        var records = new RecordFile(_file, [.. _ends]);
        _file = null;
        return records;
    }

    public void Dispose() => _file?.Dispose();
}
