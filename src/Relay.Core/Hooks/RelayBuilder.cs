using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Puts a relay together. Stores and hooks run in the order in which they are added here. Policies, which are also handlers of hooks, run
/// before them. Nothing can be added once the program is built. Each hook also has a method here that takes a lambda; it is named like the
/// interface's own method, without Async: RejectEvent, OnConnect.
/// </summary>
public sealed class RelayBuilder
{
    readonly AddedRelays _relays;

    internal RelayBuilder(IServiceCollection services, IConfiguration? configuration = null, string? name = null)
    {
        Services = services;
        Configuration = configuration;
        Name = name;
        _relays = AddedRelays.Of(services);
        _relays.ThrowIfTooLate(services);
        _relays.Add(this);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RelayMetrics>();
        _relays.NotePart(typeof(RelayMetrics));
        if (name is not null)
            services.TryAddKeyedSingleton(name, (host, _) => new RelayMetrics(host.GetRequiredService<RelayMetrics>(), name));
        TryAddPart(_ => _relays.OptionsOf(this));
        TryAddPart(static provider => provider.GetRequiredService<BoundOptions>().Get<RelayOptions>());
        TryAddPart(PolicyHandlers.Create);
        TryAddPart(parts =>
        {
            _relays.NoteUse();
            return HookPipeline.Create(parts);
        });
        _relays.NotePart(typeof(HookRegistration));
        _relays.NotePart(typeof(PolicyRegistration));
    }

    /// <summary>The relay's name; null for the default relay.</summary>
    public string? Name { get; }

    /// <summary>The section with the relay's settings: <c>Relay</c>, or <c>Relays:</c> and the name.</summary>
    public string Section => Name is null ? "Relay" : $"{NamedSettings.Root}:{Name}";

    /// <summary>Where the relay's parts are registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The configuration of the host, if it has one.</summary>
    public IConfiguration? Configuration { get; }

    /// <summary>The sections of the configuration; a feature adds the one it reads.</summary>
    public OptionsSections Sections { get; } = new();

    /// <summary>
    /// Adds a part of the relay, such as a store or its options, that the container makes once and disposes of. Each relay has its own. The
    /// default relay's is a plain service. That of a named relay is a keyed service, and its key is the relay's name. Returns false, and
    /// changes nothing, if this relay has a service of the type already.
    /// </summary>
    /// <param name="make">
    /// Makes the part. Parts of relays that it asks for are those of the same relay; other services are the host's.
    /// </param>
    public bool TryAddPart<T>(Func<IServiceProvider, T> make) where T : class => TryAddPart(
        Name is null
            ? ServiceDescriptor.Singleton(make)
            : ServiceDescriptor.KeyedSingleton(Name, (host, _) => make(ServicesIn(host))));

    /// <summary>The same for a type whose constructor gets such services.</summary>
    public bool TryAddPart<T>() where T : class => TryAddPart(
        Name is null
            ? ServiceDescriptor.Singleton<T, T>()
            : ServiceDescriptor.KeyedSingleton(Name, (host, _) => ActivatorUtilities.CreateInstance<T>(ServicesIn(host))));

    /// <summary>The services as the parts of this relay see them.</summary>
    /// <param name="host">The services of the host.</param>
    public IServiceProvider ServicesIn(IServiceProvider host) => Name is null ? host : new RelayServices(host, _relays, Name);

    /// <summary>Adds a handler that the container makes, once, and disposes of. It implements one hook or more.</summary>
    public RelayBuilder Add<THook>() where THook : class
    {
        ThrowIfNoHook(typeof(THook), nameof(THook));
        TryAddPart<THook>();
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
        AddInstance(new PolicyRegistration(create));
        return this;
    }

    /// <summary>Adds a store: all its storage hooks. Its owner disposes of it.</summary>
    public RelayBuilder UseStore(IEventStore store) => Register(_ => store, isOwned: false);

    /// <summary>Adds a store that the container makes, once, and disposes of.</summary>
    public RelayBuilder UseStore(Func<IServiceProvider, IEventStore> create)
    {
        _relays.ThrowIfTooLate(Services);
        // A key of its own for each store: the container then disposes of each exactly once.
        var key = new object();
        Services.AddKeyedSingleton(key, (services, _) => create(ServicesIn(services)));
        return Register(services => services.GetRequiredKeyedService<IEventStore>(key), isOwned: true);
    }

    /// <summary>
    /// Adds a store over an engine of your own, which finds, orders and commits rows; <see cref="EngineStore"/> does the rest.
    /// </summary>
    public RelayBuilder UseEngine(Func<IServiceProvider, IStoreEngine> create) => UseStore(services => EngineStore.Open(
        create(services),
        new EngineStoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
            services.GetRequiredService<RelayMetrics>())));

    /// <summary>Adds a store that forgets everything when the process ends.</summary>
    public RelayBuilder UseInMemoryStore() => UseStore(services => new InMemoryStore(services.GetRequiredService<TimeProvider>()));

    bool TryAddPart(ServiceDescriptor part)
    {
        _relays.ThrowIfTooLate(Services);
        if (Services.Any(known => known.ServiceType == part.ServiceType && Equals(known.ServiceKey, part.ServiceKey)))
            return false;
        _relays.NotePart(part.ServiceType);
        Services.Add(part);
        return true;
    }

    RelayBuilder Register(Func<IServiceProvider, object> resolve, bool isOwned)
    {
        AddInstance(new HookRegistration(resolve, isOwned));
        return this;
    }

    void AddInstance<T>(T instance) where T : class
    {
        _relays.ThrowIfTooLate(Services);
        if (Name is null)
            Services.AddSingleton(instance);
        else
            Services.AddKeyedSingleton(Name, instance);
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
