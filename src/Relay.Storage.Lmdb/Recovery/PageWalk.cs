using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Checks every page that the newest commit of a data file uses, before liblmdb opens the file: liblmdb trusts what it reads, and a wrong
/// number in a page ends the process. The walk runs in this process, because it follows no number unchecked and a missing page is an
/// ordinary result (<see cref="PageFile"/>). It keeps one bit per page, and one page per level of the trees. The insides of keys and values
/// are not checked, only that keys and items ascend.
/// </summary>
sealed class PageWalk
{
    /// <summary>
    /// Bytes by which the last page may lie beyond the end of the file: far more than one transaction takes and gives back.
    /// </summary>
    const long MostUnwrittenBytes = 1L << 30;

    /// <summary>Bytes, more than a list of the pages that one transaction freed ever has.</summary>
    const uint MostBytesOfList = 1 << 30;

    readonly PageFile _file;
    readonly MetaPage _meta;
    readonly PageSet _met;
    readonly long _end;
    readonly Stack<byte[]> _buffers = new();
    readonly List<string> _tables = [];

    PageWalk(PageFile file, MetaPage meta, TimeSpan longest)
    {
        _file = file;
        _meta = meta;
        _met = new PageSet(file.Pages);
        _end = longest == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : Stopwatch.GetTimestamp() + (long)(longest.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Walks the file. Throws <see cref="DamageException"/> at the first damage.</summary>
    public static WalkOutcome Run(string path, TimeSpan longest)
    {
        using var file = PageFile.Open(path, out var meta);
        return new PageWalk(file, meta, longest).Run();
    }

    public MetaPage Meta => _meta;

    public LmdbFormat Format => _file.Format;

    public bool IsOver => Stopwatch.GetTimestamp() >= _end;

    WalkOutcome Run()
    {
        if (_meta.LastPage + 1 - _file.Pages > MostUnwrittenBytes / _file.PageBytes)
            throw new DamageException($"the file has {_file.Pages} pages of {_meta.LastPage + 1}.");
        if (_file.Pages < 2)
            throw new DamageException("the file ends in its meta pages.");
        _met.TryAdd(0);
        _met.TryAdd(1);
        var isWhole = new TreeWalk(this, TreeKind.Free, "the free pages", _meta.Free).Run()
            && new TreeWalk(this, TreeKind.Tables, "the list of tables", _meta.Main).Run();
        // Only a complete walk knows which of the missing pages are in use.
        if (!isWhole && (_meta.LastPage + 1 - _file.Pages) * _file.PageBytes > DataFile.MayLack)
            throw new DamageException($"the file has {_file.Pages} pages of {_meta.LastPage + 1}.");
        return new WalkOutcome(isWhole, _met.Count, _file.Pages, _tables);
    }

    /// <summary>Reads a page of a tree, which no other tree may use. The caller gives the buffer back.</summary>
    public byte[] Take(long number, string table)
    {
        if (number < 2 || number > _meta.LastPage)
            throw new DamageException($"{table} names page {number}, which there is not.");
        if (!_buffers.TryPop(out var buffer))
            buffer = new byte[_file.PageBytes];
        if (!_file.TryRead(number, buffer))
            throw new DamageException(table, number, "lies beyond the end of the file");
        if (!_met.TryAdd(number))
            throw new DamageException(table, number, "is used twice");
        return buffer;
    }

    public void GiveBack(byte[] buffer) => _buffers.Push(buffer);

    /// <summary>
    /// Checks a row of the free pages: a transaction and the pages it freed. The pages are noted, so that no tree may use them.
    /// </summary>
    public void VisitFree(in TreePage page, int index)
    {
        var transaction = BinaryPrimitives.ReadInt64LittleEndian(page.Key(index));
        if (transaction < 0 || transaction > _meta.Transaction)
            throw page.Damage("has a list of no transaction");
        var list = (page.NodeFlags(index) & TreePage.BigValue) == 0 ? page.Value(index) : ReadBig(page, index);
        var count = list.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(list);
        if (count < 0 || count > list.Length / 8 - 1)
            throw page.Damage("has a list of no proper length");
        var previous = long.MaxValue;
        for (var i = 1; i <= count; i++)
        {
            var free = BinaryPrimitives.ReadInt64LittleEndian(list[(8 * i)..]);
            if (free < 2 || free > _meta.LastPage || free >= previous || free < _file.Pages && !_met.TryAdd(free))
                throw page.Damage($"says that page {free} is free");
            previous = free;
        }
    }

    /// <summary>Checks a row of the list of tables and walks the table. False if the time was over.</summary>
    public bool VisitTable(in TreePage page, int index)
    {
        if (page.NodeFlags(index) != TreePage.TableValue || page.ValueLength(index) != TableRecord.Size)
            throw page.Damage("has a row that is no table");
        var key = page.Key(index);
        if (Format.EndsNames && key[^1] != 0)
            throw page.Damage("has a table whose name does not end");
        var name = Encoding.UTF8.GetString(Format.EndsNames ? key[..^1] : key);
        var table = TableRecord.Read(page.Value(index));
        if (table.Flags is not (0 or TableRecord.IntegerKeys or (TableRecord.SortedItems | TableRecord.ItemsOfOneSize)))
            throw page.Damage($"says that the table {name} is of no known kind");
        _tables.Add(name);
        return new TreeWalk(this, TreeKind.Rows, $"the table {name}", table).Run();
    }

    /// <summary>Notes the pages of a value that has pages of its own. Returns their number.</summary>
    public long TakeBig(in TreePage page, int index, string table)
    {
        var reference = page.Value(index);
        var first = BinaryPrimitives.ReadInt64LittleEndian(reference);
        Span<byte> header = stackalloc byte[Format.HeaderBytes];
        if (first < 2 || first > _meta.LastPage)
            throw page.Damage($"names page {first} for a value");
        if (!_file.TryRead(first, header))
            throw new DamageException(table, first, "lies beyond the end of the file");
        var big = new TreePage(header, table, first, Format);
        long count = big.OverflowPages;
        if (big.Number != first || big.Flags != TreePage.Overflow || big.Transaction > _meta.Transaction
            || count * _file.PageBytes < header.Length + (long)page.ValueLength(index)
            || reference.Length > 8 && BinaryPrimitives.ReadInt64LittleEndian(reference[16..]) != count)
            throw big.Damage("is not the value it should be");
        if (count > _file.Pages - first)
            throw big.Damage("begins a value that ends beyond the end of the file");
        for (var i = 0; i < count; i++)
        {
            if (!_met.TryAdd(first + i))
                throw new DamageException(table, first + i, "is used twice");
        }
        return count;
    }

    ReadOnlySpan<byte> ReadBig(in TreePage page, int index)
    {
        var first = BinaryPrimitives.ReadInt64LittleEndian(page.Value(index));
        // The value's pages were counted and lie within the file, so this is no larger than the file. No transaction frees millions of
        // pages.
        if (page.ValueLength(index) > MostBytesOfList)
            throw page.Damage("has a list of no proper length");
        var bytes = new byte[Format.HeaderBytes + page.ValueLength(index)];
        if (!_file.TryRead(first, bytes))
            throw new DamageException("the free pages", first, "lies beyond the end of the file");
        return bytes.AsSpan(Format.HeaderBytes);
    }
}

/// <summary>The result of a walk that found no damage.</summary>
/// <param name="IsWhole">Whether the walk came to the end before its time was over.</param>
/// <param name="Met">Pages visited, including free ones.</param>
/// <param name="Pages">Pages of the file.</param>
/// <param name="Tables">Names of the tables visited.</param>
readonly record struct WalkOutcome(bool IsWhole, long Met, long Pages, IReadOnlyList<string> Tables);
