using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>
/// A type that is not public says so itself, and its members are public or private: <c>internal</c> on a member means that a public type
/// keeps it from other programs.
/// </summary>
public sealed class MemberVisibilityTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    [InlineData("tools")]
    public void Members_of_types_that_are_not_public_are_not_marked_internal(string folder)
    {
        var types = SourceFiles.Of(folder).SelectMany(TypesOf).ToArray();
        // Parts of a type need not repeat its modifiers.
        var shown = types.Where(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(NameOf).ToHashSet();

        Assert.NotEmpty(types);
        var marked = types.Where(
            type => !shown.Contains(NameOf(type)) || type.Parent is TypeDeclarationSyntax outer && !shown.Contains(NameOf(outer)))
            .SelectMany(static type => type.Members)
            .Where(static member => member.Modifiers.Any(SyntaxKind.InternalKeyword) && !member.Modifiers.Any(SyntaxKind.ProtectedKeyword))
            .Select(PlaceOf).ToArray();
        Assert.True(marked.Length == 0, string.Join('\n', marked));
    }

    static IEnumerable<TypeDeclarationSyntax> TypesOf(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview), path)
            .GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>();

    static string NameOf(TypeDeclarationSyntax type) =>
        string.Join('.', type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Select(static space => space.Name.ToString())
            .Concat(type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Reverse().Select(static part => part.Identifier.Text)))
        + "`" + type.Arity;

    static string PlaceOf(MemberDeclarationSyntax member)
    {
        var place = member.GetLocation().GetLineSpan();
        return $"{Path.GetRelativePath(RepositoryFolder.Path, place.Path)}:{place.StartLinePosition.Line + 1}";
    }
}
