namespace Relay.Storage.RocksDb;

/// <summary>The settings of the database and of its families.</summary>
sealed class RocksSettings : IDisposable
{
    readonly Stack<nint> _options = new();
    readonly nint _cache;

    public RocksSettings(RocksDbOptions options)
    {
        _cache = Rocks.rocksdb_cache_create_lru((nuint)options.CacheMiB << 19);
        Database = Make(DatabaseText(options), table: null);
        Families = new nint[Enum.GetValues<RocksFamily>().Length];
        var buffer = (options.WriteBufferMiB << 20) / 2;
        Families[(int)RocksFamily.Meta] = Make(Text(["write_buffer_size=65536"]), new Table(4096));
        Families[(int)RocksFamily.State] = Make(Text([$"write_buffer_size={buffer / 4}"]), new Table(4096));
        // Most reads of records know that there is one.
        Families[(int)RocksFamily.Events] = Make(
            Text([$"write_buffer_size={buffer}", "compression=kLZ4Compression", "bottommost_compression=kZSTD"]), new Table(16384));
        // The filters are for the starts of keys, by which lists and ids are searched.
        Families[(int)RocksFamily.Ids] = Make(
            Text([
                $"write_buffer_size={buffer / 4}", "prefix_extractor=rocksdb.FixedPrefix.8", "memtable_prefix_bloom_size_ratio=0.1",
                "compression=kNoCompression"]),
            new Table(4096, HasWholeKeyFilter: false));
        Families[(int)RocksFamily.Postings] = Make(
            Text([
                $"write_buffer_size={buffer}", $"prefix_extractor=rocksdb.FixedPrefix.{ListKey.PrefixSize}",
                "memtable_prefix_bloom_size_ratio=0.1", "compression=kLZ4Compression"]),
            new Table(8192, HasWholeKeyFilter: false));
    }

    /// <summary>The options of the database.</summary>
    public nint Database { get; }

    /// <summary>The options of the families, in their order.</summary>
    public nint[] Families { get; }

    /// <summary>The names of the families, in their order.</summary>
    public static string[] Names { get; } = ["default", "events", "postings", "ids", "state"];

    public void Dispose()
    {
        while (_options.TryPop(out var options))
            Rocks.rocksdb_options_destroy(options);
        Rocks.rocksdb_cache_destroy(_cache);
    }

    static string DatabaseText(RocksDbOptions options) => string.Join(';',
        "create_if_missing=true", "create_missing_column_families=true", "paranoid_checks=true",
        $"db_write_buffer_size={(long)options.WriteBufferMiB << 20}",
        // A start reads the log back, so the log is bounded.
        $"max_total_wal_size={(long)options.WriteBufferMiB << 21}",
        // An incomplete record at the end of the log was not acknowledged. Anything else that cannot be read is told and not dropped.
        $"wal_recovery_mode={(options.ForgetDamagedEnd ? "kPointInTimeRecovery" : "kTolerateCorruptedTailRecords")}",
        $"max_open_files={options.OpenFiles}", "max_background_jobs=2", "bytes_per_sync=1048576",
        // RocksDB's own log of what it does.
        "info_log_level=WARN_LEVEL", "keep_log_file_num=2", "max_log_file_size=1048576", "stats_dump_period_sec=0",
        "stats_persist_period_sec=0");

    static string Text(ReadOnlySpan<string> own) => string.Join(';',
    [
        .. own, "max_write_buffer_number=4", "level_compaction_dynamic_level_bytes=true", "target_file_size_base=16777216",
        "max_bytes_for_level_base=67108864",
        // What was removed is also gone from the files after about a day, even where nothing new is written.
        "ttl=86400",
    ]);

    unsafe nint Make(string text, Table? table)
    {
        var options = Rocks.rocksdb_options_create();
        _options.Push(options);
        var from = Rocks.rocksdb_options_create();
        try
        {
            if (table is not null)
                SetTable(from, table);
            Rocks.rocksdb_get_options_from_string(from, text, options, out var error);
            RocksException.ThrowIf(error);
            if (table is not null)
                Rocks.rocksdb_options_add_compact_on_deletion_collector_factory(options, window: 256, deletions: 128);
        }
        finally
        {
            Rocks.rocksdb_options_destroy(from);
        }
        return options;
    }

    void SetTable(nint options, Table table)
    {
        var native = Rocks.rocksdb_block_based_options_create();
        Rocks.rocksdb_block_based_options_set_block_cache(native, _cache);
        Rocks.rocksdb_block_based_options_set_block_size(native, (nuint)table.BlockBytes);
        // Beside the cache: a look-up in it for each would take as long as the search. The number of open tables bounds them.
        Rocks.rocksdb_block_based_options_set_cache_index_and_filter_blocks(native, 0);
        Rocks.rocksdb_block_based_options_set_filter_policy(native, Rocks.rocksdb_filterpolicy_create_bloom_full(10));
        Rocks.rocksdb_block_based_options_set_format_version(native, 6);
        Rocks.rocksdb_block_based_options_set_whole_key_filtering(native, (byte)(table.HasWholeKeyFilter ? 1 : 0));
        Rocks.rocksdb_options_set_block_based_table_factory(options, native);
        Rocks.rocksdb_block_based_options_destroy(native);
    }

    sealed record Table(int BlockBytes, bool HasWholeKeyFilter = true);
}
