namespace Relay.Policies;

/// <summary>Takes a line without its line end; if the line is too long, only its beginning.</summary>
delegate void LineHandler(ReadOnlySpan<byte> line, bool isTooLong);
