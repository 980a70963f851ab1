namespace Relay.FunctionalTests;

/// <summary>The transport tests with connections taken over from HTTP, as in the program.</summary>
public static class AfterHttp
{
    public sealed class Closing() : ClosingTests(handsOver: true);

    public sealed class Framing() : FramingTests(handsOver: true);

    public sealed class Shutdown() : ShutdownTests(handsOver: true);

    public sealed class StalledReader() : StalledReaderTests(handsOver: true);

    public sealed class SlowReader() : SlowReaderTests(handsOver: true);
}
