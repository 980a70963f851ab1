namespace Relay.Core;

/// <summary>
/// Says of a handler that none of its methods blocks its thread: it is called within its client's turn at a processor, and what follows it
/// stays in that turn. Others are called outside of turns.
/// </summary>
public interface INonBlockingHook;
