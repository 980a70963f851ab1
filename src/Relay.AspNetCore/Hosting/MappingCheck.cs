using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Compares, once the host has started, where relays are mapped with what they say about themselves. A relay whose
/// <c>PublicUrl</c> has a path must be served there, and no request may reach a relay only because it is meant for no other.
/// </summary>
sealed class MappingCheck(AddedRelays relays, IServiceProvider host) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var mapped = Mapped();
        var problems = relays.All.Select(relay => ProblemOf(relay, mapped)).OfType<string>().Concat(Conflicts(mapped)).ToList();
        return problems.Count == 0 ? Task.CompletedTask : throw new OptionsException(problems);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    List<Mapping> Mapped()
    {
        var mapped = new List<Mapping>();
        foreach (var endpoint in host.GetService<EndpointDataSource>()?.Endpoints.OfType<RouteEndpoint>() ?? [])
        {
            if (endpoint.Metadata.GetMetadata<MappedRelay>() is { } relay)
                mapped.Add(new Mapping(relay.Name, endpoint));
        }
        return mapped;
    }

    string? ProblemOf(RelayBuilder relay, List<Mapping> mapped)
    {
        var own = mapped.Where(mapping => mapping.Name == relay.Name).ToList();
        // A relay without an address here is reached in a way of the program's own.
        if (own.Count == 0 || relay.ServicesIn(host).GetRequiredService<RelayOptions>().PublicUrl is not { } url)
            return null;
        // A name of its own may lead to any path here, through a proxy. A path in the address has to arrive.
        var path = Uri.UnescapeDataString(new Uri(url).AbsolutePath).TrimEnd('/');
        if (path.Length == 0 || own.Exists(mapping => mapping.Serves(path)))
            return null;
        var name = relay.Name is null ? "" : $", \"{relay.Name}\"";
        return $"{relay.Section}:PublicUrl is {url}, but the relay is not mapped to this path: call MapRelay(\"{path}\"{name})";
    }

    static IEnumerable<string> Conflicts(List<Mapping> mapped)
    {
        for (var i = 0; i < mapped.Count; i++)
        {
            foreach (var other in mapped.Skip(i + 1))
            {
                if (mapped[i].Name != other.Name && mapped[i].Takes(other) is { } problem)
                    yield return problem;
            }
        }
    }

    /// <summary>One address of a relay.</summary>
    sealed class Mapping(string? name, RouteEndpoint endpoint)
    {
        readonly string _pattern = "/" + (endpoint.RoutePattern.RawText ?? "").Trim('/');

        // A star is any host, as is no host at all.
        readonly IReadOnlyList<string> _hosts =
            endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts is { } hosts && !hosts.Contains("*") ? hosts : [];

        public string? Name => name;

        string Title => name is null ? "the default relay" : $"the relay {name}";

        public bool Serves(string path)
        {
            if (endpoint.Metadata.GetMetadata<RelayPathBase>() is { } pathBase)
            {
                if (!new PathString(path).StartsWithSegments(new PathString(pathBase.Path), out var rest))
                    return false;
                path = rest.HasValue ? rest.Value : "/";
            }
            var template = new RouteTemplate(endpoint.RoutePattern);
            return new TemplateMatcher(template, new RouteValueDictionary(endpoint.RoutePattern.Defaults))
                .TryMatch(new PathString(path), []);
        }

        /// <summary>Why requests for one of the two relays could reach the other; null if they cannot.</summary>
        public string? Takes(Mapping other)
        {
            if (!_pattern.Equals(other._pattern, StringComparison.OrdinalIgnoreCase))
                return null;
            if (_hosts.Count == 0 && other._hosts.Count == 0)
                return $"{Title} and {other.Title} are both mapped to {_pattern}";
            if (_hosts.Count == 0 || other._hosts.Count == 0)
            {
                var (open, bound) = _hosts.Count == 0 ? (this, other) : (other, this);
                return $"{open.Title} is mapped to {_pattern} for any host, and {bound.Title} for its own: call RequireHost for both";
            }
            var shared = _hosts.FirstOrDefault(host => other._hosts.Contains(host, StringComparer.OrdinalIgnoreCase));
            return shared is null ? null : $"{Title} and {other.Title} are both mapped to {_pattern} for the host {shared}";
        }
    }
}
