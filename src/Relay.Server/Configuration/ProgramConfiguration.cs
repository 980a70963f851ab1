using System.CommandLine;
using Relay.Core;
using Relay.Policies;

namespace Relay.Server;

/// <summary>
/// The program's configuration. Later sources override earlier ones: the defaults in the code, the settings file, the environment, the
/// command line.
/// </summary>
sealed class ProgramConfiguration
{
    /// <summary>Port 7447 on every address of the machine.</summary>
    const string DefaultUrls = "http://*:7447";

    const string HostUrls = "ASPNETCORE_URLS";

    readonly SettingSources _sources;
    readonly BoundOptions? _options;

    ProgramConfiguration(IConfigurationRoot configuration, SettingSources sources, string? file, List<string> problems)
    {
        Configuration = configuration;
        _sources = sources;
        File = file;
        try
        {
            _options = Sections().Bind(configuration);
        }
        catch (OptionsException exception)
        {
            problems.AddRange(exception.Problems);
        }
        Problems = problems;
    }

    /// <summary>Sections besides the relay's that the command line may set, and what they are.</summary>
    public static IReadOnlyDictionary<string, string> ForeignSections { get; } = new Dictionary<string, string>
    {
        ["Serilog"] = "Options of logging. See the documentation of Serilog.Settings.Configuration.",
        ["Kestrel"] = "Options of the web server, such as its certificates. See the documentation of ASP.NET Core.",
    };

    /// <summary>The sections that keys begin with.</summary>
    public static IReadOnlyList<string> Roots { get; } = ["Relay", .. ForeignSections.Keys];

    public IConfigurationRoot Configuration { get; }

    /// <summary>The settings file; null if there is none.</summary>
    public string? File { get; }

    /// <summary>All mistakes, one a line.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The relay's options, bound. Throws an <see cref="OptionsException"/> if there are mistakes.</summary>
    public BoundOptions Options => Problems.Count == 0 ? _options! : throw new OptionsException(Problems);

    /// <summary>The settings of the store.</summary>
    public StoreSettings Store => new(Options, OriginOf("Relay:Store:Path") != SettingOrigin.Default);

    /// <summary>The addresses to listen on, separated by semicolons.</summary>
    public string Urls => Configuration["Urls"] is { Length: > 0 } urls ? urls : DefaultUrls;

    /// <summary>The sections of the relay and of what this program adds to it.</summary>
    public static OptionsSections Sections()
    {
        var sections = new OptionsSections().AddPolicies().Add<StoreOptions>("Relay:Store").Add<TelemetryOptions>("Relay:Telemetry")
            .AddList<RoutedStoreOptions>("Relay:Stores").Check<StoreOptions, RoutedStoreOptions[]>(StoreFolderCheck.Problems);
        foreach (var type in StoreTypes.All)
            type.AddOptions(sections);
        return sections;
    }

    /// <summary>Reads and binds the configuration. Throws an <see cref="OptionsException"/> that lists every problem.</summary>
    public static ProgramConfiguration Load(ParseResult arguments, params IEnumerable<(string Key, string Value)> set)
    {
        var configuration = Read(arguments, set);
        _ = configuration.Options;
        return configuration;
    }

    /// <summary>
    /// The same for a relay that is about to start: also throws for what only a start would notice, such as a log file that cannot be
    /// written.
    /// </summary>
    public static ProgramConfiguration LoadToRun(ParseResult arguments, params IEnumerable<(string Key, string Value)> set)
    {
        var configuration = Read(arguments, set);
        IReadOnlyList<string> problems = [.. configuration.Problems, .. StartCheck.Problems(configuration, makesFolders: true)];
        return problems.Count == 0 ? configuration : throw new OptionsException(problems);
    }

    /// <summary>Reads the configuration and collects its mistakes.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="set">Keys that options of the command set.</param>
    public static ProgramConfiguration Read(ParseResult arguments, params IEnumerable<(string Key, string Value)> set)
    {
        var problems = new List<string>();
        var settings = ReadSettings(arguments.GetValue(SharedOptions.Settings) ?? [], problems);
        foreach (var (key, value) in set)
            settings[key] = value;
        var file = SettingsFile.Find(arguments.GetValue(SharedOptions.ConfigFile));
        var sources = new SettingSources()
            .Add(SettingOrigin.Default, static builder => builder.AddInMemoryCollection(LoggingDefaults.Keys));
        if (file is not null)
        {
            sources.Add(SettingOrigin.File, builder => AddFile(builder, file));
            problems.AddRange(StrayKeys.InFile(AddFile(new ConfigurationBuilder(), file).Build()));
        }
        // Hosts of web applications set ASPNETCORE_URLS. The program ignores the other variables of that family.
        if (Environment.GetEnvironmentVariable(HostUrls) is { Length: > 0 } hostUrls)
            sources.Add(SettingOrigin.Environment, builder => builder.AddInMemoryCollection([new("Urls", hostUrls)]));
        var configuration = sources
            .Add(SettingOrigin.Environment, static builder => builder.AddEnvironmentVariables())
            .Add(SettingOrigin.CommandLine, builder => builder.AddInMemoryCollection(settings))
            .Build();
        problems.AddRange(StrayKeys.InEnvironment());
        problems.AddRange(StrayKeys.InForeignSections(configuration));
        CheckUrls(configuration["Urls"], problems);
        foreach (var relay in configuration.GetSection("Relays").GetChildren())
        {
            problems.Add(
                $"{relay.Path} is for programs that embed several relays: this program runs one, which the section Relay configures");
        }
        return new ProgramConfiguration(configuration, sources, file, problems);
    }

    /// <summary>Who set a key.</summary>
    public SettingOrigin OriginOf(string key) => _sources.OriginOf(key);

    /// <summary>The environment variable that set a key; null if its value comes from elsewhere.</summary>
    public string? VariableOf(string key)
    {
        if (OriginOf(key) != SettingOrigin.Environment)
            return null;
        return SettingSources.VariableOf(key) ?? HostUrls;
    }

    static IConfigurationBuilder AddFile(IConfigurationBuilder builder, string file) =>
        builder.AddJsonFile(file, optional: false, reloadOnChange: false);

    static Dictionary<string, string?> ReadSettings(IEnumerable<string> texts, List<string> problems)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=');
            var key = equals < 0 ? text : text[..equals];
            if (equals < 0)
                problems.Add($"--{key} needs a value: --{key}=…");
            else if (key.Equals("Urls", StringComparison.OrdinalIgnoreCase)
                || Roots.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                settings[key] = text[(equals + 1)..];
            }
            else
                problems.Add(StrayKeys.Unknown(key, "--"));
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
