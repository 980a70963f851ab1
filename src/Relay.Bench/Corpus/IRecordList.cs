namespace Relay.Bench;

/// <summary>Packed events.</summary>
interface IRecordList : IDisposable
{
    int Count { get; }

    ReadOnlySpan<byte> this[int index] { get; }
}
