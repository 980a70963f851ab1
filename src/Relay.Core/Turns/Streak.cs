namespace Relay.Core;

/// <summary>
/// Measures a reader's work since it last left its thread. A client that always has a message ready would keep the thread, although other
/// clients' messages, which no turn knows yet, must be read on it too.
/// </summary>
struct Streak
{
    /// <summary>This many messages cost much more than going through the pool, and take less time than others notice.</summary>
    public const int MaxMessages = 64;

    /// <summary>
    /// The clock ticks every few milliseconds. A message that takes longer counts as this many messages for each millisecond.
    /// </summary>
    const int MessagesPerMillisecond = 16;

    long _messages;
    long _started;

    /// <summary>Whether the reader should leave the thread.</summary>
    public readonly bool IsOver => _messages >= MaxMessages;

    /// <summary>Notes that the reader leaves its thread.</summary>
    public void Reset() => _messages = 0;

    /// <summary>Notes that work on a message begins.</summary>
    public void Begin() => _started = Environment.TickCount64;

    /// <summary>Notes that the part of the work that needs no waiting is done.</summary>
    public void End() => _messages += 1 + MessagesPerMillisecond * (Environment.TickCount64 - _started);
}
