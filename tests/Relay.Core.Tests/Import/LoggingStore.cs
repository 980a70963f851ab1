namespace Relay.Core.Tests;

/// <summary>A recording store whose events can be read through in order.</summary>
sealed class LoggingStore : RecordingStore, IEventLog
{
    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        for (; after < Events.Count; after++)
        {
            if (!sink.TryWrite(Events[(int)after].View))
                return new(new LogRead(after, IsMore: true));
        }
        return new(new LogRead(after, IsMore: false));
    }
}
