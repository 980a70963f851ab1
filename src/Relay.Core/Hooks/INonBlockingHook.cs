namespace Relay.Core;

/// <summary>
/// Marks a handler whose methods never block their thread. It is called within its client's turn at a processor, and that turn goes on
/// after it. Other handlers are called outside of turns.
/// </summary>
public interface INonBlockingHook;
