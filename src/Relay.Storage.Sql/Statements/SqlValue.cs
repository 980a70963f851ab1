namespace Relay.Storage.Sql;

/// <summary>A value for a parameter of a statement: a number, bytes, or a list of either. Nothing else is given to a database.</summary>
public readonly struct SqlValue
{
    readonly ReadOnlyMemory<byte> _bytes;
    readonly object? _list;

    SqlValue(SqlValueKind kind, long number, ReadOnlyMemory<byte> bytes, object? list)
    {
        Kind = kind;
        Number = number;
        _bytes = bytes;
        _list = list;
    }

    /// <summary>A number.</summary>
    public SqlValue(long number)
        : this(SqlValueKind.Number, number, default, null)
    {
    }

    /// <summary>Bytes.</summary>
    public SqlValue(ReadOnlyMemory<byte> bytes)
        : this(SqlValueKind.Bytes, 0, bytes, null)
    {
    }

    /// <summary>A list of numbers.</summary>
    public SqlValue(IReadOnlyList<long> numbers)
        : this(SqlValueKind.Numbers, 0, default, numbers)
    {
    }

    /// <summary>A list of keys.</summary>
    public SqlValue(IReadOnlyList<ReadOnlyMemory<byte>> keys)
        : this(SqlValueKind.Keys, 0, default, keys)
    {
    }

    /// <summary>What it is.</summary>
    public SqlValueKind Kind { get; }

    /// <summary>The number.</summary>
    public long Number { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The numbers.</summary>
    public IReadOnlyList<long> Numbers => (IReadOnlyList<long>)_list!;

    /// <summary>The keys.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Keys => (IReadOnlyList<ReadOnlyMemory<byte>>)_list!;

    /// <summary>A number.</summary>
    public static implicit operator SqlValue(long number) => new(number);

    /// <summary>Bytes.</summary>
    public static implicit operator SqlValue(byte[] bytes) => new(bytes.AsMemory());

    /// <summary>Bytes.</summary>
    public static implicit operator SqlValue(ReadOnlyMemory<byte> bytes) => new(bytes);
}

/// <summary>What a <see cref="SqlValue"/> is.</summary>
public enum SqlValueKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A list of numbers.</summary>
    Numbers,

    /// <summary>A list of keys.</summary>
    Keys,
}
