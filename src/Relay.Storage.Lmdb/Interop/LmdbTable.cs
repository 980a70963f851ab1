using System.Diagnostics.CodeAnalysis;

namespace Relay.Storage.Lmdb;

/// <summary>An open table of one environment. It stays open as long as the environment; any thread may hold it.</summary>
sealed class LmdbTable
{
    readonly LmdbEnvironment _environment;
    readonly LmdbTableKind _kind;

    internal LmdbTable(LmdbEnvironment environment, LmdbTableSchema schema, uint handle)
    {
        _environment = environment;
        _kind = schema.Kind;
        Schema = schema;
        ItemBytes = schema.ItemBytes;
        Handle = handle;
    }

    public LmdbTableSchema Schema { get; }

    public int ItemBytes { get; }

    internal uint Handle { get; }

    // Handles are small numbers that mean another table in another environment, and LMDB compares a key of the wrong shape without looking
    // at its length: both are told here, where they cost two comparisons, because LMDB would read or write the wrong bytes.
    internal void Require(LmdbEnvironment environment, LmdbTableKind kind)
    {
        if (_environment != environment || _kind != kind)
            ThrowMisused(environment, kind);
    }

    internal void Require(LmdbEnvironment environment)
    {
        if (_environment != environment)
            ThrowMisused(environment, _kind);
    }

    // A single value of a list is stored whatever its size, and the second then finds a list of another item size.
    internal void RequireItem(LmdbEnvironment environment, ReadOnlySpan<byte> item)
    {
        Require(environment, LmdbTableKind.Lists);
        if (item.Length != ItemBytes)
            ThrowItemSize(item.Length);
    }

    internal void RequireItems(LmdbEnvironment environment, ReadOnlySpan<byte> items)
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
