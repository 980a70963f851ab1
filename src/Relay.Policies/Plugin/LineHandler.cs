namespace Relay.Policies;

/// <summary>Takes a line without its end; of one that is too long, the beginning.</summary>
delegate void LineHandler(ReadOnlySpan<byte> line, bool isTooLong);
