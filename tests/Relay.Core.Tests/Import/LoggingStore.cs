namespace Relay.Core.Tests;

/// <summary>A recording store whose events can be read through in order.</summary>
sealed class LoggingStore : RecordingStore, IEventLog
{
    public bool ReadLog(ref long after, IEventSink sink)
    {
        while (after < Events.Count)
        {
            if (!sink.TryWrite(Events[(int)after].View))
                return true;
            after++;
        }
        return false;
    }
}
