using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// Compiles what documents print, against the relay's public members. A whole program gets what the web SDK gives every program and nothing
/// else. A class with a docstring stays as it is, methods are put into a static class, and other statements into a method in which
/// <c>builder</c>, <c>app</c>, <c>relay</c> and <c>alice</c> are known; all get the relay's namespaces.
/// </summary>
static class PrintedCode
{
    const string OfTheSdk = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    const string OfTheRelay = """
        global using System.Globalization; global using System.Text;
        global using Relay.AspNetCore; global using Relay.Core; global using Relay.Nostr; global using Relay.Policies;
        global using Relay.Storage.Files; global using Relay.Storage.Lmdb; global using Relay.Storage.RocksDb;
        global using Relay.Storage.Sqlite; global using Relay.Testing; global using Relay.FunctionalTests;
        """;

    static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileNameWithoutExtension(path) != "Relay.FunctionalTests")
            .Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>Whether a block is the whole code of a program.</summary>
    public static bool IsProgram(string code) => code.StartsWith("using ", StringComparison.Ordinal);

    /// <summary>What the compiler finds wrong with a block; empty if it compiles.</summary>
    public static IReadOnlyList<string> Problems(PrintedBlock block) =>
        [.. Compile(block.Code, "Printed").GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{block.Place}: {diagnostic.GetMessage()} ({diagnostic.Id})")];

    /// <summary>A program or a part of one, as an assembly with this name.</summary>
    public static CSharpCompilation Compile(string code, string name)
    {
        var isProgram = IsProgram(code);
        string[] sources = isProgram ? [OfTheSdk, code, .. FilesBeside(code)] : [OfTheSdk, OfTheRelay, Wrap(code), .. FilesOfTests()];
        var trees = sources.Select(static source => CSharpSyntaxTree.ParseText(source, Parse)).ToArray();
        var hasStatements = trees.Any(static tree => tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        return CSharpCompilation.Create(
            name, trees, References,
            new CSharpCompilationOptions(
                hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
    }

    static string Wrap(string code) => code.StartsWith("/// ", StringComparison.Ordinal)
        ? code
        : code.StartsWith("static ", StringComparison.Ordinal)
        ? $"static class Printed\n{{\n{code}}}"
        : "sealed class Printed(WebApplicationBuilder builder, WebApplication app, TestRelay relay, Author alice)\n"
            + $"{{\nasync Task Run()\n{{\n{code}}}\n}}";

    /// <summary>If the program is a sample's, the other files of that sample.</summary>
    static IEnumerable<string> FilesBeside(string code) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "Program.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).ReplaceLineEndings("\n") == code)
            .SelectMany(static path => Directory.GetFiles(Path.GetDirectoryName(path)!, "*.cs").Where(other => other != path))
            .Select(File.ReadAllText);

    /// <summary>The interface by which recipes ask who is a member, and the engine that <c>docs/event-storage.md</c> prints.</summary>
    static IEnumerable<string> FilesOfTests() =>
        from file in new[] { "IMembers.cs", "FolderEngine.cs" }
        select File.ReadAllText(Path.Combine(Repository.Root, "tests/Relay.FunctionalTests/Recipes", file));
}
