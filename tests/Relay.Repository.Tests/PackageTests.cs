using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>Packs the libraries, and uses the packages from a folder as somebody else's project does.</summary>
public sealed class PackageTests : IDisposable
{
    // Its own in each run, so that a package kept from another run is never used.
    static readonly string Version = $"0.0.1-test.{Environment.ProcessId}";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-packages-");

    [Fact]
    public async Task A_fresh_project_uses_the_packages_from_a_folder()
    {
        var feed = Path.Combine(_folder.FullName, "feed");
        await DotnetAsync(
            RepositoryFolder.Path, "pack", "Relay.sln", "--configuration", Configuration, "--no-build", "--output", feed,
            $"-p:PackageVersion={Version}");
        Assert.Equal(
            Packages.Projects.Select(static project => $"{Packages.IdOf(project)}.{Version}.nupkg").Order(),
            Directory.GetFiles(feed).Select(static file => Path.GetFileName(file)).Order());
        foreach (var project in Packages.Projects)
            AssertComplete(project, Path.Combine(feed, $"{Packages.IdOf(project)}.{Version}.nupkg"));

        var consumer = _folder.CreateSubdirectory("consumer");
        Write(consumer, "nuget.config", $"""
            <configuration><packageSources><add key="packed" value="{feed}" /></packageSources></configuration>
            """);
        // Other packages come from where this build has them.
        Write(consumer, "Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Path.Combine(_folder.FullName, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NostrRelay.Testing" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        Write(consumer, "Program.cs", """
            using Relay.Core;
            using Relay.Nostr;
            using Relay.Policies;
            using Relay.Testing;

            foreach (var store in new[] { TestStores.InMemory, TestStores.Lmdb })
            {
                await using var relay = await TestRelay.StartAsync(new()
                {
                    Store = store,
                    Configure = relay => relay
                        .Add(new DuplicateTextPolicy(new DuplicateTextOptions { MaxCopies = 1 }, TimeProvider.System))
                        .RejectEvent((_, e) => e.Kind == Kind.TextNote ? Verdict.Accept : Verdict.Blocked("notes only")),
                });
                await using var client = await relay.ConnectAsync();
                var alice = new Author();
                await client.PublishAllAsync(alice.Note("hello"));
                Console.WriteLine((await client.PublishAsync(alice.Event(7, "+"))).Message);
                Console.WriteLine(string.Join(',', (await client.QueryAsync("{}")).Contents));
            }
            """);

        var output = await DotnetAsync(consumer.FullName, "run", "--configuration", "Release");

        Assert.Equal(["blocked: notes only", "hello", "blocked: notes only", "hello"], output.Trim().Split(Environment.NewLine));
        // The files of libsecp256k1 came along.
        var natives = consumer.GetFiles("*secp256k1*", SearchOption.AllDirectories).Where(static file => file.Extension is ".so" or ".dll");
        Assert.Contains(natives, static file => file.FullName.Contains("linux-x64", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    static string GlobalPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    static void Write(DirectoryInfo folder, string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    static void AssertComplete(string project, string package)
    {
        using var archive = ZipFile.OpenRead(package);
        var names = archive.Entries.Select(static entry => entry.FullName).ToList();
        Assert.Contains("README.md", names);
        Assert.Contains($"lib/net10.0/{project}.dll", names);
        Assert.Contains($"lib/net10.0/{project}.xml", names);
        using var stream = archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        string? ValueOf(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
        Assert.Equal((Packages.IdOf(project), "MIT", "README.md"), (ValueOf("id"), ValueOf("license"), ValueOf("readme")));
        Assert.False(ValueOf("description") is null or "Package Description");
    }

    static bool IsOfBuild(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase);

    static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The host of this test run sets variables of its own, and a build server that stays would hold the folder.
        foreach (var name in start.Environment.Keys.Where(IsOfBuild).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} took longer than 3 minutes: {await output}");
        }
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }
}
