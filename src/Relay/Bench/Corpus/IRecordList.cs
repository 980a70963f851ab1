namespace Relay.Server;

/// <summary>Packed events.</summary>
interface IRecordList : IDisposable
{
    int Count { get; }

    ReadOnlySpan<byte> this[int index] { get; }
}
