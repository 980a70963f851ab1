using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Reads a data file with plain reads, without liblmdb. A missing page is then an ordinary result; in a map it would end the process. Only
/// for files that no process writes meanwhile.
/// </summary>
sealed class PageFile : IDisposable
{
    readonly SafeFileHandle _handle;

    PageFile(SafeFileHandle handle, LmdbFormat format, int pageBytes)
    {
        _handle = handle;
        Format = format;
        Length = RandomAccess.GetLength(handle);
        PageBytes = pageBytes;
    }

    public LmdbFormat Format { get; }

    public long Length { get; }

    public int PageBytes { get; }

    /// <summary>The number of whole pages in the file.</summary>
    public long Pages => Length / PageBytes;

    /// <summary>Opens the file and reads its newest meta page. Throws <see cref="DamageException"/> if a meta page is damaged.</summary>
    public static PageFile Open(string path, out MetaPage meta)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            var format = LmdbFormat.Of(handle) ?? throw new DamageException("page 0 is no meta page.");
            meta = MetaPage.ReadNewest(handle, format);
            return new PageFile(handle, format, meta.PageBytes);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Fills the buffer from the start of a page on. False if the file ends before.</summary>
    public bool TryRead(long page, Span<byte> buffer) => TryRead(_handle, page * PageBytes, buffer);

    public static bool TryRead(SafeFileHandle handle, long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0)
                return false;
            buffer = buffer[read..];
            offset += read;
        }
        return true;
    }

    public void Dispose() => _handle.Dispose();
}
