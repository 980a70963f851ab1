using System.Buffers.Binary;
using System.Security.Cryptography;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.RocksDb;

/// <summary>
/// What a store knows about itself, in the family <c>default</c>:
/// <code>
/// "version"  the version of these bytes, 4 bytes little-endian
/// "terms"    the key of the tag terms, 16 bytes
/// </code>
/// </summary>
static class StoreFormat
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int Version = 1;

    static ReadOnlySpan<byte> VersionKey => "version"u8;

    static ReadOnlySpan<byte> TermsKey => "terms"u8;

    /// <summary>
    /// Reads the records of a store, or writes those of a new one. Throws <see cref="StoreException"/> with one line if it is not a store
    /// or a newer program wrote it.
    /// </summary>
    public static TermHasher Load(RocksDatabase db, string path)
    {
        using var session = db.OpenSession();
        if (session.TryGet(RocksFamily.Meta, VersionKey, out var found))
        {
            var version = found.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(found) : 0;
            if (version > Version)
                throw Newer(path);
            if (version == Version && session.TryGet(RocksFamily.Meta, TermsKey, out var key) && key.Length == TermHasher.KeySize)
                return new TermHasher(key);
            throw new StoreException($"The store in {path} is damaged: its records about itself are not readable. Restore a backup.");
        }
        if (session.Any(RocksFamily.Events))
            throw new StoreException($"The database in {path} is not a store of this program, or is damaged. Choose another folder.");
        return Create(db);
    }

    /// <summary>The line for a store that a newer program wrote.</summary>
    public static StoreException Newer(string path) =>
        new($"The store in {path} was written by a newer version of this program. Use that version.");

    static TermHasher Create(RocksDatabase db)
    {
        var terms = RandomNumberGenerator.GetBytes(TermHasher.KeySize);
        Span<byte> version = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(version, Version);
        using var batch = new RocksBatch(db);
        batch.Put(RocksFamily.Meta, VersionKey, version);
        batch.Put(RocksFamily.Meta, TermsKey, terms);
        batch.Commit();
        return new TermHasher(terms);
    }
}
