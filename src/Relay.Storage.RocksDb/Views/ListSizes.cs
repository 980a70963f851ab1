namespace Relay.Storage.RocksDb;

/// <summary>Estimates how many postings a long list has, by the bytes that its keys take in tables and in memory.</summary>
sealed unsafe class ListSizes(RocksDatabase db)
{
    /// <summary>How long an average is used, in milliseconds.</summary>
    const long Lifetime = 60_000;

    /// <summary>The bytes of a key in the buffer of a small store: there is no average yet.</summary>
    const double FirstBytes = 64;

    const byte InMemoryAndTables = 3;

    double _bytesPerPosting = FirstBytes;
    long _until;

    /// <summary>
    /// The rough number of postings of the list whose keys begin like this. Takes some microseconds, no matter how long the list is.
    /// </summary>
    public long Estimate(ReadOnlySpan<byte> prefix)
    {
        Span<byte> end = stackalloc byte[ListKey.Size];
        end.Fill(0xFF);
        prefix.CopyTo(end);
        ulong size;
        fixed (byte* first = prefix, last = end)
        {
            byte* from = first, to = last;
            nuint fromLength = (nuint)prefix.Length, toLength = (nuint)end.Length;
            Rocks.rocksdb_approximate_sizes_cf_with_flags(
                db.Handle, db[RocksFamily.Postings], 1, &from, &fromLength, &to, &toLength, InMemoryAndTables, &size, out var error);
            RocksException.ThrowIf(error);
        }
        return (long)(size / BytesPerPosting());
    }

    double BytesPerPosting()
    {
        var now = Environment.TickCount64;
        if (now < Volatile.Read(ref _until))
            return Volatile.Read(ref _bytesPerPosting);
        Volatile.Write(ref _until, now + Lifetime);
        var keys = db.Property(RocksFamily.Postings, "rocksdb.estimate-num-keys");
        var bytes = db.Property(RocksFamily.Postings, "rocksdb.live-sst-files-size")
            + db.Property(RocksFamily.Postings, "rocksdb.cur-size-all-mem-tables");
        var average = keys < 1000 ? FirstBytes : Math.Clamp((double)bytes / keys, 1, FirstBytes);
        Volatile.Write(ref _bytesPerPosting, average);
        return average;
    }
}
