namespace Relay.Bench;

/// <summary>Writes packed events to a temporary file, which is deleted when it is closed.</summary>
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

    /// <summary>Returns the written events for reading. Nothing can be added afterwards.</summary>
    public RecordFile Finish()
    {
        _file!.Flush();
        var records = new RecordFile(_file, [.. _ends]);
        _file = null;
        return records;
    }

    public void Dispose() => _file?.Dispose();
}
