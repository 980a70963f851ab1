namespace Relay.Core;

/// <summary>Reads some bytes and then a stream. It puts back bytes that were taken off the stream's start.</summary>
sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    ReadOnlyMemory<byte> _prefix = prefix;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read from a pipe or a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
        if (_prefix.IsEmpty)
            return await rest.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
        var length = Math.Min(buffer.Length, _prefix.Length);
        _prefix[..length].CopyTo(buffer);
        _prefix = _prefix[length..];
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
