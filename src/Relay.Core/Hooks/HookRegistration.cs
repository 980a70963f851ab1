namespace Relay.Core;

/// <summary>One handler in the order of registration: how to get the object that implements one or more hooks.</summary>
sealed class HookRegistration(Func<IServiceProvider, object> resolve)
{
    internal object Resolve(IServiceProvider services) => resolve(services);
}
