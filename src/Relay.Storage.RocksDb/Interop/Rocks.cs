using System.Runtime.InteropServices;

namespace Relay.Storage.RocksDb;

/// <summary>
/// The functions of RocksDB's C interface that the store calls. A call that may fail sets a text, which <see cref="RocksException"/> takes.
/// Those that only read a field do without the change of state that other calls need.
/// </summary>
static unsafe partial class Rocks
{
    public const string Library = "rocksdb";

    [LibraryImport(Library)]
    public static partial void rocksdb_free(void* memory);

    [LibraryImport(Library)]
    public static partial nint rocksdb_options_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void rocksdb_get_options_from_string(nint from, string text, nint to, out byte* error);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_block_based_table_factory(nint options, nint table);

    [LibraryImport(Library)]
    public static partial void rocksdb_options_add_compact_on_deletion_collector_factory(nint options, nuint window, nuint deletions);

    [LibraryImport(Library)]
    public static partial nint rocksdb_block_based_options_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_destroy(nint table);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_cache(nint table, nint cache);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_size(nint table, nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(nint table, byte isOn);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_filter_policy(nint table, nint policy);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_format_version(nint table, int version);

    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_whole_key_filtering(nint table, byte isOn);

    [LibraryImport(Library)]
    public static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);

    [LibraryImport(Library)]
    public static partial nint rocksdb_cache_create_lru(nuint bytes);

    [LibraryImport(Library)]
    public static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** rocksdb_list_column_families(nint options, string folder, out nuint count, out byte* error);

    [LibraryImport(Library)]
    public static partial void rocksdb_list_column_families_destroy(byte** names, nuint count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rocksdb_open_column_families(
        nint options, string folder, int count, byte** names, nint* familyOptions, nint* families, out byte* error);

    [LibraryImport(Library)]
    public static partial void rocksdb_column_family_handle_destroy(nint family);

    [LibraryImport(Library)]
    public static partial void rocksdb_close(nint db);

    [LibraryImport(Library)]
    public static partial nint rocksdb_create_snapshot(nint db);

    [LibraryImport(Library)]
    public static partial void rocksdb_release_snapshot(nint db, nint snapshot);

    [LibraryImport(Library)]
    public static partial nint rocksdb_readoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_set_snapshot(nint options, nint snapshot);

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_set_prefix_same_as_start(nint options, byte isOn);

    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_set_total_order_seek(nint options, byte isOn);

    [LibraryImport(Library)]
    public static partial byte rocksdb_get_into_buffer_cf(
        nint db, nint options, nint family, byte* key, nuint keyLength, byte* buffer, nuint room, out nuint length, out byte found,
        out byte* error);

    [LibraryImport(Library)]
    public static partial nint rocksdb_create_iterator_cf(nint db, nint options, nint family);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_destroy(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek(nint iterator, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_next(nint iterator);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial byte rocksdb_iter_valid(nint iterator);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial RocksSlice rocksdb_iter_key_slice(nint iterator);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial RocksSlice rocksdb_iter_value_slice(nint iterator);

    [LibraryImport(Library)]
    public static partial void rocksdb_iter_get_error(nint iterator, out byte* error);

    [LibraryImport(Library)]
    public static partial void rocksdb_approximate_sizes_cf_with_flags(
        nint db, nint family, int count, byte** from, nuint* fromLengths, byte** to, nuint* toLengths, byte flags, ulong* sizes,
        out byte* error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rocksdb_property_int_cf(nint db, nint family, string name, out ulong value);

    [LibraryImport(Library)]
    public static partial nint rocksdb_writebatch_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_destroy(nint batch);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_clear(nint batch);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_put_cf(
        nint batch, nint family, byte* key, nuint keyLength, byte* value, nuint valueLength);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_delete_cf(nint batch, nint family, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial void rocksdb_writebatch_singledelete_cf(nint batch, nint family, byte* key, nuint keyLength);

    [LibraryImport(Library)]
    public static partial nint rocksdb_writeoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_writeoptions_set_sync(nint options, byte isOn);

    [LibraryImport(Library)]
    public static partial void rocksdb_write(nint db, nint options, nint batch, out byte* error);

    [LibraryImport(Library)]
    public static partial nint rocksdb_flushoptions_create();

    [LibraryImport(Library)]
    public static partial void rocksdb_flushoptions_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void rocksdb_flush_cf(nint db, nint options, nint family, out byte* error);

    [LibraryImport(Library)]
    public static partial nint rocksdb_checkpoint_object_create(nint db, out byte* error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void rocksdb_checkpoint_create(nint checkpoint, string folder, ulong logSizeForFlush, out byte* error);

    [LibraryImport(Library)]
    public static partial void rocksdb_checkpoint_object_destroy(nint checkpoint);
}

/// <summary>Bytes that RocksDB owns: <c>rocksdb_slice_t</c>.</summary>
readonly unsafe record struct RocksSlice(nint Data, nuint Length)
{
    public ReadOnlySpan<byte> Span => new((void*)Data, (int)Length);
}
