using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Relay.Core;

/// <summary>
/// Puts a relay together. Stores and hooks run in the order in which they are added here. Policies, which are also handlers of hooks, run
/// before them. Each hook also has a method here that takes a lambda; it is named like the interface's own method, without Async:
/// RejectEvent, OnConnect.
/// </summary>
public sealed class RelayBuilder
{
    internal RelayBuilder(IServiceCollection services, IConfiguration? configuration = null)
    {
        Services = services;
        Configuration = configuration;
        services.TryAddSingleton(_ => Sections.Bind(
            configuration ?? throw new InvalidOperationException("without a configuration, options must be registered")));
        services.TryAddSingleton(static provider => provider.GetRequiredService<BoundOptions>().Get<RelayOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RelayMetrics>();
        services.TryAddSingleton(PolicyHandlers.Create);
        services.TryAddSingleton(HookPipeline.Create);
    }

    /// <summary>Where the relay's parts are registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The configuration of the host, if it has one.</summary>
    public IConfiguration? Configuration { get; }

    /// <summary>The sections of the configuration; a feature adds the one it reads.</summary>
    public OptionsSections Sections { get; } = new();

    /// <summary>Adds a handler that the container makes, once, and disposes of. It implements one hook or more.</summary>
    public RelayBuilder Add<THook>() where THook : class
    {
        ThrowIfNoHook(typeof(THook), nameof(THook));
        Services.TryAddSingleton<THook>();
        return Register(services => services.GetRequiredService<THook>(), isOwned: true);
    }

    /// <summary>Adds a handler that implements one hook or more. Its owner disposes of it.</summary>
    public RelayBuilder Add(object handler)
    {
        ThrowIfNoHook(handler.GetType(), nameof(handler));
        return Register(_ => handler, isOwned: false);
    }

    /// <summary>
    /// Adds policies, each of which implements one hook or more. They are asked before all other handlers, and about clients' events only,
    /// not about those of the program that embeds the relay. For what they say about the relay
    /// (<see cref="IOverwriteRelayInformationHook"/>) they are asked once, when the engine is made, on behalf of all clients. When the
    /// relay ends, it disposes of them all at the same time.
    /// </summary>
    public RelayBuilder AddPolicies(Func<IServiceProvider, IEnumerable<object>> create)
    {
        Services.AddSingleton(new PolicyRegistration(create));
        return this;
    }

    /// <summary>Adds a store: all its storage hooks. Its owner disposes of it.</summary>
    public RelayBuilder UseStore(IEventStore store) => Register(_ => store, isOwned: false);

    /// <summary>Adds a store that the container makes, once, and disposes of.</summary>
    public RelayBuilder UseStore(Func<IServiceProvider, IEventStore> create)
    {
        // A key of its own for each store: the container then disposes of each exactly once.
        var key = new object();
        Services.AddKeyedSingleton(key, (services, _) => create(services));
        return Register(services => services.GetRequiredKeyedService<IEventStore>(key), isOwned: true);
    }

    /// <summary>Adds a store that forgets everything when the process ends.</summary>
    public RelayBuilder UseInMemoryStore() => UseStore(services => new InMemoryStore(services.GetRequiredService<TimeProvider>()));

    RelayBuilder Register(Func<IServiceProvider, object> resolve, bool isOwned)
    {
        Services.AddSingleton(new HookRegistration(resolve, isOwned));
        return this;
    }

    static void ThrowIfNoHook(Type type, string parameter)
    {
        foreach (var implemented in type.GetInterfaces())
        {
            if (implemented.Assembly == typeof(RelayBuilder).Assembly && implemented.Name.EndsWith("Hook", StringComparison.Ordinal))
                return;
        }
        throw new ArgumentException($"{type} implements no hook of the relay", parameter);
    }
}
