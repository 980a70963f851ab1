using System.Security.Cryptography.X509Certificates;

namespace Relay.FunctionalTests;

/// <summary>What <c>relay doctor</c> finds in the settings and in the files that they name.</summary>
public sealed class DoctorSettingsTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    /// <summary>For each of these, a key that is set while another one makes it do nothing.</summary>
    static readonly string[] Idle =
    [
        "Relay:Network:ClientAddressHeader=Forwarded",
        "Relay:Network:MaxConnectionsPerAddress=20000",
        "Relay:Authentication:Challenge=OnDemand",
        "Relay:Authentication:MaxClockDifferenceSeconds=60",
        "Relay:Authentication:MaxKeys=2",
        "Relay:Authentication:OpenKinds=0",
        "Relay:Memory:IdleSeconds=5",
        "Relay:Store:SyncIntervalMilliseconds=5",
        "Relay:Telemetry:ServiceName=mine",
        "Relay:Policies:Kinds:ExemptKinds=62",
        "Relay:Policies:Authors:ExemptKinds=62",
        "Relay:Policies:Readers:OpenKinds=0",
        "Relay:Policies:ProofOfWork:ExemptKinds=0,62",
        "Relay:Policies:MentionFlood:Kinds=1",
        "Relay:Policies:UnprefixedReferences:Kinds=1",
        "Relay:Policies:Words:Kinds=1",
        "Relay:Policies:Strikes:WindowSeconds=60",
        "Relay:Policies:DuplicateText:Similarity=90",
        "Relay:Policies:RateLimits:MaxBuckets=1000",
        "Relay:Policies:ReadBudget:MaxBudgets=1000",
        "Relay:Policies:WebOfTrust:MinFollowers=9",
        "Relay:Policies:NewKeys:WindowSeconds=60",
        "Relay:Policies:Plugin:MaxInFlight=9",
        "Relay:Policies:Filter:MaxIds=20000",
        "Relay:Policies:Filter:MaxAuthors=20000",
        "Relay:Policies:Filter:MaxKinds=20000",
        "Relay:Policies:Filter:MaxTagValues=20000",
    ];

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Settings_without_mistakes_are_fine()
    {
        var run = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, "--Relay:Limits:MaxLimit=900"]);

        run.AssertFound("settings", "ok", "no mistakes; settings file: none");
        Assert.Equal("ok", run.StateOf("settings in use"));
        Assert.Equal("ok", run.StateOf("files"));
    }

    [Fact]
    public async Task All_mistakes_are_told_and_what_needs_the_settings_is_not_checked()
    {
        var run = await DoctorRun.RunAsync(
            _folder.Path, ["--Relay:Limits:MaxLimit=0", "--Relay:Store:Sync=Never", "--Relay:Policies:Words:Files=none.txt"]);

        run.AssertFound("settings", "problem", "Relay:Limits:MaxLimit is 0, but must be from 1 to 1000000", "Correct it");
        run.AssertFound("settings", "problem", "Relay:Store:Sync is \"Never\"");
        run.AssertFound("settings", "problem", "Relay:Policies:Words:Files is \"none.txt\", but there is no such file");
        run.AssertFound("store", "skipped", "the settings have mistakes");
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_read_is_a_problem()
    {
        var file = _folder.Write("broken.json", "{");

        (await DoctorRun.RunAsync(_folder.Path, ["--config", file])).AssertFound("settings", "problem", file);
    }

    [Fact]
    public async Task Keys_that_have_no_effect_are_told_with_their_reason()
    {
        var run = await DoctorRun.RunAsync(
            _folder.Path, [.. AnyPort, "--Relay:Memory:TrimWhenIdle=false", .. Idle.Select(static setting => $"--{setting}")]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            Idle.Select(static setting => setting.Split('=')[0]).Order(StringComparer.Ordinal),
            run.TextsOf("settings in use").Select(static text => text.Split(' ')[0]).Order(StringComparer.Ordinal));
        run.AssertFound(
            "settings in use", "warning", "Relay:Policies:NewKeys:WindowSeconds has no effect: the policy NewKeys is off",
            "Set Relay:Policies:NewKeys:MaxPerAddress");
    }

    [Fact]
    public async Task Limits_of_one_client_above_those_of_all_have_no_effect()
    {
        var run = await DoctorRun.RunAsync(_folder.Path,
        [
            .. AnyPort, "--Relay:Memory:SubscriptionsMiB=1", "--Relay:Memory:OutboxesMiB=1", "--Relay:Limits:MaxSubscriptionBytes=2000000",
            "--Relay:Limits:MaxSubscriptionBytesPerAddress=1000000", "--Relay:Limits:OutboxMaxBytes=2000000",
        ]);

        Assert.Equal(2, run.TextsOf("settings in use").Count());
        run.AssertFound(
            "settings in use", "warning", "Relay:Limits:MaxSubscriptionBytes has no effect", "raise Relay:Memory:SubscriptionsMiB");
        run.AssertFound("settings in use", "warning", "Relay:Limits:OutboxMaxBytes has no effect", "raise Relay:Memory:OutboxesMiB");
    }

    [Fact]
    public async Task Keys_of_policies_that_are_on_may_have_no_effect_either()
    {
        var run = await DoctorRun.RunAsync(_folder.Path,
        [
            .. AnyPort, "--Relay:Policies:Kinds:Denied=5", "--Relay:Policies:Kinds:ExemptKinds=0,62",
            "--Relay:Policies:WebOfTrust:Seeds=82341f882b6eabcd2ba7f1ef90aad961cf074af15b9ef44a09f9d2a8fbfbe6a2",
            "--Relay:Policies:WebOfTrust:Depth=1", "--Relay:Policies:WebOfTrust:MaxVouches=9",
        ]);

        Assert.Equal(2, run.TextsOf("settings in use").Count());
        run.AssertFound("settings in use", "warning", "Relay:Policies:Kinds:ExemptKinds has no effect", "Relay:Policies:Kinds:Allowed");
        run.AssertFound("settings in use", "warning", "Relay:Policies:WebOfTrust:MaxVouches has no effect: Depth is 1");
    }

    [Fact]
    public async Task Addresses_that_endpoints_replace_have_no_effect()
    {
        var run = await DoctorRun.RunAsync(_folder.Path,
        [
            .. AnyPort, "--Kestrel:Endpoints:Main:Url=http://127.0.0.1:0",
            $"--Kestrel:Certificates:Default:Path={_folder.Write("some.pfx", "")}",
        ]);

        run.AssertFound("settings in use", "warning", "Urls has no effect: Kestrel:Endpoints names addresses");
        run.AssertFound("settings in use", "warning", "Kestrel:Certificates has no effect: the relay listens on no https address");
    }

    [Fact]
    public async Task A_copy_of_all_defaults_and_keys_with_an_effect_are_fine()
    {
        var defaults = Path.Combine(Relay.TestSupport.Repository.Root, "appsettings.defaults.json");

        var run = await DoctorRun.RunAsync(_folder.Path,
        [
            .. AnyPort, "--config", defaults, "--Relay:Network:TrustedProxies=10.0.0.1", "--Relay:Network:ClientAddressHeader=Forwarded",
            "--Relay:Store:Sync=Interval", "--Relay:Store:SyncIntervalMilliseconds=5", "--Relay:Policies:NewKeys:MaxPerAddress=5",
            "--Relay:Policies:NewKeys:WindowSeconds=60",
        ]);

        run.AssertFound("settings in use", "ok", "every key that is set has an effect");
    }

    [Fact]
    public async Task A_file_with_a_secret_that_everybody_may_read_is_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var key = WriteCertificate("relay.pfx", 90);
        var settings = _folder.Write("settings.json", """{ "Relay": { "Telemetry": { "Headers": "authorization=abc" } } }""");
        string[] arguments =
        [
            .. AnyPort, "--config", settings, $"--Kestrel:Certificates:Default:Path={key}",
            "--Relay:Telemetry:OtlpEndpoint=http://127.0.0.1:1",
        ];
        Open(key, settings, UnixFileMode.OtherRead);

        var open = await DoctorRun.RunAsync(_folder.Path, arguments);
        Open(key, settings, UnixFileMode.None);
        var closed = await DoctorRun.RunAsync(_folder.Path, arguments);

        open.AssertFound("files", "warning", $"Kestrel:Certificates:Default:Path is {key}, which holds a secret", $"chmod o-rwx {key}");
        open.AssertFound("files", "warning", $"the settings file is {settings}, which holds a secret");
        closed.AssertFound("files", "ok", "2 can be read, and no secret by everybody");
    }

    [Fact]
    public async Task A_file_that_the_user_may_not_read_is_a_problem()
    {
        var keys = _folder.Write("keys.txt", "");
        OtherUser.Close(keys);
        await using var process = OtherUser.Start(
            _folder.Path, ["doctor", "--json", .. AnyPort, $"--Relay:Policies:Authors:DeniedFiles={keys}"]);

        (await DoctorRun.OfAsync(process)).AssertFound(
            "files", "problem", $"Relay:Policies:Authors:DeniedFiles is {keys}, which this user,", "chmod g+r");
    }

    [Fact]
    public async Task A_certificate_that_is_over_or_no_certificate_is_a_problem()
    {
        var over = WriteCertificate("over.pfx", -9);
        var none = _folder.Write("none.pfx", "nothing");

        var run = await DoctorRun.RunAsync(_folder.Path,
        [
            .. AnyPort, $"--Kestrel:Certificates:Default:Path={none}", "--Kestrel:Endpoints:Main:Url=https://127.0.0.1:0",
            $"--Kestrel:Endpoints:Main:Certificate:Path={over}",
        ]);

        run.AssertFound("files", "problem", $"Kestrel:Certificates:Default is {none}, which cannot be used", "with its password");
        run.AssertFound("files", "problem", $"{over}, whose certificate was valid until", "Renew");
        Assert.Equal("ok", run.StateOf("listening"));
    }

    [Fact]
    public async Task An_https_address_without_a_certificate_is_a_problem() =>
        (await DoctorRun.RunAsync(_folder.Path, ["--urls", "https://127.0.0.1:0"])).AssertFound(
            "listening", "problem", "an https address has no certificate", "Kestrel:Certificates:Default:Path");

    public void Dispose() => _folder.Dispose();

    string WriteCertificate(string name, int days)
    {
        using var authority = new TestAuthority(_folder.File("authority.pem"));
        using var certificate = authority.Issue("localhost", days);
        File.WriteAllBytes(_folder.File(name), certificate.Export(X509ContentType.Pfx));
        return _folder.File(name);
    }

    static void Open(string key, string settings, UnixFileMode others)
    {
        foreach (var file in new[] { key, settings })
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        }
    }
}
