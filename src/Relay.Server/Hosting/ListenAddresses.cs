using Relay.Core;

namespace Relay.Server;

/// <summary>
/// The addresses on which the relay listens, by the rule of the web server: if the section <c>Kestrel:Endpoints</c> names any, only those;
/// otherwise those of <c>Urls</c>, or the default one.
/// </summary>
static class ListenAddresses
{
    const string EndpointsKey = "Kestrel:Endpoints";

    /// <summary>
    /// All addresses, in the form of <c>http://host:port</c> or <c>http://unix:/path</c>. Throws an <see cref="OptionsException"/> that
    /// names each endpoint without a usable address.
    /// </summary>
    public static IReadOnlyList<BindingAddress> Of(ProgramConfiguration configuration)
    {
        var endpoints = Endpoints(configuration.Configuration);
        if (endpoints.Count == 0)
        {
            const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            return [.. configuration.Urls.Split(';', Trimmed).Select(BindingAddress.Parse)];
        }
        var addresses = new List<BindingAddress>();
        var problems = new List<string>();
        foreach (var endpoint in endpoints)
        {
            if (endpoint["Url"] is not { Length: > 0 } url)
                problems.Add($"{endpoint.Path} has no Url: the server does not know where to listen");
            else if (TryParse(url) is { } address)
                addresses.Add(address);
            else
                problems.Add($"{endpoint.Path}:Url is \"{url}\", which is not an address such as https://*:443");
        }
        return problems.Count == 0 ? addresses : throw new OptionsException(problems);
    }

    /// <summary>
    /// Tells the server the addresses of <c>Urls</c>. Not if only <c>Kestrel:Endpoints</c> names some: the server would warn that it
    /// ignores an address, which nobody has set.
    /// </summary>
    public static void Use(this ConfigureWebHostBuilder host, ProgramConfiguration configuration)
    {
        // Names the wrong endpoints before anything starts.
        _ = Of(configuration);
        if (configuration.Configuration["Urls"] is { Length: > 0 } || Endpoints(configuration.Configuration).Count == 0)
            host.UseUrls(configuration.Urls);
    }

    static List<IConfigurationSection> Endpoints(IConfiguration configuration) =>
        [.. configuration.GetSection(EndpointsKey).GetChildren()];

    static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Port: >= 0 and <= ushort.MaxValue } address ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
