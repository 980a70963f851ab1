using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Relay.Repository.Tests;

/// <summary>Which folders of a project use the types of which others, as the compiler understands its sources.</summary>
sealed class FolderArrows
{
    /// <summary>A type or namespace was not found. Other errors are of what source generators add, which do not run here.</summary>
    static readonly string[] NotFound = ["CS0234", "CS0246"];

    const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    readonly string _root;
    readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    /// <summary>Reads the sources below a folder.</summary>
    public FolderArrows(string root)
    {
        _root = root;
        var parse = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = SourceFiles.Below(root).Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), parse, path)).ToList();
        var compilation = CSharpCompilation.Create(
            "Sources", [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, parse)], References(Path.GetFileName(root)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        UnknownTypes = [.. compilation.GetDiagnostics()
            .Where(static diagnostic => NotFound.Contains(diagnostic.Id))
            .Select(static diagnostic => diagnostic.ToString())];
        foreach (var tree in trees)
            Read(tree, compilation.GetSemanticModel(tree));
    }

    /// <summary>The places where the sources name a type that is not known here.</summary>
    public IReadOnlyList<string> UnknownTypes { get; }

    /// <summary>A line for each folder: its name and the folders that it uses.</summary>
    public IEnumerable<string> Lines => _uses.Select(static use => $"{use.Key} -> {string.Join(", ", use.Value.Keys)}".TrimEnd());

    /// <summary>A circle of folders, each with an example of what it uses of the next; null if there is none.</summary>
    public string? FindCircle()
    {
        var done = new HashSet<string>();
        var path = new List<string>();
        return _uses.Keys.Select(Visit).FirstOrDefault(static circle => circle is not null);

        string? Visit(string folder)
        {
            var index = path.IndexOf(folder);
            if (index >= 0)
                return string.Join("; ", path[index..].Zip([.. path[(index + 1)..], folder], (from, to) => _uses[from][to]));
            if (!done.Add(folder))
                return null;
            path.Add(folder);
            var circle = _uses[folder].Keys.Select(Visit).FirstOrDefault(static circle => circle is not null);
            path.RemoveAt(path.Count - 1);
            return circle;
        }
    }

    void Read(SyntaxTree tree, SemanticModel model)
    {
        var from = FolderOf(tree.FilePath);
        var uses = UsesOf(from);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
                continue;
            var symbol = model.GetSymbolInfo(node).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            if (symbol is null or INamespaceSymbol || type is null)
                continue;
            foreach (var location in type.Locations)
            {
                if (location.SourceTree is { FilePath.Length: > 0 } declared && FolderOf(declared.FilePath) is var to && to != from)
                {
                    UsesOf(to);
                    uses.TryAdd(to, $"{Path.GetRelativePath(_root, tree.FilePath)} uses {type.Name}");
                }
            }
        }
    }

    SortedDictionary<string, string> UsesOf(string folder)
    {
        if (!_uses.TryGetValue(folder, out var uses))
            _uses.Add(folder, uses = new(StringComparer.Ordinal));
        return uses;
    }

    string FolderOf(string path) => Path.GetRelativePath(_root, Path.GetDirectoryName(path)!).Replace('\\', '/');

    static IEnumerable<MetadataReference> References(string project) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileNameWithoutExtension(path) != project)
        .Select(static path => MetadataReference.CreateFromFile(path));
}
