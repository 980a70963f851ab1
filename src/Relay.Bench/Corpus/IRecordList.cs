namespace Relay.Bench;

/// <summary>A list of packed events.</summary>
interface IRecordList : IDisposable
{
    int Count { get; }

    ReadOnlySpan<byte> this[int index] { get; }
}
