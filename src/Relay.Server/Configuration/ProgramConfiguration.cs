using System.CommandLine;
using Relay.Core;
using Relay.Policies;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>
/// The program's configuration. Later sources override earlier ones: the settings file beside the program, the file that <c>--config</c>
/// names, the environment, the command line. The options types hold the defaults.
/// </summary>
sealed class ProgramConfiguration
{
    const string FileName = "appsettings.json";

    /// <summary>Port 7447 on every address of the machine.</summary>
    const string DefaultUrls = "http://*:7447";

    ProgramConfiguration(IConfigurationRoot configuration, BoundOptions options)
    {
        Configuration = configuration;
        Options = options;
    }

    /// <summary>Sections besides the relay's that the command line may set, and what they are.</summary>
    public static IReadOnlyDictionary<string, string> ForeignSections { get; } = new Dictionary<string, string>
    {
        ["Serilog"] = "Options of logging. See the documentation of Serilog.Settings.Configuration.",
        ["Kestrel"] = "Options of the web server, such as its certificates. See the documentation of ASP.NET Core.",
    };

    public IConfigurationRoot Configuration { get; }

    /// <summary>The relay's options, bound.</summary>
    public BoundOptions Options { get; }

    public LmdbStoreOptions Store => Options.Get<LmdbStoreOptions>();

    /// <summary>The addresses to listen on, separated by semicolons.</summary>
    public string Urls => Configuration["Urls"] is { Length: > 0 } urls ? urls : DefaultUrls;

    /// <summary>The sections of the relay and of what this program adds to it.</summary>
    public static OptionsSections Sections() =>
        new OptionsSections().AddPolicies().Add<LmdbStoreOptions>("Relay:Store").Add<TelemetryOptions>("Relay:Telemetry");

    /// <summary>Loads and binds the configuration. Throws an <see cref="OptionsException"/> that lists every problem.</summary>
    public static ProgramConfiguration Load(ParseResult arguments, string? urls = null)
    {
        var problems = new List<string>();
        var settings = ReadSettings(arguments.GetValue(SharedOptions.Settings) ?? [], problems);
        if (urls is not null)
            settings["Urls"] = urls;
        var builder = new ConfigurationBuilder()
            .AddInMemoryCollection(LoggingDefaults.Keys)
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true, reloadOnChange: false);
        if (arguments.GetValue(SharedOptions.ConfigFile) is { } file)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        // Hosts of web applications set ASPNETCORE_URLS. The program ignores the other variables of that family.
        if (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } hostUrls)
            builder.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Urls", hostUrls)]);
        var configuration = builder
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings)
            .Build();
        CheckUrls(configuration["Urls"], problems);
        foreach (var relay in configuration.GetSection("Relays").GetChildren())
        {
            problems.Add(
                $"{relay.Path} is for programs that embed several relays: this program runs one, which the section Relay configures");
        }
        try
        {
            var options = Sections().Bind(configuration);
            if (problems.Count == 0)
                return new ProgramConfiguration(configuration, options);
        }
        catch (OptionsException exception)
        {
            problems.AddRange(exception.Problems);
        }
        throw new OptionsException(problems);
    }

    static Dictionary<string, string?> ReadSettings(IEnumerable<string> texts, List<string> problems)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string[] known = ["Relay", .. ForeignSections.Keys];
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=');
            var key = equals < 0 ? text : text[..equals];
            var section = key.Split(':')[0];
            if (equals < 0)
                problems.Add($"--{key} needs a value: --{key}=…");
            else if (known.Contains(section, StringComparer.OrdinalIgnoreCase))
                settings[key] = text[(equals + 1)..];
            else
                problems.Add($"--{key} is unknown; keys begin with {string.Join(", ", known.Select(static name => name + ":"))}");
        }
        return settings;
    }

    static void CheckUrls(string? urls, List<string> problems)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
                problems.Add($"Urls is \"{url}\", which is not an address such as http://127.0.0.1:7447");
        }
    }

    static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is >= 0 and <= ushort.MaxValue;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
