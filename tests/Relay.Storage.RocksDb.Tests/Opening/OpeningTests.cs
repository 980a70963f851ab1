using System.Buffers.Binary;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A store that cannot be opened says why in one line, and changes nothing.</summary>
public sealed class OpeningTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_store_that_is_open_cannot_be_opened_again()
    {
        await using var test = new TemporaryStore();

        Assert.Equal($"The store in {test.Path} is in use by another process, or by another store of this one.", Refusal(test));
    }

    [Fact]
    public async Task A_store_of_another_process_cannot_be_opened()
    {
        await using var test = new TemporaryStore();
        await test.CloseAsync();
        using (await OwnerProcess.StartAsync(StoreOwner.Write, test.Path, "1"))
            Assert.Equal($"The store in {test.Path} is in use by another process, or by another store of this one.", Refusal(test));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused()
    {
        await using var test = new TemporaryStore();
        await test.CloseAsync();
        Span<byte> version = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(version, StoreFormat.Version + 1);
        var db = RocksDatabase.Open(test.Database, test.Options.RocksDb);
        using (var batch = new RocksBatch(db))
        {
            batch.Put(RocksFamily.Meta, "version"u8, version);
            batch.Commit();
        }
        db.Close();

        Assert.Equal($"The store in {test.Path} was written by a newer version of this program. Use that version.", Refusal(test));
    }

    [Fact]
    public async Task A_path_that_is_a_file_is_refused()
    {
        await using var test = new TemporaryStore();
        await test.CloseAsync();
        Directory.Delete(test.Path, recursive: true);
        await File.WriteAllTextAsync(test.Path, "not a folder");

        Assert.StartsWith($"The store in {test.Path} cannot be opened: ", Refusal(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_table_is_damage()
    {
        await using var test = new TemporaryStore();
        await test.StoreAsync(Unsigned.Note(Author, test.Time.Now));
        await test.CloseAsync();
        foreach (var table in Directory.GetFiles(test.Database, "*.sst"))
            File.Delete(table);

        Assert.StartsWith($"The store in {test.Path} is damaged: ", Refusal(test), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incomplete_end_of_the_log_is_what_nobody_was_promised()
    {
        await using var test = new TemporaryStore();
        await test.StoreAsync(Unsigned.Note(Author, test.Time.Now, "one"));
        await test.StoreAsync(Unsigned.Note(Author, test.Time.Now, "other"));
        await using var copy = await CopyWithLogAsync(test, static log => log.SetLength(log.Length - 20));

        copy.Open();
        Assert.Single(await copy.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Damage_within_the_log_is_told_and_forgotten_only_on_request()
    {
        await using var test = new TemporaryStore();
        for (var i = 0; i < 10; i++)
            await test.StoreAsync(Unsigned.Note(Author, test.Time.Now, $"{i}"));
        await using var copy = await CopyWithLogAsync(test, static log =>
        {
            log.Position = log.Length / 2;
            log.WriteByte((byte)~log.ReadByte());
        });

        Assert.StartsWith($"The store in {copy.Path} is damaged: ", Refusal(copy), StringComparison.Ordinal);
        var forgetting = new RocksDbStoreOptions { Path = copy.Path, RocksDb = new() { ForgetDamagedEnd = true } };
        await RocksDbEngine.Open(forgetting, test.Time).DisposeAsync();
        copy.Open();
        Assert.InRange((await copy.QueryAsync(new Filter())).Count, 1, 9);
    }

    /// <summary>A copy of an open store, whose log is in no table yet, with a changed log.</summary>
    static async Task<TemporaryStore> CopyWithLogAsync(TemporaryStore test, Action<FileStream> change)
    {
        var copy = new TemporaryStore();
        await copy.CloseAsync();
        Directory.Delete(copy.Path, recursive: true);
        test.Engine.Checkpoint(copy.Path);
        var path = Directory.GetFiles(copy.Database, "*.log").MaxBy(static file => new FileInfo(file).Length)!;
        await using var log = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        change(log);
        return copy;
    }

    static string Refusal(TemporaryStore test)
    {
        var refusal = Assert.Throws<StoreException>(() => RocksDbEngine.Open(test.Options, test.Time)).Message;
        Assert.DoesNotContain('\n', refusal);
        return refusal;
    }
}
