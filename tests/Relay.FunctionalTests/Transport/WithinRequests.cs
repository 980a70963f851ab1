namespace Relay.FunctionalTests;

/// <summary>The transport tests with connections that live in their requests, as on the server of an embedding program.</summary>
public static class WithinRequests
{
    public sealed class Closing() : ClosingTests(handsOver: false);

    public sealed class Framing() : FramingTests(handsOver: false);

    public sealed class Shutdown() : ShutdownTests(handsOver: false);

    public sealed class StalledReader() : StalledReaderTests(handsOver: false);

    public sealed class SlowReader() : SlowReaderTests(handsOver: false);
}
