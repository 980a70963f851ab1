using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Relay.Bench;

/// <summary>Packed events in a mapped temporary file. Ten million of them only take memory that nothing else needs.</summary>
sealed unsafe class RecordFile : IRecordList
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly SafeMemoryMappedViewHandle _handle;
    readonly byte* _start;
    readonly long[] _ends;

    /// <summary>Takes a file of records and the end of each record.</summary>
    public RecordFile(FileStream file, long[] ends)
    {
        _ends = ends;
        _file = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _handle = _view.SafeMemoryMappedViewHandle;
        _handle.AcquirePointer(ref _start);
    }

    public int Count => _ends.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return new ReadOnlySpan<byte>(_start + start, (int)(_ends[index] - start));
        }
    }

    public void Dispose()
    {
        _handle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
