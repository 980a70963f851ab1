using System.Diagnostics.CodeAnalysis;

namespace Relay.Storage.Lmdb;

/// <summary>An open table of one environment. It stays open as long as the environment. Thread-safe.</summary>
sealed class LmdbTable
{
    readonly LmdbEnvironment _environment;
    readonly LmdbTableKind _kind;

    public LmdbTable(LmdbEnvironment environment, LmdbTableSchema schema, uint handle)
    {
        _environment = environment;
        _kind = schema.Kind;
        Schema = schema;
        ItemBytes = schema.ItemBytes;
        Handle = handle;
    }

    public LmdbTableSchema Schema { get; }

    public int ItemBytes { get; }

    public uint Handle { get; }

    // A handle is a small number that means another table in another environment, and LMDB compares keys without checking their length.
    // Either mistake would make LMDB read or write the wrong bytes. Two comparisons here catch both.
    public void Require(LmdbEnvironment environment, LmdbTableKind kind)
    {
        if (_environment != environment || _kind != kind)
            ThrowMisused(environment, kind);
    }

    public void Require(LmdbEnvironment environment)
    {
        if (_environment != environment)
            ThrowMisused(environment, _kind);
    }

    // LMDB stores the first value of a list whatever its size; the second would then meet a list with another item size.
    public void RequireItem(LmdbEnvironment environment, ReadOnlySpan<byte> item)
    {
        Require(environment, LmdbTableKind.Lists);
        if (item.Length != ItemBytes)
            ThrowItemSize(item.Length);
    }

    public void RequireItems(LmdbEnvironment environment, ReadOnlySpan<byte> items)
    {
        Require(environment, LmdbTableKind.Lists);
        if (items.Length % ItemBytes != 0)
            ThrowItemSize(items.Length);
    }

    [DoesNotReturn]
    void ThrowMisused(LmdbEnvironment environment, LmdbTableKind kind) => throw new ArgumentException(
        _environment != environment
            ? $"The table {Schema.Name} belongs to the environment {_environment.Path}, not to {environment.Path}."
            : $"The operation needs a table of kind {kind}; {Schema.Name} is {_kind}.");

    [DoesNotReturn]
    void ThrowItemSize(int length) =>
        throw new ArgumentException($"The items of {Schema.Name} have {ItemBytes} bytes, not {length}.");
}
