using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.Core;

/// <summary>
/// All relays that were added to one container: at most one default relay, and any number of named ones. Thread-safe once the container is
/// built.
/// </summary>
public sealed class AddedRelays
{
    readonly List<RelayBuilder> _all = [];
    readonly HashSet<Type> _parts = [];
    readonly Lock _gate = new();
    Dictionary<RelayBuilder, BoundOptions>? _bound;
    volatile bool _isInUse;

    /// <summary>The relays in the order in which they were added.</summary>
    public IReadOnlyList<RelayBuilder> All => _all;

    /// <summary>The relay with this name, or the default relay for null. Null if it was not added.</summary>
    public RelayBuilder? Find(string? name) => _all.Find(relay => relay.Name == name);

    /// <summary>Those of a container, which is being filled.</summary>
    internal static AddedRelays Of(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service.ServiceType == typeof(AddedRelays))
                return (AddedRelays)service.ImplementationInstance!;
        }
        var relays = new AddedRelays();
        relays.ThrowIfTooLate(services);
        services.AddSingleton(relays);
        return relays;
    }

    /// <summary>Notes that a relay was made of what was added.</summary>
    internal void NoteUse() => _isInUse = true;

    /// <summary>Throws if what is added now would never be used.</summary>
    internal void ThrowIfTooLate(IServiceCollection services)
    {
        if (_isInUse || services.IsReadOnly)
            throw new InvalidOperationException("it is too late: relays, stores and hooks are added before the program is built");
    }

    internal void Add(RelayBuilder relay)
    {
        var name = relay.Name;
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Contains(':', StringComparison.Ordinal)))
            throw new ArgumentException($"\"{name}\" cannot be a relay's name: a name is not empty and has no colon");
        if (_all.Exists(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException(name is null
                ? "the default relay was already added; give a further relay a name: AddRelay(configuration, \"name\")"
                : $"a relay named {name} was already added");
        }
        _all.Add(relay);
    }

    /// <summary>Notes that each relay has its own object of this type, or none.</summary>
    internal void NotePart(Type type) => _parts.Add(type);

    /// <summary>Whether the type is a part of relays: one relay's object is never given to another.</summary>
    internal bool IsPart(Type type) => _parts.Contains(type);

    /// <summary>
    /// The configuration of a relay. The first call binds those of all relays, so that one exception lists the problems of all.
    /// </summary>
    internal BoundOptions OptionsOf(RelayBuilder relay)
    {
        if (relay.Configuration is null)
            throw new InvalidOperationException("without a configuration, options must be registered");
        lock (_gate)
            return (_bound ??= Bind())[relay];
    }

    /// <summary>
    /// The options for what all relays of the process share: those of the default relay. Without one, the parts that named relays have in
    /// common, with the limits of the first.
    /// </summary>
    internal RelayOptions ProcessOptions(IServiceProvider host)
    {
        if (Find(null) is not null)
            return host.GetRequiredService<BoundOptions>().Get<RelayOptions>();
        var first = _all[0].ServicesIn(host).GetRequiredService<RelayOptions>();
        return new RelayOptions { Limits = first.Limits, Memory = first.Memory, Network = first.Network };
    }

    Dictionary<RelayBuilder, BoundOptions> Bind()
    {
        var bound = new Dictionary<RelayBuilder, BoundOptions>();
        var problems = new List<IReadOnlyList<string>>();
        foreach (var relay in _all)
        {
            if (relay.Configuration is not { } configuration)
                continue;
            bound.Add(relay, relay.Sections.Bind(configuration, relay.Name, out var own));
            problems.Add(own);
        }
        // What only some relays do not know, such as the options of a store, is in the common section for the others.
        var told = problems.SelectMany(static own => own)
            .Where(problem => !IsCommonAndUnknown(problem) || problems.TrueForAll(own => own.Any(other => KeyOf(other) == KeyOf(problem))))
            .Concat(UnknownRelays()).Concat(SharedAddresses(bound))
            .DistinctBy(static problem => IsCommonAndUnknown(problem) ? KeyOf(problem) : problem).ToList();
        if (told.Count > 0)
            throw new OptionsException(told);
        return bound;
    }

    static bool IsCommonAndUnknown(string problem) =>
        problem.StartsWith("Relay:", StringComparison.OrdinalIgnoreCase)
        && problem.AsSpan(KeyOf(problem).Length).StartsWith(" is unknown", StringComparison.Ordinal);

    static string KeyOf(string problem) => problem.Split(' ')[0];

    /// <summary>Sections for named relays that were not added. Without named relays the section is another program part's.</summary>
    IEnumerable<string> UnknownRelays()
    {
        var named = _all.Where(static relay => relay.Name is not null).ToList();
        foreach (var configuration in named.Select(static relay => relay.Configuration).OfType<IConfiguration>().Distinct())
        {
            foreach (var section in configuration.GetSection(NamedSettings.Root).GetChildren())
            {
                if (named.Exists(relay => section.Key.Equals(relay.Name, StringComparison.OrdinalIgnoreCase)))
                    continue;
                var near = OptionsSuggestion.For(section.Path, named.Select(static relay => $"{NamedSettings.Root}:{relay.Name}"));
                yield return $"{section.Path} is for a relay that was not added" + (near is null ? "" : $"; did you mean {near}?");
            }
        }
    }

    /// <summary>A proof for one relay (NIP-42) would else be one for another, too.</summary>
    static IEnumerable<string> SharedAddresses(Dictionary<RelayBuilder, BoundOptions> bound)
    {
        var owners = new Dictionary<string, RelayBuilder>(StringComparer.Ordinal);
        foreach (var (relay, options) in bound)
        {
            var own = options.Get<RelayOptions>();
            foreach (var url in (own.PublicUrlAliases ?? []).Prepend(own.PublicUrl).OfType<string>())
            {
                if (RelayUrl.TryNormalize(url) is { } address && !owners.TryAdd(address, relay) && owners[address] != relay)
                {
                    yield return $"{relay.Section}:PublicUrl or its aliases name {url}, as do those of {owners[address].Section}: "
                        + "each relay needs an address of its own";
                }
            }
        }
    }
}
