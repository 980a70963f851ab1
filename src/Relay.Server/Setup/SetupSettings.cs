using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary>The settings that follow from the answers: only keys whose values differ from the defaults.</summary>
static class SetupSettings
{
    /// <summary>The settings file. The relay finds the members' file at the given path.</summary>
    public static JsonObject Of(SetupAnswers answers, string membersFile)
    {
        var relay = new JsonObject();
        var isCompose = answers.RunBy == RunBy.Compose;
        // The compose file sets it. Proofs of keys name it, without which nobody reads direct messages.
        if (!isCompose)
            relay["PublicUrl"] = answers.Address;
        relay["Information"] = Information(answers);
        if (!isCompose)
            relay["Store"] = new JsonObject { ["Path"] = answers.Store };
        if (answers.Proxies.Count > 0)
            relay["Network"] = new JsonObject { ["TrustedProxies"] = ListOf(answers.Proxies) };
        if (Authentication(answers.Access) is { } authentication)
            relay["Authentication"] = authentication;
        relay["Policies"] = Policies(answers, membersFile);
        var settings = new JsonObject
        {
            // Editors read it, to complete keys.
            ["$schema"] = new Uri(Path.Combine(AppContext.BaseDirectory, "appsettings.schema.json")).AbsoluteUri,
        };
        // Nobody can reach the relay past a proxy on this machine, and without a host name nobody else can reach it at all.
        if (answers.Proxies.Contains("127.0.0.1") || (answers.Domain.Length == 0 && answers.Proxies.Count == 0 && !isCompose))
            settings["Urls"] = "http://localhost:7447";
        settings["Relay"] = relay;
        return settings;
    }

    static JsonObject Information(SetupAnswers answers)
    {
        var information = new JsonObject { ["Name"] = answers.Name };
        if (answers.Description.Length > 0)
            information["Description"] = answers.Description;
        information["Pubkey"] = answers.Operator;
        return information;
    }

    static JsonObject? Authentication(WriteAccess access) => access switch
    {
        WriteAccess.Private => new JsonObject { ["RequiredTo"] = "ReadWrite", ["OpenKinds"] = "" },
        WriteAccess.Proven => new JsonObject { ["RequiredTo"] = "Write" },
        _ => null,
    };

    static JsonObject Policies(SetupAnswers answers, string membersFile) => answers.Access switch
    {
        WriteAccess.Members => new JsonObject
        {
            ["Authors"] = new JsonObject { ["AllowedFiles"] = new JsonArray(membersFile) },
            // Strangers may publish profiles and relay lists, but not with a new key each time.
            ["NewKeys"] = new JsonObject { ["MaxPerAddress"] = 5, ["WindowSeconds"] = 3600 },
        },
        WriteAccess.Private => new JsonObject
        {
            ["Authors"] = new JsonObject { ["AllowedFiles"] = new JsonArray(membersFile), ["ExemptKinds"] = "62" },
            ["Readers"] = new JsonObject { ["AllowedFiles"] = new JsonArray(membersFile), ["OpenKinds"] = "" },
        },
        WriteAccess.Trusted => new JsonObject
        {
            ["WebOfTrust"] = new JsonObject { ["Seeds"] = new JsonArray(answers.Operator), ["Depth"] = 2, ["MinFollowers"] = 3 },
        },
        _ => new JsonObject
        {
            ["DuplicateText"] = new JsonObject { ["MaxCopies"] = 3, ["WindowSeconds"] = 3600 },
            ["RateLimits"] = new JsonObject { ["Rules"] = new JsonArray(Rule("Address", 120), Rule("Key", 60)) },
        },
    };

    static JsonObject Rule(string by, int count) => new() { ["Of"] = "Events", ["By"] = by, ["Count"] = count, ["Seconds"] = 60 };

    static JsonArray ListOf(IEnumerable<string> values) => [.. values.Select(static value => (JsonNode)value)];
}
