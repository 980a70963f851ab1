using System.Buffers.Binary;

namespace Relay.Storage.Lmdb;

/// <summary>The kinds of trees, by their rows.</summary>
enum TreeKind
{
    /// <summary>Lists of free pages.</summary>
    Free,

    /// <summary>Tables.</summary>
    Tables,

    /// <summary>Keys and values, or lists of items.</summary>
    Rows,

    /// <summary>The items of one list that has pages of its own.</summary>
    Items,
}

/// <summary>Checks every page of one tree, from its first key to its last.</summary>
sealed class TreeWalk(PageWalk walk, TreeKind kind, string table, TableRecord record)
{
    /// <summary>The deepest tree that liblmdb can walk.</summary>
    const int MaxDepth = 32;

    /// <summary>The most bytes of a key and of an item.</summary>
    const int MaxKeyBytes = LmdbEnvironment.MaxKeyBytes;

    readonly byte[] _last = new byte[MaxKeyBytes];
    int _lastLength = -1;
    bool _mayEqualLast;
    int _listItemBytes;
    long _branches;
    long _leaves;
    long _overflows;
    long _entries;

    bool IsOfItems => kind == TreeKind.Items;

    int ItemBytes => (int)record.Pad;

    /// <summary>Walks the tree. False if the time was over.</summary>
    public bool Run()
    {
        if (record.Root == TableRecord.NoRoot)
        {
            if (record.Depth != 0 || record.BranchPages != 0 || record.LeafPages != 0 || record.OverflowPages != 0 || record.Entries != 0)
                throw new DamageException($"{table} should have pages and has none.");
            return true;
        }
        if (record.Depth is 0 or > MaxDepth)
            throw new DamageException($"{table} is said to be {record.Depth} pages deep.");
        if (!Walk(record.Root, record.Depth))
            return false;
        var isCounted = record.HasLists && walk.Format.CountsPagesOfLists
            ? _branches <= record.BranchPages && _leaves <= record.LeafPages
            : _branches == record.BranchPages && _leaves == record.LeafPages;
        if (!isCounted || _overflows != record.OverflowPages)
        {
            throw new DamageException(
                $"{table} has {_branches + _leaves + _overflows} pages of {record.BranchPages + record.LeafPages + record.OverflowPages}.");
        }
        if (_entries != record.Entries)
            throw new DamageException($"{table} has {_entries} entries of {record.Entries}.");
        return true;
    }

    bool Walk(long number, int depth)
    {
        if (walk.IsOver)
            return false;
        var buffer = walk.Take(number, table);
        var page = new TreePage(buffer, table, number, walk.Format);
        var expected = depth > 1 ? TreePage.Branch : IsOfItems ? TreePage.Leaf | TreePage.Items : TreePage.Leaf;
        if (page.Number != number || page.Flags != expected || page.Transaction > walk.Meta.Transaction)
            throw page.Damage("is not the page it should be");
        page.RequireShape();
        var isWhole = depth > 1 ? WalkBranch(page, depth) : IsOfItems ? WalkItems(page) : WalkLeaf(page);
        walk.GiveBack(buffer);
        return isWhole;
    }

    bool WalkBranch(in TreePage page, int depth)
    {
        _branches++;
        if (page.Count < 2 && kind != TreeKind.Free)
            throw page.Damage("has one child");
        for (var i = 0; i < page.Count; i++)
        {
            // The first key of a branch is never used.
            if (i > 0)
                Follow(page, page.Key(i), isSeparator: true);
            if (!Walk(page.Child(i), depth - 1))
                return false;
        }
        return true;
    }

    bool WalkItems(in TreePage page)
    {
        _leaves++;
        _entries += page.Count;
        RequireItems(page);
        Follow(page, page.Item(0), isSeparator: false);
        if (page.Count > 1)
            Follow(page, page.Item(page.Count - 1), isSeparator: false);
        return true;
    }

    void RequireItems(in TreePage page)
    {
        if (page.ItemBytes != ItemBytes)
            throw page.Damage($"has items of {page.ItemBytes} bytes");
        RequireAscending(page);
    }

    static void RequireAscending(in TreePage page)
    {
        for (var i = 1; i < page.Count; i++)
        {
            if (page.Item(i - 1).SequenceCompareTo(page.Item(i)) >= 0)
                throw page.Damage("has items that do not ascend");
        }
    }

    bool WalkLeaf(in TreePage page)
    {
        _leaves++;
        for (var i = 0; i < page.Count; i++)
        {
            Follow(page, page.Key(i), isSeparator: false);
            if (record.HasLists)
            {
                if (!WalkList(page, i))
                    return false;
                continue;
            }
            _entries++;
            var flags = page.NodeFlags(i);
            if (flags == TreePage.BigValue)
                _overflows += walk.TakeBig(page, i, table);
            else if (flags != (kind == TreeKind.Tables ? TreePage.TableValue : 0))
                throw page.Damage("has a value of no known kind");
            if (kind == TreeKind.Free)
                walk.VisitFree(page, i);
            else if (kind == TreeKind.Tables && !walk.VisitTable(page, i))
                return false;
        }
        return true;
    }

    bool WalkList(in TreePage page, int index)
    {
        var value = page.Value(index);
        switch (page.NodeFlags(index))
        {
            case 0:
                _entries++;
                NoteItemBytes(page, value.Length);
                return true;
            case TreePage.ListValue:
                if (value.Length < walk.Format.HeaderBytes)
                    throw page.Damage("has a list without a header");
                var list = new TreePage(value, table, page.Number, walk.Format);
                if ((list.Flags & ~TreePage.Dirty) != (TreePage.Leaf | TreePage.Items | TreePage.Sub))
                    throw page.Damage("has a list of no known kind");
                list.RequireShape();
                NoteItemBytes(page, list.ItemBytes);
                RequireAscending(list);
                _entries += list.Count;
                return true;
            case TreePage.ListValue | TreePage.TableValue when value.Length == TableRecord.Size:
                var inner = TableRecord.Read(value);
                NoteItemBytes(page, (int)Math.Min(inner.Pad, MaxKeyBytes + 1));
                _entries += inner.Entries;
                return new TreeWalk(walk, TreeKind.Items, table, inner).Run();
            default:
                throw page.Damage("has a list of no known kind");
        }
    }

    void NoteItemBytes(in TreePage page, int bytes)
    {
        if (_listItemBytes == 0)
            _listItemBytes = bytes;
        if (bytes != _listItemBytes || bytes is 0 or > MaxKeyBytes)
            throw page.Damage($"has items of {bytes} bytes");
    }

    /// <summary>Checks that every key is greater than the one before. The first key below a separator may equal it.</summary>
    void Follow(in TreePage page, ReadOnlySpan<byte> key, bool isSeparator)
    {
        if (key.Length is 0 or > MaxKeyBytes || record.HasIntegerKeys && key.Length != sizeof(ulong)
            || IsOfItems && key.Length != ItemBytes)
            throw page.Damage($"has a key of {key.Length} bytes");
        var order = _lastLength < 0 ? -1 : Compare(_last.AsSpan(0, _lastLength), key);
        if (order > 0 || order == 0 && !_mayEqualLast)
            throw page.Damage("has keys that do not ascend");
        key.CopyTo(_last);
        _lastLength = key.Length;
        _mayEqualLast = isSeparator;
    }

    int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => record.HasIntegerKeys
        ? BinaryPrimitives.ReadUInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(right))
        : left.SequenceCompareTo(right);
}
