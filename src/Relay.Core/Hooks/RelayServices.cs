using Microsoft.Extensions.DependencyInjection;

namespace Relay.Core;

/// <summary>
/// The services that the parts of a named relay see: for a part of relays this relay's own, which the container keeps under the relay's
/// name, and otherwise those of the host. So a hook gets its own relay's engine by its constructor. It never gets another relay's part: one
/// that this relay lacks is missing. Holds nothing itself.
/// </summary>
sealed class RelayServices(IServiceProvider host, AddedRelays relays, string name)
    : IKeyedServiceProvider, IServiceProviderIsKeyedService
{
    readonly IServiceProviderIsKeyedService? _known = host.GetService<IServiceProviderIsKeyedService>();

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceProviderIsService)
            || serviceType == typeof(IKeyedServiceProvider) || serviceType == typeof(IServiceProviderIsKeyedService))
            return this;
        if (IsOwn(serviceType))
            return ((IKeyedServiceProvider)host).GetKeyedService(serviceType, name);
        return host.GetService(serviceType);
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)host).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)host).GetRequiredKeyedService(serviceType, serviceKey);

    public bool IsService(Type serviceType) =>
        IsOwn(serviceType) ? IsKeyedService(serviceType, name) : _known?.IsService(serviceType) == true;

    public bool IsKeyedService(Type serviceType, object? serviceKey) => _known?.IsKeyedService(serviceType, serviceKey) == true;

    /// <summary>Whether each relay has its own objects of this type, or the type is a sequence of such objects.</summary>
    bool IsOwn(Type type) =>
        relays.IsPart(type) || IsKeyedService(type, name)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) && IsOwn(type.GetGenericArguments()[0]));
}
