using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A format of LMDB's files, with what differs between the two. LMDB 0.9 and LMDB 1.0 refuse each other's files. All numbers are those of
/// 64-bit little-endian machines.
/// </summary>
sealed class LmdbFormat
{
    public static readonly LmdbFormat Old = new()
    {
        Name = "0.9",
        DataVersion = 1,
        HeaderBytes = 16,
        OffsetsBegin = 0,
        ReferenceBytes = 8,
        PadsKeys = false,
        CountsPagesOfLists = false,
        EndsNames = false,
    };

    public static readonly LmdbFormat New = new()
    {
        Name = "1.0",
        DataVersion = 3,
        HeaderBytes = 24,
        OffsetsBegin = 24,
        ReferenceBytes = 24,
        PadsKeys = true,
        CountsPagesOfLists = true,
        EndsNames = true,
    };

    const uint Magic = 0xBEEFC0DE;

    static readonly LmdbFormat[] All = [Old, New];

    LmdbFormat()
    {
    }

    // On Linux every distribution has LMDB 0.9, and the package's library does not load on all of them. Elsewhere the package brings it.
    /// <summary>The format of stores whose options name none. Tests set it.</summary>
    public static LmdbFormat Default { get; set; } = OperatingSystem.IsLinux() ? Old : New;

    /// <summary>The first two numbers of the version of LMDB that reads it.</summary>
    public required string Name { get; init; }

    /// <summary>The version that stands in the meta pages.</summary>
    public required uint DataVersion { get; init; }

    /// <summary>Bytes of a page's header. Those of 1.0 name the transaction that wrote the page.</summary>
    public required int HeaderBytes { get; init; }

    /// <summary>The byte of a page from which its offsets count.</summary>
    public required int OffsetsBegin { get; init; }

    /// <summary>Bytes in a node that name the pages of its value. Those of 1.0 also give the transaction and the number of pages.</summary>
    public required int ReferenceBytes { get; init; }

    /// <summary>Whether the value of a node begins at an even number of bytes after its key.</summary>
    public required bool PadsKeys { get; init; }

    /// <summary>
    /// Whether the record of a table also counts the pages of its lists. LMDB 1.0.1 goes on counting those of lists that were deleted.
    /// </summary>
    public required bool CountsPagesOfLists { get; init; }

    /// <summary>Whether names of tables are stored with the zero at their end.</summary>
    public required bool EndsNames { get; init; }

    /// <summary>The format of this name, or the default. Throws <see cref="StoreException"/> if there is none of this name.</summary>
    public static LmdbFormat Named(string? name) =>
        name is null ? Default
        : Array.Find(All, format => format.Name == name)
            ?? throw new StoreException($"Relay:Store:Lmdb:Format is {name}, which is not 0.9 or 1.0.");

    /// <summary>The format of a data file, as its first page says; null if that is no meta page of either format.</summary>
    public static LmdbFormat? Of(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[32];
        if (!PageFile.TryRead(file, 0, head))
            return null;
        foreach (var format in All)
        {
            if (format.IsMeta(head))
                return format;
        }
        return null;
    }

    /// <summary>Whether the page has the number by which LMDB knows its files, and this format's version.</summary>
    public bool IsMeta(ReadOnlySpan<byte> page) =>
        BinaryPrimitives.ReadUInt32LittleEndian(page[HeaderBytes..]) == Magic
        && BinaryPrimitives.ReadUInt32LittleEndian(page[(HeaderBytes + 4)..]) == DataVersion;

    public override string ToString() => $"LMDB {Name}";
}
