namespace Relay.Core;

/// <summary>One handler in the order of registration: how to get the object that implements one or more hooks.</summary>
sealed class HookRegistration(Func<IServiceProvider, object> resolve, bool isOwned)
{
    /// <summary>Whether the container made the handler and disposes of it; otherwise the code that registered it does.</summary>
    public bool IsOwned => isOwned;

    public object Resolve(IServiceProvider services) => resolve(services);
}
