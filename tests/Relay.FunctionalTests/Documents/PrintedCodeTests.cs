using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Every block of C# in the documents compiles as it is printed.</summary>
public sealed class PrintedCodeTests
{
    public static TheoryData<string> Documents() => [.. PrintedBlock.Documents()];

    [Fact]
    public void Documents_with_code_are_found() => Assert.Equal(
        [
            "README.md", "docs/embedding.md", "docs/event-storage.md", "docs/recipes.md", "docs/testing.md",
            "src/Relay.AspNetCore/README.md", "src/Relay.Core/README.md", "src/Relay.Nostr/README.md", "src/Relay.Policies/README.md",
            "src/Relay.Storage.Lmdb/README.md", "src/Relay.Storage.MySql/README.md", "src/Relay.Storage.Postgres/README.md",
            "src/Relay.Storage.RocksDb/README.md",
            "src/Relay.Storage.Sqlite/README.md", "src/Relay.Testing/README.md",
        ],
        PrintedBlock.Documents());

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_compiles_as_it_is_printed(string document)
    {
        var blocks = PrintedBlock.Of(document).ToArray();

        Assert.NotEmpty(blocks);
        Assert.Empty(blocks.SelectMany(PrintedCode.Problems));
    }

    [Theory]
    [InlineData("using Relay.AspNetCore;\nWebApplication.Create().MapRelays();\n")]
    [InlineData("using Relay.AspNetCore;\nWebApplication.Create().MapRelay(); Verdict verdict;\n")]
    [InlineData("static RelayBuilder Add(this RelayBuilder relay) => relay.RejectNothing();\n")]
    [InlineData("app.MapRelay(\"/\", 1);\n")]
    public void Stale_code_is_found(string code) => Assert.NotEmpty(PrintedCode.Problems(new PrintedBlock("a.md:1", "", code)));

    [Fact]
    public void README_prints_the_sample()
    {
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "samples/EmbeddedRelay/Program.cs")).ReplaceLineEndings("\n");

        Assert.Equal(sample, Assert.Single(PrintedBlock.Of("README.md")).Code);
    }
}
