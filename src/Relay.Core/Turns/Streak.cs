namespace Relay.Core;

/// <summary>
/// What a reader has done without leaving its thread. A client that always has a message ready would keep it, and others have work
/// for that thread of which no turn knows: their messages are yet to be read.
/// </summary>
struct Streak
{
    /// <summary>So many messages cost a good deal more than the way through the pool, and less than others notice.</summary>
    internal const int MaxMessages = 64;

    /// <summary>The clock ticks every few milliseconds. A message that takes longer counts as this many for each of them.</summary>
    const int MessagesPerMillisecond = 16;

    long _messages;
    long _started;

    /// <summary>Whether it is time to leave the thread.</summary>
    internal readonly bool IsOver => _messages >= MaxMessages;

    /// <summary>The reader leaves its thread.</summary>
    internal void Reset() => _messages = 0;

    /// <summary>A message is taken.</summary>
    internal void Begin() => _started = Environment.TickCount64;

    /// <summary>What could be done at once is done.</summary>
    internal void End() => _messages += 1 + MessagesPerMillisecond * (Environment.TickCount64 - _started);
}
