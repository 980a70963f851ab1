namespace Relay.Server;

/// <summary>The files of keys, words, certificates and connection strings that settings name.</summary>
static class NamedFiles
{
    public static IEnumerable<NamedFile> Of(IConfiguration configuration)
    {
        // The keys of policies that name files of keys and words all end alike.
        var lists = configuration.GetSection("Relay:Policies").GetChildren().SelectMany(static policy => policy.GetChildren())
            .Where(static key => key.Key.EndsWith("Files", StringComparison.OrdinalIgnoreCase));
        foreach (var key in lists.SelectMany(static list => list.GetChildren().Prepend(list)))
        {
            if (key.Value is { Length: > 0 } path)
                yield return new(key.Path, path, IsSecret: false);
        }
        foreach (var store in configuration.GetSection("Relay:Stores").GetChildren().Prepend(configuration.GetSection("Relay:Store")))
        {
            var file = store.GetSection(nameof(StoreOptions.ConnectionStringFile));
            if (file.Value is { Length: > 0 } path)
                yield return new(file.Path, path, IsSecret: true);
        }
        foreach (var certificate in Certificates(configuration))
        {
            var (file, key) = (certificate.GetSection("Path"), certificate.GetSection("KeyPath"));
            // A certificate without a file for its key holds the key itself.
            if (file.Value is { Length: > 0 } path)
                yield return new(file.Path, path, IsSecret: key.Value is not { Length: > 0 });
            if (key.Value is { Length: > 0 } keyPath)
                yield return new(key.Path, keyPath, IsSecret: true);
        }
    }

    /// <summary>The sections of the web server that may name a certificate.</summary>
    public static IEnumerable<IConfigurationSection> Certificates(IConfiguration configuration)
    {
        var kestrel = configuration.GetSection("Kestrel");
        return kestrel.GetSection("Certificates").GetChildren()
            .Concat(kestrel.GetSection("Endpoints").GetChildren().Select(static endpoint => endpoint.GetSection("Certificate")));
    }
}
