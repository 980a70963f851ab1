namespace Relay.Core;

/// <summary>Some policies in the order of registration: how to make the objects that implement one or more hooks.</summary>
sealed class PolicyRegistration(Func<IServiceProvider, IEnumerable<object>> create)
{
    public IEnumerable<object> Create(IServiceProvider services) => create(services);
}
